"""The addresses of guidance."""

from django.urls import path

from guidance.views import cards, finder, pages

urlpatterns = [
    path("", finder.start, name="guidance"),
    path("act-now/", finder.act_now, name="guidance_act_now"),
    path("answer/", finder.answer, name="guidance_answer"),
    path("questions/<slug:name>/", finder.question, name="guidance_question"),
    path("cards/<int:employer>/", cards.card, name="guidance_card"),
    path("pages/<slug:slug>/", pages.page, name="guidance_page"),
]
