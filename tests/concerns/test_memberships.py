"""Who is entrusted: by two people, nobody who runs the portal, nor whose log-in somebody else changed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from accounts.models import Appointment, LocalOffice, SecondFactorDuty, User
from accounts.second_factor import give_totp
from concerns.actions import (
    following,
    keeping_out,
    memberships,
    opening,
    referring,
    stepping_back,
    watching,
)
from concerns.answers import Answers
from concerns.casework_queries.audit import AuditFacets, chains_hidden_from, entries_for
from concerns.kinds import GroupKind, Role, Side
from concerns.letterbox_forms import FORMS
from concerns.models import HOUSE, Alert, Concern, Entry, Membership, OutgoingMail, Referral, SightedNotice
from concerns.models.records import Deed
from concerns.pathway import Track
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import standing_of
from tests.concerns.rows import a_group, a_member, acknowledge, an_employer, an_office, make_fit
from tests.factories import log_in, make_organiser, make_user


def deeds() -> list:
    return list(Entry.objects.filter(chain=HOUSE).exclude(deed=Deed.KEYS_MADE).values_list("deed", flat=True))


@pytest.fixture
def newcomer(db):
    return make_fit(make_user("new@example.org"))


def propose(around, *, by=None, email="new@example.org", group=None, role=Role.HANDLER):
    return memberships.propose_member(
        by=by or around.handler, email=email, group=group or around.quality, role=role, at=around.now
    )


def test_a_membership_counts_once_a_second_person_agrees(around, newcomer):
    membership = propose(around)
    assert standing_of(newcomer) is None
    with pytest.raises(ConcernRefused) as refused:
        memberships.confirm_member(by=around.handler, membership=membership.pk, at=around.now)
    assert refused.value.code == Refusal.SAME_PERSON

    memberships.confirm_member(by=around.second, membership=membership.pk, at=around.now)

    assert standing_of(newcomer).is_handler
    assert SecondFactorDuty.objects.filter(user=newcomer).exists()
    assert deeds() == [Deed.PROPOSED, Deed.CONFIRMED]
    with pytest.raises(ConcernRefused) as refused:
        memberships.confirm_member(by=around.second, membership=membership.pk, at=around.now)
    assert refused.value.code == Refusal.NOT_PROPOSED


def test_nobody_confirms_themselves(around, newcomer):
    membership = propose(around, group=around.deans, role=Role.DEAN)
    a_member(around.quality, user=newcomer)

    with pytest.raises(ConcernRefused) as refused:
        memberships.confirm_member(by=standing_of(newcomer), membership=membership.pk, at=around.now)
    assert refused.value.code == Refusal.SAME_PERSON


def test_the_database_knows_that_it_takes_two(around):
    row = Membership.objects.get(user=around.handler.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=row.pk).update(
            proposed_by=around.second.user, confirmed_by=around.second.user
        )


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("organiser", Refusal.RUNS_THE_PORTAL),
        ("superuser", Refusal.RUNS_THE_PORTAL),
        ("nobody", Refusal.UNKNOWN_PERSON),
        ("handler", Refusal.MEMBER_ALREADY),
    ],
)
def test_some_people_cannot_be_proposed(around, who, code):
    email = f"{who}@example.org"
    if who == "organiser":
        make_organiser(email=email)
    if who == "superuser":
        User.objects.create_superuser(email)
    if who == "handler":
        email = around.second.user.email.upper()

    with pytest.raises(ConcernRefused) as refused:
        propose(around, email=email)
    assert refused.value.code == code


@pytest.mark.parametrize("duty", ["organiser", "superuser", "inactive"])
def test_whoever_comes_to_run_the_portal_handles_nothing_any_more(around, duty):
    concern, _, _ = around.concern()
    user = around.handler.user
    if duty == "organiser":
        Appointment.objects.create(user=user, duty=Appointment.Duty.ORGANISER)
    else:
        User.objects.filter(pk=user.pk).update(
            **{"is_superuser": True} if duty == "superuser" else {"is_active": False}
        )

    assert standing_of(User.objects.get(pk=user.pk)) is None
    assert not Concern.objects.granted_to(user.pk).exists()
    with pytest.raises(ConcernRefused):
        opening.open_case(handler=around.handler, concern=concern, at=around.now)


def test_without_a_second_factor_nobody_is_confirmed(around):
    make_user("new@example.org")
    membership = propose(around)

    with pytest.raises(ConcernRefused) as refused:
        memberships.confirm_member(by=around.second, membership=membership.pk, at=around.now)
    assert refused.value.code == Refusal.NO_SECOND_FACTOR


@pytest.mark.parametrize(
    ("group", "role"),
    [("quality", Role.DEAN), ("deans", Role.HANDLER), ("quality", Role.AUDITOR), ("deans", Role.LEAD)],
)
def test_each_group_has_its_roles(around, newcomer, group, role):
    with pytest.raises(ConcernRefused) as refused:
        propose(around, group=getattr(around, group), role=role)
    assert refused.value.code == Refusal.WRONG_ROLE


def test_members_decide_about_their_own_place_only(around, newcomer):
    elsewhere = a_group(GroupKind.QUALITY, an_office("Wessex"))
    other_trust = a_group(GroupKind.GUARDIAN, an_employer(office=an_office("Wessex")))
    for by, group in [
        (around.handler, elsewhere),
        (around.handler, other_trust),
        (around.guardian, around.quality),
        (around.handler, around.guardians),
        (around.guardian, other_trust),
    ]:
        with pytest.raises(ConcernRefused) as refused:
            propose(around, by=by, group=group)
        assert refused.value.code == Refusal.NOT_MEMBER
    assert propose(around, by=around.handler, group=around.deans, role=Role.DEAN)
    assert propose(around, by=around.guardian, group=a_group(GroupKind.DIGNITY, around.trust))


def test_the_operator_begins_a_group_and_then_its_members_decide(around, newcomer):
    group = a_group(GroupKind.EQUALITY, around.office)
    for email in ("new@example.org", "second@example.org", "third@example.org"):
        if email != newcomer.email:
            make_fit(make_user(email))
        if email == "third@example.org":
            with pytest.raises(ConcernRefused) as refused:
                memberships.begin_group(email=email, group=group, role=Role.HANDLER, at=around.now)
            assert refused.value.code == Refusal.BEGUN
        else:
            memberships.begin_group(email=email, group=group, role=Role.HANDLER, at=around.now)
    assert group.memberships.active().count() == 2


@pytest.mark.parametrize("change", ["password", "email", "no_app", "other_app", "new_app"])
def test_a_log_in_that_somebody_else_changed_opens_nothing(around, change):
    concern, _, _ = around.concern()
    OutgoingMail.objects.all().delete()
    user = User.objects.get(pk=around.handler.user.pk)
    match change:
        case "password":
            user.set_password("another one entirely")
            user.save()
        case "email":
            User.objects.filter(pk=user.pk).update(email="taken@example.org")
        case "no_app":
            Authenticator.objects.filter(user=user).delete()
        case "other_app":
            give_totp(user, "QTHERQTHERQTHERQTHERQTHERQTHERQT")
        case "new_app":
            Authenticator.objects.create(
                user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
            )
    user.refresh_from_db()

    watching.look_at_member(user, at=around.now)

    assert standing_of(user) is None
    assert not Concern.objects.granted_to(user.pk).exists()
    assert Alert.objects.get().kind == Alert.Kind.CREDENTIALS
    told = {mail.recipient for mail in OutgoingMail.objects.all()}
    assert around.second.user in told
    assert user not in told
    assert deeds() == [Deed.SUSPENDED]
    watching.look_at_member(user, at=around.now)
    assert Alert.objects.count() == 1
    with pytest.raises(ConcernRefused):
        opening.open_case(handler=around.handler, concern=concern, at=around.now)


def test_a_suspended_colleague_is_reinstated_by_another_with_the_log_in_as_it_is(around):
    user = around.handler.user
    give_totp(user, "QTHERQTHERQTHERQTHERQTHERQTHERQT")
    watching.look_at_member(user, at=around.now)
    membership = Membership.objects.get(user=user)

    memberships.reinstate_member(by=around.second, membership=membership.pk, at=around.now)
    watching.look_at_member(user, at=around.now)

    assert standing_of(user) is not None
    assert Alert.objects.get().looked_at_by == around.second.user
    with pytest.raises(ConcernRefused) as refused:
        memberships.reinstate_member(by=around.second, membership=membership.pk, at=around.now)
    assert refused.value.code == Refusal.NOT_SUSPENDED


def test_one_suspends_alone_and_never_oneself(around):
    mine = Membership.objects.get(user=around.handler.user)
    with pytest.raises(ConcernRefused) as refused:
        memberships.suspend_member(by=around.handler, membership=mine.pk, at=around.now)
    assert refused.value.code == Refusal.SAME_PERSON

    memberships.suspend_member(by=around.second, membership=mine.pk, at=around.now)
    assert standing_of(around.handler.user) is None


def test_a_membership_ends_but_never_the_last_of_a_group(around):
    mine = Membership.objects.get(user=around.handler.user)
    memberships.end_member(by=around.handler, membership=mine.pk, at=around.now)
    assert standing_of(around.handler.user) is None
    assert not SecondFactorDuty.objects.filter(user=around.handler.user).exists()

    last = Membership.objects.get(user=around.second.user)
    with pytest.raises(ConcernRefused) as refused:
        memberships.end_member(by=around.second, membership=last.pk, at=around.now)
    assert refused.value.code == Refusal.ONLY_MEMBER


@pytest.mark.parametrize(
    ("by", "is_refused"),
    [("handler", True), ("dean", True), ("second", False)],
    ids=["own", "told", "untold"],
)
def test_the_last_who_can_open_a_case_stays_unless_that_would_tell_of_it(around, by, is_refused):
    around.concern(kept_out_people=around.second.user.email)
    last = Membership.objects.get(user=around.handler.user)

    def end():
        memberships.end_member(by=getattr(around, by), membership=last.pk, at=around.now)

    if is_refused:
        with pytest.raises(ConcernRefused) as refused:
            end()
        assert refused.value.code == Refusal.ONLY_MEMBER
        a_member(around.quality)
    end()
    assert standing_of(around.handler.user) is None


# --- Kept out ----------------------------------------------------------------------------------


def test_somebody_who_is_kept_out_later_loses_it_at_once(around):
    concern, _, _ = around.concern()
    opening.open_case(handler=around.second, concern=concern, at=around.now)

    for _ in range(2):
        keeping_out.keep_out_person(
            handler=around.handler, concern=concern, person=around.second.user, at=around.now
        )

    assert not Concern.objects.granted_to(around.second.user.pk).exists()
    with pytest.raises(ConcernRefused) as refused:
        opening.open_case(handler=around.second, concern=concern, at=around.now)
    assert refused.value.code == Refusal.NOT_YOURS


def test_stepping_back_is_one_step_unless_nobody_is_left(around):
    concern, _, _ = around.concern()
    stepping_back.step_back(handler=around.second, concern=concern, at=around.now)
    assert not Concern.objects.granted_to(around.second.user.pk).exists()

    with pytest.raises(ConcernRefused) as refused:
        stepping_back.step_back(handler=around.handler, concern=concern, at=around.now)
    assert refused.value.code == Refusal.NOBODY_LEFT


def test_a_group_is_kept_out_before_it_has_it(around):
    concern, _, _ = around.concern()
    keeping_out.keep_out_group(handler=around.handler, concern=concern, group=around.deans, at=around.now)
    assert concern.exclusions.get().group == around.deans
    with pytest.raises(ConcernRefused) as refused:
        keeping_out.keep_out_group(
            handler=around.handler, concern=concern, group=around.quality, at=around.now
        )
    assert refused.value.code == Refusal.HAS_IT


def test_30_cases_within_5_minutes_alert_colleagues_once(around):
    concerns = [around.concern()[0] for _ in range(32)]
    OutgoingMail.objects.all().delete()
    for number, concern in enumerate(concerns):
        opening.open_case(handler=around.handler, concern=concern, at=around.now)
        assert Alert.objects.count() == (number >= 29)

    assert Alert.objects.get().kind == Alert.Kind.MANY_OPENED
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [around.second.user]


@pytest.mark.parametrize("group", ["quality", "deans"])
def test_whom_the_reporter_named_is_kept_out_also_if_entrusted_later(around, newcomer, group, keys):
    newcomer.name = "Dr Ann Lee"
    newcomer.save()
    named, _, _ = around.concern(kept_out_people="Lee, Ann", sides=("employer", "training"))
    other, _, _ = around.concern()
    role = Role.DEAN if group == "deans" else Role.HANDLER
    membership = propose(around, group=getattr(around, group), role=role)
    files = keys.settings.CONCERNS_KEY_FILE, keys.settings.CONCERNS_KEY_FOLDER
    keys.absent()
    with pytest.raises(ConcernRefused) as refused:
        memberships.confirm_member(by=around.second, membership=membership.pk, at=around.now)
    assert refused.value.code == Refusal.KEYS_ABSENT
    keys.settings.CONCERNS_KEY_FILE, keys.settings.CONCERNS_KEY_FOLDER = files

    memberships.confirm_member(by=around.second, membership=membership.pk, at=around.now)

    assert named.exclusions.get().user == newcomer
    assert not other.exclusions.exists()
    assert named not in Concern.objects.granted_to(newcomer.pk)
    assert not SightedNotice.objects.visible_to(newcomer.pk).exists()


def test_whoever_was_known_by_another_name_before_is_kept_out_by_that_too(around, newcomer):
    newcomer.name = "Ann Lee"
    newcomer.save()
    a_member(around.guardians, user=newcomer)
    User.objects.filter(pk=newcomer.pk).update(name="Zoe Poe")
    Membership.objects.filter(user=newcomer).update(ended_on=around.now.date())
    named, _, _ = around.concern(kept_out_people="Ann Lee")

    membership = propose(around)
    memberships.confirm_member(by=around.second, membership=membership.pk, at=around.now)

    assert named.exclusions.get().user == newcomer


# --- The admin ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["employer", "localoffice", "user"])
def test_no_page_of_the_admin_counts_what_concerns_hang_on_it(around, client, kind):
    concern, _, _ = around.concern(kept_out_people=around.second.user.email)
    row = {"employer": around.trust, "localoffice": around.office, "user": around.second.user}[kind]
    log_in(client, User.objects.create_superuser("boss@example.org"))
    address = f"/admin/accounts/{kind}/{row.pk}/delete/"

    asked = client.get(address).content.decode()
    client.post(address, {"post": "yes"})

    assert not re.search(r"\d+ (concern|exclusion|outgoing|sighted|sealed)", asked)
    assert type(row).objects.filter(pk=row.pk).exists()
    assert concern.exclusions.count() == 1


@pytest.mark.parametrize("kind", ["employer", "localoffice"])
def test_no_place_is_deleted_whether_a_concern_names_it_or_not(around, client, kind):
    places = {
        "employer": (around.trust, an_employer("Elsewhere", an_office("Wessex"))),
        "localoffice": (around.office, LocalOffice.objects.create(code="new", name="New")),
    }[kind]
    around.concern()
    log_in(client, User.objects.create_superuser("boss@example.org"))

    answers = [client.post(f"/admin/accounts/{kind}/{row.pk}/delete/", {"post": "yes"}) for row in places]

    assert [answer.status_code for answer in answers] == [403, 403]
    for row in places:
        assert "/delete/" not in client.get(f"/admin/accounts/{kind}/{row.pk}/change/").content.decode()


def test_an_employer_is_taken_out_of_the_lists_and_whoever_chose_it_keeps_it(around, client):
    log_in(client, User.objects.create_superuser("boss@example.org"))
    given = {"name": around.trust.name, "local_office": str(around.office.pk)}
    client.post(f"/admin/accounts/employer/{around.trust.pk}/change/", given)
    form = FORMS["employer"]

    assert str(around.trust) not in str(form(answers=Answers())["employer"])
    assert str(around.trust) in str(form(answers=around.answers())["employer"])
    assert around.concern()[0].employer == around.trust


def test_who_suspended_somebody_does_not_reinstate_them(around):
    mine = Membership.objects.get(user=around.handler.user)
    memberships.suspend_member(by=around.second, membership=mine.pk, at=around.now)

    with pytest.raises(ConcernRefused) as refused:
        memberships.reinstate_member(by=around.second, membership=mine.pk, at=around.now)
    assert refused.value.code == Refusal.SAME_PERSON
    third = a_member(around.quality)
    memberships.reinstate_member(by=third, membership=mine.pk, at=around.now)

    mine.refresh_from_db()
    assert (mine.suspended_on, mine.suspended_by) == (None, None)
    assert standing_of(around.handler.user) is not None


def test_no_colleague_takes_the_last_reader_from_a_group_at_work(around):
    medical = a_group(GroupKind.MEDICAL_EDUCATION, around.trust)
    a_colleague = a_member(medical)
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    acknowledge(around.guardian, concern)
    referring.refer_concern(
        handler=around.guardian, concern=concern, group=medical, words="Both of us.", at=around.now
    )

    with pytest.raises(ConcernRefused) as refused:
        keeping_out.keep_out_person(
            handler=a_colleague, concern=concern, person=around.guardian.user, at=around.now
        )
    assert refused.value.code == Refusal.ONLY_MEMBER
    assert not concern.exclusions.exists()


def test_no_group_loses_its_last_reader_of_what_it_closed_and_may_have_to_reopen(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    second_guardian = a_member(around.guardians)
    Referral.objects.filter(group=around.guardians).update(state=Track.CLOSED, closed_on=around.now.date())

    def keep_out(person):
        keeping_out.keep_out_person(handler=around.guardian, concern=concern, person=person, at=around.now)

    keep_out(second_guardian.user)
    with pytest.raises(ConcernRefused) as refused:
        keep_out(around.guardian.user)
    assert refused.value.code == Refusal.ONLY_MEMBER


def test_a_case_is_not_returned_to_a_group_in_which_nobody_can_open_it(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    only = Membership.objects.get(user=around.guardian.user)
    colleagues = [a_member(a_group(GroupKind.DIGNITY, around.trust)) for _ in range(2)]
    memberships.suspend_member(by=colleagues[0], membership=only.pk, at=around.now)

    with pytest.raises(ConcernRefused) as refused:
        referring.return_referral(handler=around.handler, concern=concern, words="Not us.", at=around.now)
    assert refused.value.code == Refusal.ONLY_TRACK
    memberships.reinstate_member(by=colleagues[1], membership=only.pk, at=around.now)
    referring.return_referral(handler=around.handler, concern=concern, words="Not us.", at=around.now)


def test_each_side_keeps_out_its_own_people_and_groups_only(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    medical = a_group(GroupKind.MEDICAL_EDUCATION, around.trust)
    second_guardian = a_member(around.guardians)

    def keep_out(handler, who):
        act = keeping_out.keep_out_group if hasattr(who, "kind") else keeping_out.keep_out_person
        name = "group" if hasattr(who, "kind") else "person"
        act(handler=handler, concern=concern, at=around.now, **{name: who})

    theirs = {
        around.handler: (medical, second_guardian.user),
        around.guardian: (around.deans, around.dean.user, around.second.user),
    }
    for handler, refused_ones in theirs.items():
        for who in refused_ones:
            with pytest.raises(ConcernRefused) as refused:
                keep_out(handler, who)
            assert refused.value.code == Refusal.OTHER_SIDE_DECIDES
    assert not concern.exclusions.exists()
    for handler, who in (
        (around.handler, around.deans),
        (around.handler, around.second.user),
        (around.guardian, medical),
        (around.guardian, second_guardian.user),
    ):
        keep_out(handler, who)
    assert concern.exclusions.count() == 4


def test_a_member_of_a_group_that_is_kept_out_sees_it_through_no_other(around):
    both = a_member(around.guardians, user=around.second.user)
    assert len(both.groups) == 2
    dean = a_member(None, user=around.dean.user)
    OutgoingMail.objects.all().delete()
    kept_out = (str(around.guardians.pk), str(around.deans.pk))
    concern, _, key = around.concern(sides=(Side.TRAINING,), kept_out_groups=kept_out)

    assert not Concern.objects.granted_to(both.user.pk).exists()
    assert Concern.objects.granted_to(around.handler.user.pk).get() == concern
    with pytest.raises(ConcernRefused) as refused:
        opening.open_case(handler=both, concern=concern, at=around.now)
    assert refused.value.code == Refusal.NOT_YOURS
    assert not entries_for(dean, AuditFacets()).filter(chain=concern.pk).exists()
    assert concern.pk in chains_hidden_from(dean)
    following.write_to_handlers(concern=concern, key=key, words="Again.", at=around.now)
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {around.handler.user}
    with pytest.raises(ConcernRefused) as refused:
        stepping_back.step_back(handler=around.handler, concern=concern, at=around.now)
    assert refused.value.code == Refusal.NOBODY_LEFT


def test_nothing_is_sent_to_a_group_whose_only_member_is_kept_out_through_another(around):
    second_office = an_office("Wessex")
    quality = a_group(GroupKind.QUALITY, second_office)
    a_member(quality, user=around.guardian.user)
    given = {"office": str(second_office.pk), "kept_out_groups": (str(around.guardians.pk),)}

    with pytest.raises(ConcernRefused) as refused:
        around.concern(sides=(Side.TRAINING,), **given)
    assert refused.value.code == Refusal.NOBODY_TO_READ


def test_a_dean_who_sits_in_a_group_that_is_kept_out_is_not_sighted(around):
    medical = a_group(GroupKind.MEDICAL_EDUCATION, around.trust)
    second_dean = a_member(around.deans)
    a_member(medical, user=second_dean.user)
    concern, _, _ = around.concern(sides=(Side.EMPLOYER,), kept_out_groups=(str(medical.pk),))

    assert SightedNotice.objects.visible_to(around.dean.user.pk).get().concern == concern
    assert not SightedNotice.objects.visible_to(second_dean.user.pk).exists()
