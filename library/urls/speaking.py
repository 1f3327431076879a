"""The addresses of those who take part in an assembly's programme."""

from django.urls import path

from library.views import slides, speaking

urlpatterns = [
    path("speaking/", speaking.speaking, name="speaking"),
    path("speaking/sessions/<slug:code>/recording/", speaking.consent, name="consent"),
    path("speaking/topics/<int:pk>/slides/", slides.slides, name="slides"),
    path("speaking/topics/<int:pk>/slides/remove/", slides.slides_remove, name="slides_remove"),
]
