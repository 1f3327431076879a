"""Every answer has both sides, in words that are easy to read."""

import re

import pytest

from common.rich_text import body_problems
from guidance import shipped
from guidance.answers import QUESTIONS, Answers
from guidance.forms import SUBJECT_WORDS, TOLD_WORDS
from guidance.posts import POSTS, Side
from guidance.ways import BY_SUBJECT, BY_TOLD, CARD, CRISIS, DANGER, Subject, Told, outside_for, ways_for
from guidance.ways.by_told import LAW
from tests.guidance.reading import ease, jargon, prose, second_names

ANSWERS = [(subject, told) for subject in Subject for told in Told]


def said_of_ways() -> str:
    """All that the answers and the card say to do, and what they say happens next."""
    every = (DANGER, CARD, LAW, *BY_SUBJECT.values(), *BY_TOLD.values())
    found = [way for ways in every for way in (*ways.inside, *ways.training)]
    return "\n".join(f"{way.do}\n{way.then}" for way in found)


@pytest.mark.parametrize(("subject", "told"), ANSWERS)
def test_every_answer_has_a_way_on_both_sides_and_sends_nobody_twice_to_the_same_post(subject, told):
    ways = ways_for(subject, told)

    for side, found in ((Side.EMPLOYER, ways.inside), (Side.TRAINING, ways.training)):
        assert found
        assert {way.post.side for way in found} == {side}
        assert len({way.post for way in found}) == len(found)
    assert set(ways.pages) <= set(shipped.ORDER)
    assert ways.pages


def test_who_spoke_up_before_is_sent_first_to_who_helps_with_that():
    for told in (Told.NO_ANSWER, Told.HARMED):
        for subject in (Subject.SAFETY, Subject.HOURS, Subject.TRAINING, Subject.BEHAVIOUR, Subject.OTHER):
            ways = ways_for(subject, told)
            assert (ways.inside[0].post.code, ways.training[0].post.code) == ("speak-up", "dean")


@pytest.mark.parametrize("told", Told)
def test_who_was_harmed_sexually_is_told_their_own_way_first_whatever_came_before(told):
    ways = ways_for(Subject.SEXUAL, told)

    assert ways.inside[0].post.code == "sexual-safety"
    assert "You do not have to go through your supervisor." in ways.training[0].do


@pytest.mark.parametrize("subject", Subject)
def test_who_is_being_looked_into_reads_what_to_ask_and_keeps_a_second_side(subject):
    ways = ways_for(subject, Told.LOOKED_INTO)

    [asked] = [way for way in ways.inside if way.post.code == "whom-you-told"]
    for told in ("who looks into it and by when", "Ask for a date", "Keep notes"):
        assert told in asked.do
    training = {way.post.code: way.do for way in ways.training}
    assert "if they do not know yet" in training["educational-supervisor"]
    assert "while you wait" in training["learner-support"]
    is_personal = subject in {Subject.SEXUAL, Subject.COPING}
    assert is_personal or ways.inside[0] == asked
    assert ways != ways_for(subject, Told.NOBODY)


@pytest.mark.parametrize("told", [told for told in Told if told is not Told.NOBODY])
def test_who_spoke_up_before_is_not_sent_to_the_first_step_again(told):
    for subject in (Subject.SAFETY, Subject.TRAINING, Subject.OTHER):
        assert "clinical-supervisor" not in {way.post.code for way in ways_for(subject, told).inside}


def test_the_law_is_named_only_where_it_speaks_of_such_a_concern():
    def names_law(subject, told):
        return any("The law" in way.do for way in ways_for(subject, told).training)

    named = {answer for answer in ANSWERS if names_law(*answer)}
    assert named == {
        (subject, Told.HARMED) for subject in (Subject.SAFETY, Subject.BEHAVIOUR, Subject.SEXUAL)
    }


OTHERS = "They|Somebody|Your local office|Your employer|Your supervisor|Occupational health"
PROMISES = rf"^({OTHERS}) (?!should\b|cannot\b|lead\b)"


def test_nothing_is_promised_for_others():
    """What others do is what they should do, or what one can ask of them."""
    every = (DANGER, CARD, LAW, *BY_SUBJECT.values(), *BY_TOLD.values())
    ways = [way for each in every for way in (*each.inside, *each.training)]
    sentences = [part for way in ways for part in re.split(r"(?<=[.:]) ", way.then)]
    assert [sentence for sentence in sentences if re.match(PROMISES, sentence)] == []
    assert not any("Nobody may" in sentence for sentence in sentences)


def test_a_letter_about_revalidation_has_steps_of_its_own():
    ways = ways_for(Subject.REVALIDATION, Told.NOBODY)

    assert ways.training[0].post.code == "dean"
    said = " ".join(f"{way.do} {way.then}" for way in (*ways.inside, *ways.training))
    assert "outcome" not in said
    assert "10 working days" in " ".join(way.do for way in ways_for(Subject.PROGRESS, Told.NOBODY).training)


@pytest.mark.parametrize("text", shipped.texts(), ids=shipped.ORDER)
def test_no_page_calls_a_law_due_and_999_has_2222_beside_it(text):
    assert "was due" not in text.body
    for line in text.body.splitlines():
        is_call = "senior person on duty" in line and "999" in line
        assert not is_call or "2222 inside a hospital" in line


def test_danger_has_both_sides_too():
    assert DANGER.inside[0].post.code == "duty-senior"
    assert "999" in DANGER.inside[0].do
    assert DANGER.training


def test_every_post_is_named_once_and_every_subject_and_state_has_words():
    assert len({post.code for post in POSTS}) == len({post.name for post in POSTS}) == len(POSTS)
    assert set(SUBJECT_WORDS) == set(BY_SUBJECT) == set(Subject)
    assert set(TOLD_WORDS) == set(BY_TOLD) == set(Told)


def test_what_is_said_is_easy_to_read():
    said = said_of_ways()

    assert ease(said) >= 70
    assert jargon(said) == []
    assert max(len(sentence.split()) for sentence in said.replace("\n", ". ").split(". ")) <= 22


@pytest.mark.parametrize("text", shipped.texts(), ids=shipped.ORDER)
def test_the_pages_that_come_with_the_portal_are_easy_to_read_dated_and_sourced(text):
    words = prose(text.body)

    assert body_problems(text.body) == []
    assert ease(words) >= 60
    assert jargon(f"{text.title} {text.summary} {words}") == []
    assert 200 <= len(words.split()) <= 700
    assert text.review_by > text.valid_from
    assert len(text.sources.splitlines()) >= 2
    assert all(" | https://" in line for line in text.sources.splitlines())
    assert text.owner
    assert len(text.summary) <= 160


@pytest.mark.parametrize(
    "text", [*(text.body for text in shipped.texts()), said_of_ways()], ids=[*shipped.ORDER, "ways"]
)
def test_each_post_has_one_name(text):
    assert second_names(text) == []


def test_reading_ease_tells_plain_words_from_heavy_ones():
    plain = "Tell the senior nurse. She acts at once. You can ask her what she did."
    heavy = (
        "Escalation of multidisciplinary organisational considerations necessitates appropriate utilisation "
        "of established institutional communication infrastructure."
    )
    assert ease(plain) > 90
    assert ease(heavy) < 0
    assert jargon(heavy) == ["escalat"]


# --- Outside


def names_outside(subject, told=Told.NOBODY) -> str:
    return "; ".join(body.name for body in outside_for(subject, told))


def test_help_outside_fits_the_subject():
    assert "Care Quality Commission" in names_outside(Subject.SAFETY)
    assert "GMC, revalidation" in names_outside(Subject.REVALIDATION)
    assert names_outside(Subject.BEHAVIOUR).startswith("Acas")
    assert names_outside(Subject.SEXUAL).startswith("The police")
    assert "Acas" in names_outside(Subject.SEXUAL)
    assert names_outside(Subject.VISA).startswith("GOV.UK, find an immigration adviser")
    assert [each for each in Subject if "General Medical Council" in names_outside(each)] == [Subject.SAFETY]


@pytest.mark.parametrize("subject", Subject)
def test_who_is_treated_worse_reads_of_advice_on_that_whatever_it_is_about(subject):
    assert {"Protect", "Acas"} <= set(names_outside(subject, Told.HARMED).split("; "))
    assert len({body.name for body in outside_for(subject, Told.HARMED)}) == len(
        outside_for(subject, Told.HARMED)
    )


def test_what_is_said_of_help_outside_is_easy_to_read():
    bodies = {body for subject, told in ANSWERS for body in outside_for(subject, told)} | set(CRISIS)
    said = "\n".join(f"{body.why}." for body in bodies)

    assert ease(said) >= 60
    assert jargon(said) == []


# --- What the address carries


def test_answers_are_read_from_the_address_and_written_back():
    given = {"danger": "no", "subject": "hours", "employer": "12", "office": "none", "told": "nobody"}

    answers = Answers.read(given)

    assert answers.next_question == ""
    assert answers.query == "danger=no&subject=hours&employer=12&office=none&told=nobody"


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("value", ["", " ", "maybe", "<b>", "-1", "²", "1.5", "9" * 10, "\0", "None"])
def test_what_can_be_no_answer_is_asked_again(name, value):
    whole = {"danger": "no", "subject": "hours", "employer": "12", "office": "none", "told": "nobody"}

    assert Answers.read(whole | {name: value}).next_question == name
