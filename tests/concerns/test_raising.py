"""Raising: who gets it, who is kept out, what is sealed for whom, and that it is sent once."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from concerns import vault
from concerns.actions import following, leaving, opening, raising
from concerns.answers import Answers
from concerns.audience import audience_of
from concerns.kinds import Envelope, GroupKind, Holder, Mode, Side, TextKind
from concerns.models import (
    Clock,
    Concern,
    Exclusion,
    KeyGrant,
    OutgoingMail,
    SealedText,
    SightedNotice,
)
from concerns.obligations import Promise
from concerns.pathway import State
from concerns.refusals import ConcernRefused, Refusal
from concerns.reporter_codes import ReporterCode
from concerns.sealing import wrapping
from tests.concerns.rows import a_group, a_member, an_employer, an_office, answers

BOTH = (Side.EMPLOYER, Side.TRAINING)


def refusal(error: pytest.ExceptionInfo) -> Refusal:
    return error.value.code


# --- Drafts ------------------------------------------------------------------------------------


def test_a_draft_opens_only_with_its_key(around):
    draft, key = raising.begin_draft(at=around.now)
    other, other_key = raising.begin_draft(at=around.now)
    raising.keep_answers(concern=draft, key=key, answers=answers(), at=around.now)

    assert raising.answers_of(draft, key) == answers()
    assert raising.answers_of(other, other_key) == Answers()
    with pytest.raises(ConcernRefused) as refused:
        raising.answers_of(draft, other_key)
    assert refusal(refused) == Refusal.DAMAGED


def test_answers_are_kept_in_place_of_those_before(around):
    draft, key = raising.begin_draft(at=around.now)
    for narrative in ("one", "two"):
        given = answers(narrative=narrative)
        raising.keep_answers(concern=draft, key=key, answers=given, at=around.now)

    assert raising.answers_of(draft, key).narrative == "two"
    assert draft.texts.count() == 1


@pytest.mark.parametrize("question", ["narrative", "labels", "kept_out_people", "name", "contact"])
def test_a_code_in_an_answer_is_refused_and_the_answers_before_stay(around, question):
    draft, key = raising.begin_draft(at=around.now)
    raising.keep_answers(concern=draft, key=key, answers=answers(), at=around.now)
    code = ReporterCode.new().in_groups
    given = answers(**{question: (code,) if question == "labels" else f"It is {code}."})

    with pytest.raises(ConcernRefused) as refused:
        raising.keep_answers(concern=draft, key=key, answers=given, at=around.now)

    assert refusal(refused) == Refusal.HOLDS_CODE
    assert raising.answers_of(draft, key) == answers()


def test_drafts_are_forgotten_the_day_after_the_next(around):
    raising.begin_draft(at=around.now)
    around.concern(at=around.now)

    assert raising.forget_old_drafts(at=around.now + timedelta(days=1)) == 0
    assert raising.forget_old_drafts(at=around.now + timedelta(days=2)) == 1
    assert raising.forget_old_drafts(at=around.now + timedelta(days=2)) == 0

    assert list(Concern.objects.values_list("state", flat=True)) == [State.RECEIVED]


def test_an_ended_visit_is_known_until_its_cookie_has_ended_by_itself(around):
    leaving.end_visit(secret="of a browser", at=around.now)
    leaving.end_visit(secret="of a browser", at=around.now)

    assert leaving.forget_ended_visits(at=around.now + timedelta(days=1)) == 0
    assert leaving.has_ended("of a browser")
    assert leaving.forget_ended_visits(at=around.now + timedelta(days=2)) == 1


# --- Who gets it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sides", "readers", "is_sighted"),
    [
        ((Side.TRAINING,), ["quality"], False),
        ((Side.EMPLOYER,), ["guardians"], True),
        (BOTH, ["guardians", "quality"], True),
    ],
)
def test_the_chosen_sides_get_it_and_an_employer_sights_the_dean(around, sides, readers, is_sighted):
    audience = audience_of(around.answers(sides=sides))

    assert list(audience.readers) == [getattr(around, name) for name in readers]
    assert (audience.sighted == around.deans) is is_sighted

    concern, _, _ = around.concern(sides=sides)
    assert [each.group for each in concern.referrals.order_by("side")] == list(audience.readers)
    assert SightedNotice.objects.filter(concern=concern).exists() is is_sighted
    assert {grant.key.group for grant in concern.grants.filter(holder=Holder.GROUP)} == set(audience.readers)


def test_the_first_group_that_can_takes_it_in(around):
    dignity = a_group(GroupKind.DIGNITY, around.trust)
    a_member(dignity)

    assert audience_of(around.answers(sides=BOTH)).readers[0] == around.guardians
    without = around.answers(sides=BOTH, kept_out_groups=(str(around.guardians.pk),))
    assert audience_of(without).readers[0] == dignity


def test_a_group_without_key_or_member_takes_nothing_in(around):
    lonely = an_employer(office=around.office)
    a_group(GroupKind.GUARDIAN, lonely)
    audience = audience_of(around.answers(employer=str(lonely.pk), sides=BOTH))

    assert audience.readers == (around.quality,)
    assert audience.unreachable == (Side.EMPLOYER,)


@pytest.mark.parametrize(
    ("given", "office"),
    [
        ({"office": "none"}, "North West"),  # by the employer
        ({"office": "none", "employer": "none"}, "National or other"),
        ({"office": "99999", "employer": "none"}, "National or other"),
        ({"office": "x", "employer": "x"}, "National or other"),
    ],
)
def test_whoever_does_not_know_their_office_is_taken_in_nevertheless(around, given, office):
    assert audience_of(around.answers(**given)).local_office.name == office


def test_nothing_is_sent_that_nobody_could_read(around):
    draft, key = raising.begin_draft(at=around.now)
    given = answers(office=str(an_office("Wessex").pk))
    raising.keep_answers(concern=draft, key=key, answers=given, at=around.now)

    with pytest.raises(ConcernRefused) as refused:
        raising.send_concern(concern=draft, key=key, code=ReporterCode.new(), at=around.now)

    assert refusal(refused) == Refusal.NOBODY_TO_READ
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert raising.answers_of(draft, key) == given


@pytest.mark.parametrize(
    "missing",
    [
        {"mode": ""},
        {"is_urgent": ""},
        {"employer": ""},
        {"office": ""},
        {"category": ""},
        {"narrative": ""},
        {"labels": ()},
        {"sides": ()},
        {"was_asked_who": False},
        {"mode": Mode.NAMED},
    ],
    ids=str,
)
def test_nothing_is_sent_with_an_answer_missing(around, missing):
    draft, key = raising.begin_draft(at=around.now)
    raising.keep_answers(concern=draft, key=key, answers=around.answers(**missing), at=around.now)

    with pytest.raises(ConcernRefused) as refused:
        raising.send_concern(concern=draft, key=key, code=ReporterCode.new(), at=around.now)

    assert refusal(refused) in (Refusal.UNFINISHED, Refusal.NOBODY_TO_READ)


# --- Who is kept out ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["Dr Ann Lee", "ann lee", "  ANN   LEE ", "Prof. Ann Lee", "x\nann lee (demo)", "a; ann lee, b"]
)
def test_people_named_are_found_however_their_name_is_written(around, typed):
    around.handler.user.name = "Dr Ann Lee (demo)"
    around.handler.user.save()
    audience = audience_of(around.answers(kept_out_people=typed))

    assert audience.kept_out_people == (around.handler.user,)


def test_people_are_found_by_address_and_others_are_not_found(around):
    typed = f"{around.handler.user.email.upper()}\nSomebody Else\n"

    assert audience_of(around.answers(kept_out_people=typed)).kept_out_people == (around.handler.user,)
    assert audience_of(around.answers(kept_out_people="Somebody Else")).kept_out_people == ()


def test_a_group_all_of_whose_members_are_kept_out_gets_nothing(around):
    typed = f"{around.handler.user.email}\n{around.second.user.email}"

    assert audience_of(around.answers(kept_out_people=typed, sides=BOTH)).readers == (around.guardians,)


def test_who_sits_in_a_kept_out_group_does_not_get_it_by_another(around):
    for member in (around.handler, around.second):
        a_member(around.guardians, user=member.user)
    audience = audience_of(around.answers(sides=BOTH, kept_out_groups=(str(around.guardians.pk),)))

    assert audience.readers == ()


def test_a_dean_who_is_kept_out_is_not_sighted(around):
    concern, _, _ = around.concern(sides=BOTH, kept_out_people=around.dean.user.email)

    assert not SightedNotice.objects.exists()
    assert not Clock.objects.filter(promise=Promise.SIGHT).exists()
    assert Exclusion.objects.get(concern=concern).user == around.dean.user


def test_who_is_kept_out_sees_nothing_and_is_not_mailed(around):
    concern, _, _ = around.concern(kept_out_people=around.handler.user.email)

    assert not Concern.objects.granted_to(around.handler.user.pk).exists()
    assert Concern.objects.granted_to(around.second.user.pk).get() == concern
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [around.second.user]


# --- What is sealed ----------------------------------------------------------------------------


def test_each_answer_is_a_text_of_its_own_and_the_draft_is_gone(around):
    concern, _, key = around.concern(
        mode=Mode.NAMED, name="Jo", contact="jo@x.org", kept_out_people="Ann", labels=("One", "Two")
    )
    kinds = list(concern.texts.values_list("kind", flat=True))

    assert kinds == ["narrative", "people", "label", "label", "identity"]
    words = [vault.read_text(text, key) for text in concern.texts.filter(envelope=Envelope.CONTENT)]
    assert words == ["I am shouted at in front of patients.", "Ann", "One", "Two"]
    assert [label.text.number for label in concern.labels.all()] == [3, 4]


@pytest.mark.parametrize(
    ("mode", "holders"),
    [(Mode.ANONYMOUS, []), (Mode.CONFIDENTIAL, ["custody"]), (Mode.NAMED, ["custody", "group"])],
)
def test_who_it_is_is_sealed_apart(around, mode, holders):
    concern, _, key = around.concern(mode=mode, name="Jo", contact="jo@x.org")
    identity = concern.grants.filter(envelope=Envelope.IDENTITY)

    assert sorted(identity.values_list("holder", flat=True)) == holders
    for text in concern.texts.filter(kind=TextKind.IDENTITY):
        with pytest.raises(ConcernRefused):
            vault.read_text(text, key)


def test_the_recovery_key_opens_the_content_offline(around, tmp_path):
    from concerns.actions.keys import make_recovery_key

    make_recovery_key(to=tmp_path / "recovery", at=around.now)
    concern, _, key = around.concern()
    grant = concern.grants.get(holder=Holder.RECOVERY)
    private = bytes.fromhex((tmp_path / "recovery").read_text())

    assert wrapping.unwrap(bytes(grant.wrapped), private, grant.about) == key


def test_nothing_in_the_rows_tells_the_hour_or_the_order_of_two_concerns(around):
    first, _, _ = around.concern()
    second, _, _ = around.concern(at=around.now + timedelta(minutes=1))

    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_name like 'concerns_%' and (data_type like 'timestamp%' or column_default like "
            "'next%'"
            " or is_identity = 'YES')"
        )
        timed = {(table, column) for table, column, _ in cursor.fetchall()}
    # Mail goes at fixed times of the day.
    assert timed == {
        ("concerns_outgoingmail", "slot_at"),
        ("concerns_outgoingmail", "not_before"),
        ("concerns_outgoingmail", "claimed_at"),
        ("concerns_outgoingmail", "sent_at"),
    }
    assert (first.pk.version, second.pk.version) == (4, 4)
    assert first.received_on == second.received_on


@pytest.mark.parametrize("field", ["sealed", "kind", "number", "concern"])
def test_no_door_changes_a_sealed_text(around, field):
    concern, _, _ = around.concern()
    other, _, _ = around.concern()
    change = {"sealed": b"x", "kind": "note", "number": 99, "concern": other}[field]

    with pytest.raises(Exception, match="written once"), transaction.atomic():
        SealedText.objects.filter(concern=concern).update(**{field: change})


# --- Once --------------------------------------------------------------------------------------


def test_sending_twice_sends_once_and_the_code_opens_it(around):
    draft, key = raising.begin_draft(at=around.now)
    raising.keep_answers(concern=draft, key=key, answers=around.answers(), at=around.now)
    code = ReporterCode.new()
    sent = [raising.send_concern(concern=draft, key=key, code=code, at=around.now) for _ in range(2)]

    assert sent[0].pk == sent[1].pk
    assert following.come_back(code=code).key == key
    assert sent[0].referrals.count() == 1
    assert KeyGrant.objects.filter(holder=Holder.REPORTER).count() == 1


def test_the_clocks_start_with_the_day(around):
    concern, _, _ = around.concern(sides=BOTH)

    started = {
        (clock.referral.side, clock.promise) for clock in Clock.objects.filter(referral__concern=concern)
    }
    on_arrival = (Promise.ACKNOWLEDGE, Promise.SCREEN, Promise.TRIAGE)
    assert started == {
        *((side, promise) for side in BOTH for promise in on_arrival),
        (Side.EMPLOYER, Promise.SIGHT),
    }


def test_a_concern_cannot_be_stored_in_part(around):
    draft, _ = raising.begin_draft(at=around.now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=draft.pk).update(state=State.RECEIVED)


def test_opened_things_keep_silent_in_logs(around):
    concern, code, key = around.concern(narrative="CANARY")
    opened = opening.open_case(handler=around.handler, concern=concern, at=around.now)
    back = following.come_back(code=code)

    assert "CANARY" in opened.texts[0].words
    said = f"{opened!r} {opened.texts!r} {back!r} {concern!r} {list(concern.texts.all())!r} {code!r}"
    assert "CANARY" not in said
    assert key.hex() not in said
    assert code.secret not in said
    assert json.dumps(str(concern)) == f'"case {concern.short_name}"'
