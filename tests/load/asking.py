"""A page's list of questions, kept as its script keeps it: many can be held beside each other."""

from datetime import datetime
from typing import Any

from tests.realtime.harness import Client

# A machine that does other work is slow, and loses nothing: what is late shows in the figures.
LONGEST_SECONDS = 120


class Page:
    """One person's tab on the questions of a room, and the order in which it shows them."""

    def __init__(self, client: Client, stream: str) -> None:
        self.client = client
        self.stream = stream
        self._read = 0
        self._questions: dict[str, dict[str, Any]] = {}
        self._votes: dict[str, int] = {}

    async def come(self) -> None:
        """Follow the questions, as a page does that shows them."""
        answer = await self.client.request("sub", self.stream, since=None, epoch=None, v=None)
        assert answer["t"] == "ok", answer

    async def send(self, type: str, **data: Any) -> dict[str, Any]:
        """Send a request about questions and return what the server says of it."""
        number = await self.client.send(type, self.stream, **data)
        answers = {"ok", "err"}
        return await self.client.hear(
            lambda frame: frame["t"] in answers and frame["i"] == number, seconds=LONGEST_SECONDS
        )

    def order(self) -> list[str]:
        """The keys of the questions as they stand on the page by now."""
        self._take_in()
        asked = self._questions.values()
        return [each["id"] for each in sorted(asked, key=self._place)]

    def _place(self, question: dict[str, Any]) -> tuple[int, datetime, str]:
        key = question["id"]
        return -self._votes.get(key, 0), datetime.fromisoformat(question["asked_at"]), key

    def _take_in(self) -> None:
        news, self._read = self.client.heard[self._read :], len(self.client.heard)
        for frame in news:
            if frame.get("s") != self.stream:
                continue
            if frame["t"] == "snap":
                self._questions = {each["id"]: each for each in frame["d"]["state"]["questions"]}
            elif frame["t"] == "qa.item":
                self._questions[frame["d"]["id"]] = frame["d"]
            elif frame["t"] == "qa.votes":
                self._votes = frame["d"]["votes"]
