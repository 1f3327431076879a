"""What people are told of conversations: once until they read, not at night, not of whom they keep away."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from networking.actions.conversations import mute_talk, read_up_to, remove_line
from networking.actions.groups import accept_invitation, decline_invitation, invite, leave_group
from networking.actions.telling import tell_of_conversations
from networking.models import Line, Mute
from notices.actions.sending import letters_of
from notices.models import Notice, State
from tests.networking.block_world import let_notices_out
from tests.networking.rows import make_block, make_conversation
from tests.networking.test_conversations import Circle, a_group, leave, speak

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=3)


@pytest.fixture
def talk():
    anna, ben = people = list(Circle("Anna", "Ben"))
    for each in people:
        each.profile.quiet_from = each.profile.quiet_until
        each.profile.save()
    return make_conversation(anna, ben)


@pytest.fixture
def anna(talk):
    return talk.members.get(delegate__name="Anna").delegate


@pytest.fixture
def ben(talk):
    return talk.members.get(delegate__name="Ben").delegate


def tell(after=LATER) -> list[Notice]:
    tell_of_conversations(at=timezone.now() + after)
    return list(Notice.objects.order_by("pk"))


def headlines() -> list[str]:
    return [letter.headline for letter in letters_of(list(Notice.objects.order_by("pk"))).values()]


def test_one_notice_for_many_messages_until_they_are_read(talk, anna, ben):
    for _ in range(3):
        speak(anna, talk)
    (notice,) = tell()
    assert notice.recipient == ben.user
    assert headlines() == ["Anna wrote to you: 3 new messages"]
    assert "Hello" not in str(letters_of([notice]))

    speak(anna, talk)
    assert len(tell()) == 1, "they have not read the first yet"

    read_up_to(reader=ben, line=Line.objects.last(), at=timezone.now())
    speak(anna, talk)
    assert len(tell()) == 2


def test_what_is_read_within_two_minutes_is_not_told(talk, anna, ben):
    line = speak(anna, talk)
    assert not tell(timedelta(minutes=1))

    read_up_to(reader=ben, line=line, at=timezone.now())

    assert not tell()


def test_what_was_read_or_removed_before_it_is_sent_says_nothing(talk, anna, ben):
    line = speak(anna, talk)
    tell()

    remove_line(author=anna, conversation=talk, number=line.pk, at=timezone.now())
    assert headlines() == []

    speak(anna, talk)
    tell()
    assert headlines()[-1] == "Anna wrote to you: 1 new message"


def test_reading_makes_its_notice_read(talk, anna, ben):
    line = speak(anna, talk)
    tell()
    Notice.objects.update(released_at=timezone.now())

    read_up_to(reader=ben, line=line, at=timezone.now())

    assert Notice.objects.get().read_at


@pytest.mark.parametrize("kind", ["conversation", "person", "block", "left"])
@pytest.mark.parametrize("when", ["before it is written down", "before it is sent"])
def test_nothing_is_told_of_what_somebody_keeps_away(talk, anna, ben, kind, when):
    now = timezone.now()
    keep_away = {
        "conversation": lambda: mute_talk(member=ben, conversation=talk, is_on=True, at=now),
        "person": lambda: Mute.objects.create(by=ben, about=anna, muted_at=now),
        "block": lambda: make_block(anna, ben),
        "left": lambda: leave(anna),
    }[kind]
    speak(anna, talk)
    if when == "before it is sent":
        assert tell()
        keep_away()
        assert headlines() == []
    else:
        keep_away()
        assert not tell()


def test_at_night_it_waits_for_the_morning(talk, anna, ben):
    ben.profile.quiet_from, ben.profile.quiet_until = time(21), time(7)
    ben.profile.save()
    speak(anna, talk)
    # The night after, whatever time it is now.
    night = datetime.combine(timezone.now().date() + timedelta(days=1), time(23, 30), tzinfo=UTC)

    tell_of_conversations(at=night)

    local = Notice.objects.get().due_at.astimezone(talk.assembly.zone)
    assert (local.date() - night.date()).days == 1
    assert local.time() == time(7)


def test_an_invitation_is_told_once_and_only_while_it_can_be_seen():
    anna, ben, cem = Circle("Anna", "Ben", "Cem")
    group = a_group(anna, ben, cem)
    for _ in range(2):
        tell()
    assert headlines() == ["Anna invited you to the group “Rural posts”"] * 2

    make_block(ben, anna)
    decline_invitation(invited=cem, conversation=group, at=timezone.now())

    assert headlines() == []
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("answer", [accept_invitation, decline_invitation])
@pytest.mark.parametrize("is_told", [True, False], ids=["told", "still waiting"])
def test_an_answer_to_an_invitation_is_done_with_its_notice(anna, ben, answer, is_told):
    talk, another = a_group(anna, ben), a_group(anna, ben, title="Another")
    tell()
    if is_told:
        let_notices_out(timezone.now() + LATER)

    answer(invited=ben, conversation=talk, at=timezone.now())

    told = {each.about.partition("@")[0]: each for each in Notice.objects.all()}
    own, waiting = told[talk.code], told[another.code]
    assert own.read_at if is_told else own.state == State.WITHDRAWN
    assert waiting.read_at is None, "the other invitation is not answered"
    assert waiting.state != State.WITHDRAWN


def test_who_muted_the_inviter_is_told_of_no_invitation(anna, ben):
    told = a_group(anna, ben)
    (notice,) = tell()
    Mute.objects.create(by=ben, about=anna, muted_at=timezone.now())
    assert not letters_of([notice]), "muted before it was sent"
    talk = a_group(anna, ben, title="Another")

    assert [each.about.partition("@")[0] for each in tell()] == [told.code]
    assert talk.members.get(delegate=ben).state == "invited", "it stands on the page all the same"


@pytest.mark.parametrize(("days", "count"), [(0, 1), (2, 2)])
def test_who_comes_and_goes_is_told_of_a_new_invitation_the_day_after(anna, ben, days, count):
    talk, now = a_group(anna, ben), timezone.now()
    tell()
    accept_invitation(invited=ben, conversation=talk, at=now)
    leave_group(member=ben, conversation=talk, at=now)

    invite(by=anna, conversation=talk, invited=[ben.profile.code], at=now + timedelta(days=days, seconds=1))

    assert len(tell(timedelta(days=days, minutes=3))) == count
