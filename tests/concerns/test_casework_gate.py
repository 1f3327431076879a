"""Who comes in to the casework pages, and what everybody else meets: concerns.md section 12, 1, 3, 17, 18."""

import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.second_factor import give_totp, take_away_second_factor
from concerns.actions import clocks
from concerns.actions.opening import MANY
from concerns.kinds import GroupKind, Role
from concerns.models import HOUSE, Alert, Entry, Membership, OutgoingMail
from concerns.models.records import Deed
from concerns.tasks import suspend_changed_members
from tests.concerns import rows
from tests.concerns.casework import address, client_of, place, send, text_of
from tests.factories import log_in, make_organiser, make_user

pytestmark = pytest.mark.django_db
__all__ = ["place"]
DRAWN = re.compile(r"""nonce-[^']+|(?<=nonce=")[^"]+|(?<=name="csrfmiddlewaretoken" value=")[^"]+""")
PAGES = ["", "search/", "sighted/", "people/", "people/proposals/", "audit/", "audit/chains/", "overdue/"]


def seen_by(answer) -> tuple:
    """Body and headers, but for what no two answers share: the second in which each expires is one's own."""
    body = DRAWN.sub("", answer.content.decode())
    policy = DRAWN.sub("", answer.headers["Content-Security-Policy"])
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
    return answer.status_code, body, {**headers, "Content-Security-Policy": policy}


def a_superuser():
    return make_user(is_superuser=True)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_sent_to_log_in(client, page):
    answer = client.get(f"/casework/{page}")

    assert answer.status_code == 302
    assert answer.url.startswith("/account/")


@pytest.mark.parametrize("make", [make_user, make_organiser, a_superuser])
def test_who_is_not_entrusted_meets_a_page_that_is_not_there_and_the_try_is_written_down(client, place, make):
    user = make()
    give_totp(user, rows.SECRET)
    log_in(client, user)
    concern = place.concern()
    unknown = seen_by(client.get("/casework/no-such-page/"))

    for page in [*PAGES, f"{concern.pk}/", f"{concern.pk}/message/", f"{concern.pk}/identity/"]:
        assert seen_by(client.get(f"/casework/{page}")) == unknown, page

    probes = Entry.objects.filter(chain=HOUSE, deed=Deed.PROBED, actor=user.pk)
    assert probes.count() == len(PAGES) + 3


def test_a_case_of_another_region_is_like_one_that_does_not_exist_and_is_written_down(place):
    concern = place.concern()
    other = rows.a_member(rows.a_group(GroupKind.QUALITY, rows.an_office("South West")))
    client = client_of(other)

    for noun in ("", "message", "triage", "identity", "exclusions"):
        known, unknown = address(concern, noun), address(concern, noun).replace(str(concern.pk), str(uuid4()))
        assert seen_by(client.get(known)) == seen_by(client.get(unknown))
        assert seen_by(client.post(known, {"words": "x"})) == seen_by(client.post(unknown, {"words": "x"}))

    refused = Entry.objects.filter(chain=HOUSE, deed=Deed.REFUSED, actor=other.user.pk)
    assert refused.count() == 18  # the case itself takes no form
    assert not Entry.objects.filter(chain=concern.pk, deed=Deed.OPENED).exists()


def test_who_was_kept_out_by_the_reporter_finds_no_trace(place):
    colleague = rows.a_member(place.quality)
    concern = place.concern(kept_out_people=place.handler.user.email)

    inbox = place.client.get("/casework/?state=all")
    found = place.client.post("/casework/search/", {"words": "shouted"})

    assert place.client.get(address(concern)).status_code == 404
    assert concern.short_name not in text_of(inbox)
    assert "No case waits for you" in text_of(inbox) or "No case like this" in text_of(inbox)
    assert "Found in no case" in text_of(found)
    assert client_of(colleague).get(address(concern)).status_code == 200


def also_in(group, standing) -> Membership:
    """One more membership of somebody, with the log-in that was vouched for before."""
    other = Membership.objects.filter(user=standing.user).first()
    other.pk, other.group, other.role = uuid4(), group, Role.DEAN
    other.save(force_insert=True)
    return other


@pytest.mark.parametrize("by", ["themselves", "a colleague"])
def test_who_leaves_a_group_that_is_kept_out_still_finds_no_trace(place, by):
    deans = rows.a_group(GroupKind.DEAN, place.office)
    dean, colleague = rows.a_member(deans), rows.a_member(place.quality)
    own = also_in(deans, place.handler)
    concern = place.concern(kept_out_groups=(str(deans.pk),))
    OutgoingMail.objects.all().delete()
    assert place.client.get(address(concern)).status_code == 404

    who = place.client if by == "themselves" else client_of(dean)
    who.post(f"/casework/people/{own.pk}/ending/")

    own.refresh_from_db()
    assert own.ended_on
    assert place.client.get(address(concern)).status_code == 404
    assert concern.short_name not in text_of(place.client.get("/casework/?state=all"))
    assert "Found in no case" in text_of(place.client.post("/casework/search/", {"words": "shouted"}))
    clocks.nudge_due_clocks(at=timezone.now() + timedelta(days=30))
    told = {mail.recipient for mail in OutgoingMail.objects.all()}
    assert colleague.user in told
    assert place.handler.user not in told
    assert client_of(colleague).get(address(concern)).status_code == 200


def test_who_left_a_group_before_it_was_kept_out_reads_on(place):
    deans = rows.a_group(GroupKind.DEAN, place.office)
    rows.a_member(deans)
    also_in(deans, place.handler)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=place.handler.user, group=deans).update(ended_on=yesterday)

    concern = place.concern(kept_out_groups=(str(deans.pk),))

    assert place.client.get(address(concern)).status_code == 200


def test_keeping_somebody_out_ends_their_access_at_once(place):
    rows.a_member(place.quality)
    concern = place.concern()
    assert place.client.get(address(concern)).status_code == 200

    answer = send(
        client_of(rows.a_member(place.quality)),
        concern,
        "exclusions",
        who=f"person:{place.handler.user.pk}",
    )

    assert answer.status_code == 302
    assert place.client.get(address(concern)).status_code == 404
    assert concern.short_name not in text_of(place.client.get("/casework/"))


@pytest.mark.parametrize("by", ["themselves", "a superuser"])
@pytest.mark.parametrize("name", ["Gwen T\u0430rnbrook", "Gw"])
def test_another_name_hides_nobody_from_a_reporter_and_colleagues_are_told(place, by, name):
    colleague = client_of(rows.a_member(place.quality))
    user = rows.make_fit(make_user("gwen@example.org", name="Gwen Tarnbrook (demo)"))
    client = client_of(rows.a_member(place.quality, user=user))
    if by == "themselves":
        client.post("/account/name/", {"name": name})
    else:
        admin = Client()
        log_in(admin, a_superuser())
        fields = {"email": user.email, "name": name, "is_active": "on"}
        admin.post(f"/admin/accounts/user/{user.pk}/change/", fields_of(admin, user) | fields)
    user.refresh_from_db()
    assert user.name == name

    concern = place.concern(kept_out_people="Gwen Tarnbrook")

    assert client.get(address(concern)).status_code == 404
    suspend_changed_members()
    assert f"Gwen Tarnbrook (demo) is now called {name}" in text_of(colleague.get("/casework/"))
    assert "is now called" not in text_of(client.get("/casework/"))
    assert Alert.objects.get().kind == Alert.Kind.NAME
    entry = Entry.objects.get(chain=HOUSE, deed=Deed.RENAMED)
    assert entry.facts["person"] == user.pk
    assert name not in str(entry.facts)
    assert client.get("/casework/").status_code == 200
    assert Alert.objects.count() == 1


def fields_of(admin, user) -> dict[str, str]:
    """What the form of the admin sends as it stands."""
    page = admin.get(f"/admin/accounts/user/{user.pk}/change/").context
    form = page["adminform"].form
    given = {name: form[name].value() for name in form.fields}
    counts = ("TOTAL_FORMS", "INITIAL_FORMS")
    rows_of = {
        f"{each.formset.prefix}-{count}": "0" for each in page["inline_admin_formsets"] for count in counts
    }
    return {name: value for name, value in given.items() if value not in (None, False, [])} | rows_of


@pytest.mark.parametrize("page", ["/casework/", "/casework/people/"])
@pytest.mark.parametrize(
    ("hours", "has_app"), [(13, True), (0, False), (None, True)], ids=["13 hours ago", "no app", "never"]
)
def test_a_second_factor_must_be_there_and_proven_within_12_hours(place, hours, has_app, page):
    client = Client()
    client.force_login(place.handler.user)
    session = client.session
    if hours is not None:
        proof = {"method": "mfa", "at": time.time() - hours * 3600, "type": "totp"}
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = str(place.handler.user.pk)
        session.save()
    if not has_app:
        # The member's own doing, or the membership is suspended before anything is asked.
        take_away_second_factor(place.handler.user)
        Membership.objects.update(credentials=rows.credentials_digest(place.handler.user))

    answer = client.get(page)

    assert answer.status_code == 302
    assert not answer.url.startswith("/casework/")


def test_just_under_12_hours_is_enough(place):
    session = place.client.session
    session["account_authentication_methods"][0]["at"] = time.time() - 12 * 3600 + 60
    session.save()

    assert place.client.get("/casework/").status_code == 200


def test_opening_30_cases_in_5_minutes_alerts_colleagues(place):
    colleague = rows.a_member(place.quality)
    concerns = [place.concern() for _ in range(MANY)]
    OutgoingMail.objects.all().delete()

    for concern in concerns[:-1]:
        for _ in range(2):
            place.client.get(address(concern))
    assert not Alert.objects.exists(), "a case that is opened again counts once"
    place.client.get(address(concerns[-1]))

    alert = Alert.objects.get(kind=Alert.Kind.MANY_OPENED)
    assert alert.membership.user == place.handler.user
    assert OutgoingMail.objects.filter(recipient=colleague.user).count() == 1
    shown = client_of(colleague).get("/casework/")
    assert "Somebody opened many cases in a short time" in text_of(shown)
    assert "many cases" not in text_of(place.client.get("/casework/"))

    client_of(colleague).post(f"/casework/alerts/{alert.pk}/look/")

    alert.refresh_from_db()
    assert alert.looked_at_by == colleague.user
    assert "many cases" not in text_of(client_of(colleague).get("/casework/"))
    assert place.client.post(f"/casework/alerts/{alert.pk}/look/").status_code == 404


def change_address(admin, user):
    """As a superuser who then takes the new address as their own."""
    typed = {"email": "another@example.org", "name": user.name, "pronouns": "", "is_active": "on"}
    assert admin.post(f"/admin/accounts/user/{user.pk}/change/", typed).status_code == 302
    EmailAddress.objects.create(user=user, email="another@example.org", verified=True, primary=True)


def exchange_app(admin, user):
    """As a superuser who then sets up an app of their own."""
    typed = {"action": "take_away_second_factor", "_selected_action": [user.pk]}
    assert admin.post("/admin/accounts/user/", typed).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    give_totp(user, rows.SECRET)


@pytest.mark.parametrize("change", [change_address, exchange_app])
def test_a_log_in_that_a_superuser_changed_opens_nothing_until_a_second_person_vouches(place, change):
    colleague = rows.a_member(place.quality)
    concern = place.concern()
    OutgoingMail.objects.all().delete()
    superuser = a_superuser()
    give_totp(superuser, rows.SECRET)
    log_in(admin := Client(), superuser)
    change(admin, place.handler.user)
    log_in(client := Client(), User.objects.get(pk=place.handler.user.pk))

    assert client.get(address(concern)).status_code == 404
    told = client.get("/casework/")
    assert told.status_code == 403
    assert "was changed by somebody else" in text_of(told)

    membership = Membership.objects.get(user=place.handler.user)
    assert membership.suspended_because == Membership.Suspension.CREDENTIALS
    assert OutgoingMail.objects.filter(recipient=colleague.user).exists()
    colleagues = client_of(colleague)
    assert "log-in was changed by somebody else" in text_of(colleagues.get("/casework/"))
    assert "Suspended" in text_of(colleagues.get("/casework/people/"))

    done = colleagues.post(f"/casework/people/{membership.pk}/reinstatement/")

    assert done.status_code == 302
    assert client.get(address(concern)).status_code == 200
    assert "changed by somebody else" not in text_of(colleagues.get("/casework/"))


def test_colleagues_hear_of_a_changed_log_in_before_it_is_used(place):
    colleague = rows.a_member(place.quality)
    OutgoingMail.objects.all().delete()
    place.handler.user.set_password("of somebody else")
    place.handler.user.save()

    for _ in range(2):
        suspend_changed_members()

    suspended = Membership.objects.exclude(suspended_on=None).get()
    assert suspended.user == place.handler.user
    assert Alert.objects.get().membership == suspended
    assert OutgoingMail.objects.filter(recipient=colleague.user).count() == 1


@pytest.mark.parametrize(("count", "figure"), [(0, "0"), (1, "Fewer than 5"), (4, "Fewer than 5"), (5, "5")])
def test_the_national_lead_sees_one_figure_that_points_at_nobody(place, count, figure):
    lead = make_user()
    give_totp(lead, rows.SECRET)
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD)
    log_in(client := Client(), lead)
    for _ in range(count):
        concern = rows.a_concern()[0]
        clock = concern.referrals.get().clocks.first()
        clock.due_on = timezone.localdate() - timedelta(days=1)
        clock.save()

    answer = client.get("/casework/overdue/")

    assert f"{figure} concerns in the whole country" in text_of(answer)
    assert client.get("/casework/").url == "/casework/overdue/"
    for page in ("people/", "audit/", "sighted/"):
        assert client.get(f"/casework/{page}").status_code == 404


def test_the_national_lead_proves_the_second_factor_again_after_12_hours(client):
    lead = make_user()
    give_totp(lead, rows.SECRET)
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD)
    log_in(client, lead)
    session = client.session
    session["account_authentication_methods"][0]["at"] = time.time() - 13 * 3600
    session.save()

    assert client.get("/casework/overdue/").status_code == 302


def test_a_lead_whose_appointment_ended_sees_nothing(client):
    lead = make_user()
    give_totp(lead, rows.SECRET)
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD, ended_at=timezone.now())
    log_in(client, lead)

    assert client.get("/casework/overdue/").status_code == 404


def test_every_page_of_a_member_is_kept_by_nobody(place):
    concern = place.concern()

    for page in ("/casework/", address(concern), address(concern, "note"), "/casework/people/"):
        answer = place.client.get(page)
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert "<title>Casework " in answer.content.decode()


@pytest.mark.parametrize("charset", ["base64", "hex", "unicode_escape", "utf-16"])
def test_a_form_in_letters_that_we_do_not_read_is_refused_and_is_no_fault(place, charset, caplog):
    concern = place.concern()
    body = b'--X\r\nContent-Disposition: form-data; name="words"\r\n\r\n\\ud800\r\n--X--\r\n'

    answer = place.client.generic(
        "POST",
        address(concern, "note"),
        body,
        content_type=f"multipart/form-data; boundary=X; charset={charset}",
    )

    assert answer.status_code == 400
    assert "cannot be read" in text_of(answer)
    assert "Traceback" not in caplog.text
    assert place.client.get(address(concern, "note")).status_code == 200
