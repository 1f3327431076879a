"""What rehearsed people say: neutral lines, fiction, and nothing in anybody real's mouth."""

from collections.abc import Iterator
from random import Random

GREETINGS = (
    "Hello everyone, good to be here.",
    "Morning all, joining between clinics.",
    "Hello from the library corridor, the wifi works here.",
    "Hi, first time at an assembly for me.",
)
LINES = (
    "We tried a short card at induction. People kept it.",
    "What helped most was hearing back, even when the answer was 'not yet'.",
    "Could we hear from somebody who has done this in a small hospital?",
    "That matches what we see in our programme.",
    "Who would I ask about this locally?",
    "I would like my supervisor to hear this conversation.",
    "A named person makes the difference. A mailbox does not.",
    "Thank you for saying that out loud.",
    "Is there a one-page version that we could share?",
    "The numbers help, and so do the stories. We need both.",
    "Our dean came to listen last year and things moved.",
    "Can we note that as something to carry on with?",
    "Rotas come up every time. It would be good to write down what worked.",
    "I agree, and it should not depend on who you happen to know.",
)


def script(seed: str, subject: str) -> Iterator[str]:
    """Yield what one person says, without end and never the same line twice running."""
    draw = Random(seed)
    yield draw.choice(GREETINGS)
    yield f"I chose this room because of “{subject}”."
    while True:
        yield from draw.sample(LINES, len(LINES))
