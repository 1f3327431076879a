"""Addresses of conversations."""

from django.urls import path

from networking.views import conversation, conversations, lines

_ONE = "conversations/<slug:code>/"

urlpatterns = [
    path("conversations/", conversations.conversations, name="networking_conversations"),
    path("conversations/new/", conversations.group_new, name="networking_group"),
    path("people/<slug:code>/conversation/", conversations.conversation_with, name="networking_talk"),
    path(_ONE, conversation.conversation, name="networking_conversation"),
    path(f"{_ONE}lines/", conversation.lines, name="networking_lines"),
    path(f"{_ONE}lines/<int:number>/", lines.line_edit, name="networking_line"),
    path(f"{_ONE}lines/<int:number>/remove/", lines.line_remove, name="networking_line_remove"),
    path(f"{_ONE}people/", conversation.people, name="networking_conversation_people"),
    path(f"{_ONE}people/<slug:person>/take-back/", conversation.take_back, name="networking_take_back"),
    path(f"{_ONE}notices/", conversation.mute, name="networking_conversation_notices"),
    path(f"{_ONE}membership/", conversations.membership, name="networking_membership"),
    path(f"{_ONE}membership/decline/", conversations.membership_decline, name="networking_decline"),
    path(f"{_ONE}membership/leave/", conversation.leave, name="networking_leave"),
]
