"""The addresses of networking, below an assembly's own."""

from networking.urls import contacts, conversations, people, profile, safety, tables

urlpatterns = [
    *people.urlpatterns,
    *contacts.urlpatterns,
    *conversations.urlpatterns,
    *profile.urlpatterns,
    *safety.urlpatterns,
    *tables.urlpatterns,
]
