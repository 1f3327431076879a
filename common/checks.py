"""System checks that keep the common patterns honest."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from common.policy import Refused


def every_refusal(base: type[Refused] = Refused) -> Iterator[type[Refused]]:
    """Yield each kind of refusal that the loaded apps declare."""
    for kind in base.__subclasses__():
        yield kind
        yield from every_refusal(kind)


@register("portal")
def each_code_has_its_sentence(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A refusal that a page could not put into words is an error, and so is a sentence that nothing says."""
    problems: list[CheckMessage] = []
    for kind in every_refusal():
        codes, sentences = set(kind.codes), set(kind.sentences)
        name = f"{kind.__module__}.{kind.__name__}"
        problems += [
            Error(f"{name}: no sentence for {code!r}", id="common.E001") for code in sorted(codes - sentences)
        ]
        problems += [
            Error(f"{name}: no code for {code!r}", id="common.E002") for code in sorted(sentences - codes)
        ]
    return problems
