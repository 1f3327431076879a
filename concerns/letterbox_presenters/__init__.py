"""How a concern is shown to whoever raised it: before it is sent, and after coming back. No queries."""

from concerns.letterbox_presenters.inside import inside_shown, own_words_shown
from concerns.letterbox_presenters.sending import answers_shown, arrival_promises

__all__ = ["answers_shown", "arrival_promises", "inside_shown", "own_words_shown"]
