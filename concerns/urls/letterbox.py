"""The addresses of reporters. Neutral words and numbers: they stand in a browser's history."""

from django.urls import path, re_path

from concerns.views.letterbox import asking, inside, returning, sending, start

urlpatterns = [
    path("", start.start, name="letterbox"),
    path("<int:number>/", asking.question, name="letterbox_question"),
    path("readers/", sending.readers, name="letterbox_readers"),
    path("check/", sending.check, name="letterbox_check"),
    path("send/", sending.send, name="letterbox_send"),
    path("sent/", sending.sent, name="letterbox_sent"),
    path("sent/kept/", sending.kept, name="letterbox_kept"),
    path("back/", returning.come_back, name="letterbox_come_back"),
    path("inside/", inside.inside, name="letterbox_inside"),
    path("inside/message/", inside.message, name="letterbox_message"),
    path("inside/again/", inside.dissatisfied, name="letterbox_dissatisfied"),
    path("inside/end/", inside.withdraw, name="letterbox_withdraw"),
    path("inside/words/", inside.own_words, name="letterbox_own_words"),
    path("exit/", start.exit_page, name="letterbox_exit"),
    path("leave/", start.leave, name="letterbox_leave"),
    re_path("", start.lost, name="letterbox_lost"),
]
