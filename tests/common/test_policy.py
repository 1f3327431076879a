from enum import StrEnum

import pytest

from common.checks import each_code_has_its_sentence
from common.policy import ALLOWED, Refused, Verdict


class Code(StrEnum):
    FULL = "full"
    OVER = "over"


def make_refused(codes, sentences):
    return type("SomethingRefused", (Refused,), {"codes": codes, "sentences": sentences})


def test_a_verdict_raises_the_refusal_with_its_sentence():
    refused = make_refused(Code, {Code.FULL: "This room is full. {left} is not.", Code.OVER: "It has ended."})

    with pytest.raises(refused) as caught:
        Verdict.refuse(Code.FULL, left="Room 2").or_raise(refused)

    assert caught.value.code == Code.FULL
    assert str(caught.value) == "This room is full. Room 2 is not."
    assert not Verdict.refuse(Code.FULL)
    assert ALLOWED
    assert ALLOWED.or_raise(refused) is None


def test_a_code_without_a_sentence_fails_the_check():
    speechless = make_refused(Code, {Code.FULL: "This room is full."})

    problems = [problem.msg for problem in each_code_has_its_sentence(None)]

    assert any("SomethingRefused: no sentence for <Code.OVER" in problem for problem in problems)
    speechless.sentences = {Code.FULL: "This room is full.", Code.OVER: "It has ended."}
    assert not [problem for problem in each_code_has_its_sentence(None) if speechless.__name__ in problem.msg]
