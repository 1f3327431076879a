"""What a PDF does when it is opened, turned to or clicked, and what it carries or fetches."""

from typing import Any

import pikepdf

from library.refusals import FileRefused, Intake

# ISO 32000-1, 12.6.4: what a reader is made to do besides going to a place or an address.
_DOES = {
    "/Launch": "starts a program",
    "/ImportData": "reads files of whoever opens it",
    "/SubmitForm": "sends what is typed into it to another place",
    "/GoToE": "opens files inside it",
    "/Rendition": "plays something by itself",
    "/Movie": "plays something by itself",
    "/Sound": "plays something by itself",
    "/RichMediaExecute": "plays something by itself",
}
# What a link may do that one clicks, and no page by itself.
_DOES_BY_ITSELF = {
    "/GoToR": "opens another file by itself",
    "/URI": "opens an address by itself",
    "/Named": "gives the reader a command by itself, such as to print",
    "/Thread": "opens another file by itself",
}
_FETCHES = "fetches a part of it from another place"
_SCRIPTS = {"/JavaScript", "/XFA"}
_ATTACHED = {"/EmbeddedFiles", "/EF", "/RichMediaContent"}
_MOST_ACTIONS = 1_000


def check_streams(pdf: pikepdf.Pdf) -> None:
    """Refuse streams whose bytes are in another file (ISO 32000-1, 7.3.8.2).

    :raises FileRefused: ``actions``.
    """
    if any(isinstance(thing, pikepdf.Stream) and "/F" in thing for thing in pdf.objects):
        raise FileRefused(Intake.ACTIONS, does=_FETCHES)


def check(key: str, value: Any) -> None:
    """Refuse an entry of a dictionary that acts, or carries a file.

    :raises FileRefused: ``script``, ``actions``, ``attachments`` or ``too_much_work``.
    """
    # A font may be called JS, too; but it is neither text nor a stream.
    is_code = key == "/JS" and isinstance(value, pikepdf.String | pikepdf.Stream)
    if is_code or key in _SCRIPTS:
        raise FileRefused(Intake.SCRIPT)
    if key in _ATTACHED:
        raise FileRefused(Intake.ATTACHMENTS)
    if key in ("/S", "/Subtype") and isinstance(value, pikepdf.Name):
        if value == "/JavaScript":
            raise FileRefused(Intake.SCRIPT)
        if does := _DOES.get(str(value)):
            raise FileRefused(Intake.ACTIONS, does=does)
    if key == "/OpenAction":
        _check_actions([value])
    if key == "/AA" and isinstance(value, pikepdf.Dictionary):
        _check_actions([value[trigger] for trigger in value.keys()])  # noqa: SIM118
    if key == "/Ref" and isinstance(value, pikepdf.Dictionary) and "/F" in value:
        raise FileRefused(Intake.ACTIONS, does=_FETCHES)


def _check_actions(waiting: list[Any]) -> None:
    """Refuse what happens without a click, with all that follows upon it."""
    for _ in range(_MOST_ACTIONS):
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, pikepdf.Array):  # A place in the file, or several actions.
            waiting += [each for each in action if isinstance(each, pikepdf.Dictionary)]
        elif isinstance(action, pikepdf.Dictionary):
            if does := _DOES_BY_ITSELF.get(str(action.get("/S"))):
                raise FileRefused(Intake.ACTIONS, does=does)
            if "/Next" in action:
                waiting.append(action["/Next"])
    raise FileRefused(Intake.TOO_MUCH_WORK)
