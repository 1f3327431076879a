"""What people say to each other: who may, what becomes of it, and what a block or a leaving does to it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from networking.actions.conversations import (
    edit_line,
    hide_line,
    mute_talk,
    read_up_to,
    remove_line,
    say,
    start_pair,
)
from networking.actions.groups import (
    accept_invitation,
    decline_invitation,
    invite,
    leave_group,
    leave_shared_groups,
    start_group,
    take_back_invitation,
)
from networking.actions.profiles import Choices, join
from networking.actions.profiles import leave as leave_networking
from networking.conversation_queries import excerpt, invitations_of, people_in, talks_of, waiting_count
from networking.conversation_refusals import TalkRefused
from networking.models import Block, Contact, Conversation, Line, Member, Suspension
from networking.quoting import quote_line
from networking.refusals import PartRefused
from realtime.models import Frame
from tests.factories import make_live_assembly, make_organiser
from tests.networking.rows import make_block, make_contact, make_conversation, make_line, make_profile

pytestmark = pytest.mark.django_db


class Circle:
    """People of one assembly who are in contact, each with each, by their first names."""

    def __init__(self, *names: str) -> None:
        assembly = make_live_assembly()
        self.people = [make_profile(name=name, assembly=assembly).delegate for name in names]
        for number, one in enumerate(self.people):
            for other in self.people[number + 1 :]:
                make_contact(one, other)

    def __iter__(self):
        return iter(self.people)


@pytest.fixture
def pair():
    anna, ben = Circle("Anna", "Ben")
    return anna, ben, make_conversation(anna, ben)


def speak(author, talk, body="Hello", at=None, cid=None) -> Line:
    cid, at = cid or uuid.uuid4(), at or timezone.now()
    return say(author=author, conversation=talk, body=body, cid=cid, at=at)


def there_for(delegate, talk) -> bool:
    return Conversation.objects.of(delegate, timezone.now()).filter(pk=talk.pk).exists()


def refused(act, *, by=TalkRefused) -> str:
    with pytest.raises(by) as refusal:
        act()
    assert str(refusal.value)
    return refusal.value.code


def test_a_pair_is_begun_once_and_only_by_people_in_contact():
    anna, ben = Circle("Anna", "Ben")
    stranger = make_profile(name="Cem", assembly=anna.assembly).delegate
    now = timezone.now()

    talk = start_pair(by=anna, other=ben, at=now)

    assert start_pair(by=ben, other=anna, at=now) == talk
    assert refused(lambda: start_pair(by=anna, other=stranger, at=now)) == "not_in_contact"
    make_block(ben, anna)
    assert refused(lambda: start_pair(by=anna, other=ben, at=now)) == "no_such_talk"
    assert not talks_of(anna, now).exists()


def test_what_is_sent_twice_stands_once(pair):
    anna, _, talk = pair
    cid = uuid.uuid4()

    first, again = speak(anna, talk, "Once", cid=cid), speak(anna, talk, "Once", cid=cid)

    assert first == again
    assert Frame.objects.filter(stream__name=talk.stream).count() == 1


def test_time_in_a_conversation_never_runs_back(pair):
    anna, ben, talk = pair
    now = timezone.now()

    first = speak(anna, talk, at=now)
    second = speak(ben, talk, at=now - timedelta(seconds=5))

    assert first.sent_at < second.sent_at


@pytest.mark.parametrize(
    ("count", "expected"), [(0, 17), (1, 15), (3, 15)], ids=["first", "second", "fourth"]
)
def test_a_message_asks_as_often_whatever_was_said_before(pair, count, expected, django_assert_num_queries):
    """The first one begins the stream as well."""
    anna, ben, talk = pair
    for _ in range(count):
        speak(ben, talk)

    with django_assert_num_queries(expected):
        speak(anna, talk)


@pytest.mark.parametrize(
    ("body", "code"), [("", "empty"), (" \n\u200b", "empty"), ("x" * 2001, "too_long"), ("x" * 2000, "")]
)
def test_a_message_says_something_of_at_most_2000_characters(pair, body, code):
    anna, _, talk = pair
    if code:
        assert refused(lambda: speak(anna, talk, body)) == code
    else:
        assert speak(anna, talk, body).body == body


def test_after_contact_ends_two_people_read_on_and_write_no_more(pair):
    anna, ben, talk = pair
    line = speak(anna, talk)
    Contact.objects.update(state=Contact.State.ENDED)

    for each in (anna, ben):
        assert there_for(each, talk)
        assert refused(lambda each=each: speak(each, talk)) == "not_in_contact"
    now = timezone.now()
    edit = {"author": anna, "conversation": talk, "number": line.pk, "body": "Other", "at": now}
    assert refused(lambda: edit_line(**edit)) == "not_in_contact"
    assert remove_line(author=anna, conversation=talk, number=line.pk, at=now).gone == "removed"


def leave(delegate):
    delegate.profile.joined_at, delegate.profile.is_listed = None, False
    delegate.profile.save()


def rejoin(delegate):
    delegate.profile.joined_at = timezone.now()
    delegate.profile.save()


def suspend(delegate):
    Suspension.objects.create(delegate=delegate, because="Rude", since_at=timezone.now() - timedelta(hours=1))


WAYS = {
    "block": (lambda anna, ben: make_block(anna, ben), lambda ben: Block.objects.all().delete()),
    "blocked": (lambda anna, ben: make_block(ben, anna), lambda ben: Block.objects.all().delete()),
    "left": (lambda anna, ben: leave(ben), rejoin),
    "suspended": (lambda anna, ben: suspend(ben), lambda ben: Suspension.objects.all().delete()),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_pair_goes_for_both_and_comes_back_with_its_words(pair, way):
    anna, ben, talk = pair
    speak(ben, talk, "Before")
    begin, end = WAYS[way]
    assert waiting_count(anna, timezone.now()) == 1

    begin(anna, ben)

    now = timezone.now()
    for each in (anna, ben):
        assert not there_for(each, talk)
        assert not talks_of(each, now).exists()
        assert waiting_count(each, now) == 0
        with pytest.raises((TalkRefused, PartRefused)):
            speak(each, talk)

    end(ben)

    for each in (anna, ben):
        assert there_for(each, talk)
    assert waiting_count(anna, timezone.now()) == 1
    assert Line.objects.get().body == "Before"


@pytest.mark.parametrize(
    ("later", "code"),
    [
        (timedelta(0), ""),
        (timedelta(minutes=5) - timedelta(microseconds=9), ""),
        (timedelta(minutes=5), "too_late"),
    ],
)
def test_an_own_line_can_be_changed_for_five_minutes(pair, later, code):
    anna, ben, talk = pair
    line = speak(anna, talk)
    given = {"conversation": talk, "number": line.pk, "body": "Changed", "at": line.sent_at + later}

    assert refused(lambda: edit_line(author=ben, **given)) == "not_yours"
    if code:
        assert refused(lambda: edit_line(author=anna, **given)) == code
    else:
        assert edit_line(author=anna, **given).body == "Changed"


def told(talk) -> str:
    return str(list(Frame.objects.filter(stream__name=talk.stream).values_list("payload", flat=True)))


def test_a_removed_line_leaves_its_words_nowhere(pair):
    anna, ben, talk = pair
    line = speak(anna, talk, "The secret")
    other = speak(ben, talk, "Not a secret")
    now = timezone.now()
    edit_line(author=anna, conversation=talk, number=line.pk, body="The other secret", at=now)

    assert refused(lambda: remove_line(author=ben, conversation=talk, number=line.pk, at=now)) == "not_yours"
    remove_line(author=anna, conversation=talk, number=line.pk, at=now)

    line.refresh_from_db()
    assert (line.body, line.gone) == ("", "removed")
    assert "secret" not in told(talk).replace("Not a secret", "")
    assert "Not a secret" in told(talk)
    numbers = Frame.objects.filter(stream__name=talk.stream).order_by("seq").values_list("seq", "type")
    assert list(numbers) == [(1, "talk.msg"), (2, "talk.msg"), (3, "talk.edit"), (4, "talk.gone")]
    assert refused(lambda: remove_line(author=anna, conversation=talk, number=line.pk, at=now)) == "gone"
    assert other.gone == ""


def test_a_hidden_line_is_sent_no_more_and_kept_for_organisers(pair):
    anna, _, talk = pair
    line = speak(anna, talk, "The insult")
    organiser = make_organiser()

    for _ in range(2):
        hide_line(line=line, by=organiser, because="It insults", at=timezone.now())

    line.refresh_from_db()
    assert (line.body, line.shown, line.gone, line.hidden_by) == ("The insult", None, "hidden", organiser)
    assert "insult" not in told(talk)
    assert Frame.objects.filter(stream__name=talk.stream, type="talk.gone").count() == 1
    edit = {"conversation": talk, "number": line.pk, "body": "Again", "at": timezone.now()}
    assert refused(lambda: edit_line(author=anna, **edit)) == "gone"


def test_reading_goes_only_forward_and_own_lines_are_never_unread(pair):
    anna, ben, talk = pair
    first, second = speak(anna, talk, "1"), speak(anna, talk, "2")
    now = timezone.now()
    assert (waiting_count(ben, now), waiting_count(anna, now)) == (2, 0)

    assert read_up_to(reader=ben, line=second, at=now)
    assert not read_up_to(reader=ben, line=first, at=now)

    assert waiting_count(ben, now) == 0
    speak(anna, talk, "3")
    assert waiting_count(ben, timezone.now()) == 1
    make_block(anna, ben)
    assert not read_up_to(reader=ben, line=Line.objects.last(), at=timezone.now())


def test_a_removed_line_is_not_unread(pair):
    anna, ben, talk = pair
    line = speak(anna, talk)
    remove_line(author=anna, conversation=talk, number=line.pk, at=timezone.now())

    assert waiting_count(ben, timezone.now()) == 0


def test_who_does_not_take_part_does_nothing(pair):
    anna, _, talk = pair
    leave(anna)
    now = timezone.now()
    for act in (
        lambda: speak(anna, talk),
        lambda: start_group(by=anna, title="New", invited=[], at=now),
        lambda: mute_talk(member=anna, conversation=talk, is_on=True, at=now),
    ):
        assert refused(act, by=PartRefused) == "not_joined"


# Groups


def a_group(by, *invited, title="Rural posts"):
    codes = [each.profile.code for each in invited]
    return start_group(by=by, title=title, invited=codes, at=timezone.now())


def test_a_group_is_joined_by_those_who_accept():
    anna, ben, cem = Circle("Anna", "Ben", "Cem")
    talk = a_group(anna, ben, cem)
    now = timezone.now()
    assert [each.conversation for each in invitations_of(ben, now)] == [talk]
    assert not there_for(ben, talk)
    speak(anna, talk)
    assert (waiting_count(ben, now), waiting_count(anna, now)) == (1, 0)

    accept_invitation(invited=ben, conversation=talk, at=now)
    decline_invitation(invited=cem, conversation=talk, at=now)

    assert there_for(ben, talk)
    assert not invitations_of(cem, now)
    assert refused(lambda: accept_invitation(invited=cem, conversation=talk, at=now)) == "no_invitation"
    seen = {each.delegate.name: each.state for each in people_in(talk, anna, now)}
    assert seen == {"Ben": "in", "Cem": "declined"}, "the page calls every state but “in” invited"


@pytest.mark.parametrize(
    ("title", "who", "code"),
    [
        (" ", "ben", "no_title"),
        ("x" * 81, "ben", "title_too_long"),
        ("Rural posts", "nobody", "nobody"),
        ("Rural posts", "stranger", "not_a_contact"),
    ],
)
def test_a_group_has_a_name_and_only_contacts(title, who, code):
    anna, ben = Circle("Anna", "Ben")
    stranger = make_profile(name="Cem", assembly=anna.assembly).delegate
    invited = {"ben": [ben], "nobody": [], "stranger": [stranger]}[who]

    assert refused(lambda: a_group(anna, *invited, title=title)) == code
    assert not Conversation.objects.exists()


def test_eight_at_most_and_who_declined_keeps_a_place():
    anna, *others = Circle(*"ABCDEFGHI")
    now = timezone.now()
    assert refused(lambda: a_group(anna, *others)) == "full"
    talk = a_group(anna, *others[:7])
    decline_invitation(invited=others[0], conversation=talk, at=now)

    again = {"by": anna, "conversation": talk, "at": now}
    assert refused(lambda: invite(**again, invited=[others[7].profile.code])) == "full"
    invite(**again, invited=[others[0].profile.code])
    assert not invitations_of(others[0], now), "who declined is not asked again by being invited again"


def test_an_invitation_is_taken_back_and_its_place_is_free():
    anna, *others = Circle(*"ABCDEFGHI")
    now = timezone.now()
    talk = a_group(anna, *others[:7])
    waits, declined, joined, late = others[0], others[1], others[2], others[7]
    decline_invitation(invited=declined, conversation=talk, at=now)
    accept_invitation(invited=joined, conversation=talk, at=now)

    for person in (waits, declined, joined, waits):
        take_back_invitation(by=anna, conversation=talk, code=person.profile.code, at=now)
    # Whoever invited takes back, and nobody else.
    take_back_invitation(by=joined, conversation=talk, code=others[3].profile.code, at=now)

    assert not invitations_of(waits, now)
    assert refused(lambda: accept_invitation(invited=waits, conversation=talk, at=now)) == "no_invitation"
    assert there_for(joined, talk)
    names = {each.delegate.name for each in people_in(talk, anna, now)}
    assert names == {person.name for person in others[2:7]}
    again = [person.profile.code for person in (declined, late)]
    invite(by=anna, conversation=talk, invited=again, at=now)
    assert invitations_of(late, now)
    assert not invitations_of(declined, now), "a no holds when somebody is invited anew"
    assert declined.name in {each.delegate.name for each in people_in(talk, anna, now)}, "to others it waits"


def test_who_was_told_of_an_invitation_is_not_told_of_it_again():
    anna, ben = Circle("Anna", "Ben")
    talk = a_group(anna, ben)
    own = talk.members.filter(delegate=ben)
    own.update(told_line=0)

    take_back_invitation(by=anna, conversation=talk, code=ben.profile.code, at=timezone.now())
    invite(by=anna, conversation=talk, invited=[ben.profile.code], at=timezone.now())

    assert own.get().told_line == 0
    assert invitations_of(ben, timezone.now())


def test_twenty_are_invited_within_a_day_into_whichever_groups():
    anna, *others = Circle(*"ABCDEFGHI")
    now = timezone.now()
    first, second, third = a_group(anna, *others[:7]), a_group(anna, *others[:7]), a_group(anna, *others[:5])
    Member.objects.filter(conversation=first, invited_by=anna).update(since_at=now - timedelta(hours=23))
    take_back_invitation(by=anna, conversation=second, code=others[0].profile.code, at=now)

    more = {"by": anna, "invited": [each.profile.code for each in others[5:7]]}
    assert refused(lambda: invite(**more, conversation=third, at=now)) == "many_today"
    invite(by=anna, conversation=third, invited=[others[5].profile.code], at=now)
    assert refused(lambda: invite(**more, conversation=third, at=now)) == "many_today"
    invite(**more, conversation=third, at=now + timedelta(hours=1, minutes=1))


def test_a_name_of_a_group_turns_no_text_around_it():
    anna, ben = Circle("Anna", "Ben")

    assert a_group(anna, ben, title=" \u202eRural\u2066  posts\n").title == "Rural posts"


def test_who_leaves_networking_is_out_of_their_groups_and_their_place_is_free():
    anna, *others = Circle(*"ABCDEFGHI")
    talk = make_conversation(anna, *others[:7], title="Rural posts")
    now = timezone.now()

    leave_networking(delegate=others[0], at=now)

    frames = [frame.payload for frame in Frame.objects.filter(stream__name=talk.stream)]
    assert [len(payload["people"]) for payload in frames] == [7]
    invite(by=anna, conversation=talk, invited=[others[7].profile.code], at=now)
    join(delegate=others[0], choices=Choices(), at=now)
    assert not there_for(others[0], talk), "only by another invitation"


def test_what_was_heard_can_be_reported_also_after_one_was_invited_again():
    anna, ben = Circle("Anna", "Ben")
    talk = make_conversation(anna, ben, title="Rural posts")
    heard = speak(anna, talk)
    leave_group(member=ben, conversation=talk, at=timezone.now())
    later = speak(anna, talk)

    invite(by=anna, conversation=talk, invited=[ben.profile.code], at=timezone.now())

    assert quote_line(ben, anna.profile.code, heard.pk)
    assert not quote_line(ben, anna.profile.code, later.pk)


def test_what_was_edited_is_told_to_nobody_as_it_was():
    anna, ben = Circle("Anna", "Ben")
    talk = make_conversation(anna, ben)
    line = speak(anna, talk, "Not for you")

    edit_line(author=anna, conversation=talk, number=line.pk, body="For you", at=timezone.now())

    told = [frame.payload["body"] for frame in Frame.objects.filter(stream__name=talk.stream).order_by("seq")]
    assert told == ["For you", "For you"]


def test_the_number_of_a_strangers_line_leads_nowhere():
    anna, ben = Circle("Anna", "Ben")
    talk, other = make_conversation(anna, ben), make_conversation(anna, ben, title="Another")
    speak(anna, talk)

    assert not excerpt(talk, before=speak(anna, other).pk).lines


def test_who_left_reads_nothing_and_can_be_invited_again():
    anna, ben = Circle("Anna", "Ben")
    talk = make_conversation(anna, ben, title="Rural posts")
    now = timezone.now()

    leave_group(member=ben, conversation=talk, at=now)

    assert not there_for(ben, talk)
    assert refused(lambda: speak(ben, talk)) == "no_such_talk"
    invite(by=anna, conversation=talk, invited=[ben.profile.code], at=now)
    accept_invitation(invited=ben, conversation=talk, at=now)
    assert there_for(ben, talk)


@pytest.mark.parametrize("who", ["inviter", "another member"])
@pytest.mark.parametrize("direction", ["blocks", "is blocked"])
def test_an_invitation_into_a_group_with_a_block_is_seen_by_nobody_but_the_inviter(who, direction):
    anna, ben, cem = Circle("Anna", "Ben", "Cem")
    talk = make_conversation(anna, ben, title="Rural posts")
    invite(by=anna, conversation=talk, invited=[cem.profile.code], at=timezone.now())
    member = anna if who == "inviter" else ben
    make_block(*((cem, member) if direction == "blocks" else (member, cem)))

    now = timezone.now()
    assert not invitations_of(cem, now)
    assert refused(lambda: accept_invitation(invited=cem, conversation=talk, at=now)) == "no_invitation"
    names = {each: [row.delegate.name for row in people_in(talk, each, now)] for each in (anna, ben)}
    assert "Cem" not in names[member]
    if who == "another member":
        assert names[anna] == ["Ben", "Cem"], "to the inviter it waits"

    Block.objects.all().delete()
    assert invitations_of(cem, timezone.now())


def test_an_invitation_by_somebody_who_left_is_not_there():
    anna, ben = Circle("Anna", "Ben")
    a_group(anna, ben)
    leave(anna)

    assert not invitations_of(ben, timezone.now())


def test_a_block_takes_the_blocker_out_of_shared_groups_only():
    anna, ben, cem = Circle("Anna", "Ben", "Cem")
    shared = make_conversation(anna, ben, cem, title="All of us")
    other = make_conversation(anna, cem, title="Two of us")

    gone = leave_shared_groups(by=anna.user, other=ben.user, at=timezone.now())

    assert gone == 1
    assert not there_for(anna, shared)
    assert there_for(ben, shared)
    assert there_for(anna, other)
    (frame,) = Frame.objects.filter(stream__name=shared.stream, type="talk.people")
    assert [each["name"] for each in frame.payload["people"]] == ["Ben", "Cem"]
    assert Member.objects.get(conversation=shared, delegate=anna).left_at


def test_a_group_stays_for_the_others_when_one_leaves_networking():
    anna, ben = Circle("Anna", "Ben")
    talk = make_conversation(anna, ben, title="Rural posts")
    make_line(talk, ben)
    leave(ben)

    now = timezone.now()
    assert there_for(anna, talk)
    assert not there_for(ben, talk)
    assert not people_in(talk, anna, now)
