"""The addresses of handlers, deans and auditors: a case is known by its random key, an act by its noun."""

from django.urls import path
from django.urls.resolvers import URLPattern

from concerns.policies import Step
from concerns.views.casework import acts, audit, case, identity, inbox, overdue, people, sighted
from concerns.views.casework.act_pages import ACTS


def act_path(step: Step) -> URLPattern:
    """Return the address of an act; what is no act has none."""
    return path(f"<uuid:key>/{step}/", acts.act, {"step": step}, name=f"casework_{step}")


urlpatterns: list[URLPattern] = [
    path("", inbox.inbox, name="casework"),
    path("search/", inbox.search, name="casework_search"),
    path("alerts/<uuid:key>/look/", inbox.alert_look, name="casework_alert_look"),
    path("sighted/", sighted.sighted, name="casework_sighted"),
    path("sighted/<uuid:key>/seen/", sighted.sighted_seen, name="casework_sighted_seen"),
    path("people/", people.people, name="casework_people"),
    path("people/proposals/", people.proposals, name="casework_proposals"),
    path("people/<uuid:key>/", people.member, name="casework_member"),
    path("people/<uuid:key>/<slug:noun>/", people.member_act, name="casework_member_act"),
    path("audit/", audit.audit, name="casework_audit"),
    path("audit/chains/", audit.audit_chains, name="casework_audit_chains"),
    path("overdue/", overdue.overdue, name="casework_overdue"),
    path("<uuid:key>/", case.case, name="casework_case"),
    path("<uuid:key>/identity/", identity.identity, name="casework_identity"),
    path("<uuid:key>/identity/request/", identity.request_identity, name="casework_identity_request"),
    path("<uuid:key>/identity/agreement/", identity.agreement, name="casework_identity_agreement"),
    path("<uuid:key>/identity/refusal/", identity.refusal, name="casework_identity_refusal"),
    *(act_path(step) for step in ACTS),
]
