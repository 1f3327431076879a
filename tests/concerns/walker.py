"""A browser without scripts, for tests over HTTP: goes to pages, fills in forms, keeps its cookies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

Value = str | Sequence[str]


@dataclass
class Form:
    """A form as the page shows it: where it goes, and what it would send as it stands."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Reads every form of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._textarea: str | None = None
        self._select: tuple[str, bool] | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        match tag:
            case "form":
                self._form = Form(given.get("action") or "", (given.get("method") or "get").lower())
                self.found.append(self._form)
            case "input" if self._form and name:
                self._form.names.add(name)
                kind = given.get("type", "text")
                if kind in ("submit", "button"):
                    self._form.buttons.append((name, value))
                elif kind not in ("radio", "checkbox") or "checked" in given:
                    # A box without a value sends "on".
                    sent = value if "value" in given else "on" if kind == "checkbox" else ""
                    self._form.fields.setdefault(name, []).append(sent)
            case "button" if self._form and name:
                self._form.buttons.append((name, value))
            case "textarea" if self._form and name:
                self._form.names.add(name)
                self._form.fields[name] = [""]
                self._textarea = name
            case "select" if self._form and name:
                self._form.names.add(name)
                self._select = (name, False)
            case "option" if self._form and self._select:
                chosen, is_set = self._select
                if "selected" in given or not is_set:
                    self._form.fields[chosen] = [value]
                    self._select = (chosen, True)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._form and self._textarea:
            # The first line break after the tag is not part of what it holds.
            self._form.fields[self._textarea][0] += data.removeprefix("\n")


class Walker:
    """One person at one browser. ``page`` is where they are; every answer stands in ``answers``."""

    def __init__(self, base_url: str, *, cookie: str = "", address: str = "") -> None:
        headers = {"Sec-Fetch-Site": "same-origin", **({"X-Forwarded-For": address} if address else {})}
        self.client = httpx.Client(base_url=base_url, headers=headers, timeout=30)
        if cookie:
            name, _, value = cookie.partition("=")
            self.client.cookies.set(name, value)
        self.page: httpx.Response = httpx.Response(200)
        self.answers: list[httpx.Response] = []

    def go(self, path: str) -> httpx.Response:
        """Go to a page, and on to where it leads."""
        return self._follow(self.client.get(path))

    def send(self, *, to: str = "", button: str = "", **values: Value) -> httpx.Response:
        """Fill in the form of the page that has these fields, or goes ``to``, and send it.

        ``button`` is the value of the button to press.
        """
        form = self._form(values, to)
        content = {**form.fields, **{name: self._listed(value) for name, value in values.items()}}
        for name, value in form.buttons:
            if value == button:
                content[name] = [value]
        target = self.page.url.join(form.action) if form.action else self.page.url
        if form.method == "get":
            return self._follow(self.client.get(target, params=content))
        return self._follow(self.client.post(target, data=content))

    def post(self, path: str, **values: Value) -> httpx.Response:
        """Send a form of one's own making, with the token of this browser."""
        token = self.client.cookies.get("csrftoken", "")
        content = {"csrfmiddlewaretoken": token, **values}
        return self._follow(self.client.post(path, data=content))

    @property
    def text(self) -> str:
        """What the page holds."""
        return self.page.text

    def _form(self, values: Mapping[str, Value], to: str) -> Form:
        forms = Forms(self.page.text).found
        for form in forms:
            target = str(self.page.url.join(form.action))
            if set(values) <= form.names and (target.endswith(to) if to else form.method == "post"):
                return form
        raise AssertionError(f"{self.page.url} has no form with {set(values)} to {to!r}: {forms}")

    def _follow(self, response: httpx.Response) -> httpx.Response:
        self.answers.append(response)
        while response.is_redirect:
            response = self.client.get(response.url.join(response.headers["Location"]))
            self.answers.append(response)
        self.page = response
        return response

    @staticmethod
    def _listed(value: Value) -> list[str]:
        return [value] if isinstance(value, str) else list(value)
