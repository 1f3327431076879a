"""What in an office file points out of it, and is fetched or started without a click."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

from library.refusals import FileRefused, Intake

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_HREF = "http://www.w3.org/1999/xlink href"
_SVG = "http://www.w3.org/2000/svg "
_HERE = re.compile(r"(file:/{2,3})?[A-Za-z]:[\\/]|(?![\\/]{2})[^:]*$", re.I)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|[\\/]", re.I)
_OF_THE_WEB = re.compile(r"https?://", re.I)
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\ufeff]")
_UNBOUND = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]
_MEDIA = ("/video", "/audio", "/media")
_KINDS = {
    "attachedTemplate": "a template",
    "image": "a picture",
    "oleObject": "an object",
    "frame": "a page",
}

# ISO 29500-1, 17.16.5: fields that take something from another program or file.
_FROM_PROGRAM = re.compile(r"\s*DDE(AUTO)?\b", re.I)
_FROM_FILE = re.compile(r"\s*(INCLUDE(PICTURE|TEXT)?|IMPORT|LINK|RD|DATABASE)\b", re.I)
_FAR = re.compile(r"\b(?!cid:)[a-z][a-z0-9+.-]+:|(^|[\s\"'])(\\\\|//)", re.I)
_FIELD_TEXTS = {"instrText", "delInstrText"}
# What other fields come to is known only to Word, which has them write addresses letter by letter.
_MADE = re.compile(r"\b(QUOTE|REF|DOCPROPERTY)\b", re.I)
_SAID = "="
MOST_FIELD = 10_000

# ODF 1.3, part 3: what waits for a click, and what is only noted down.
_CLICKED = {"a", "area-rectangle", "area-circle", "area-polygon", "event-listener", "button"}
_NOTED = {"template"}
_DDE = {"dde-source", "dde-connection-decl"}


def check_relations(relations: ElementTree.Element) -> None:
    """Refuse what is fetched as soon as the file is opened: templates, objects, frames, pictures.

    A target without ``External`` names a part of the file; one that is an address all the same is refused.

    :raises FileRefused: ``elsewhere``.
    """
    for relation in relations.iter(_RELATION):
        kind, target = relation.get("Type", ""), _plain(relation.get("Target", ""))
        if kind.endswith("/hyperlink") or (kind.endswith(_MEDIA) and _OF_THE_WEB.match(target)):
            continue
        if not _HERE.match(target):
            raise FileRefused(Intake.ELSEWHERE, what=_KINDS.get(kind.rpartition("/")[2], "something"))


class References:
    """Reads the XML of one part piece by piece: fields of Word, links of OpenDocument and of drawings.

    Where a part is no XML, it has been judged up to there, and no program reads on. Names without a meaning
    are the exception that some read on from: they are refused.
    """

    def __init__(self, name: str, *, is_open_document: bool) -> None:
        self._folder = posixpath.dirname(name)
        self._is_open_document = is_open_document
        self._fields = [""]
        self._is_field_text = self._is_broken = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        if not is_open_document:  # It has no fields, and may have millions of cells.
            self._parser.EndElementHandler = self._end
            self._parser.CharacterDataHandler = self._read

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Read on.

        :raises FileRefused: ``elsewhere``, ``broken`` or ``too_much_work``.
        """
        if not self._is_broken:
            try:
                self._parser.Parse(piece, is_last)
            except (expat.ExpatError, ValueError, LookupError) as error:
                if getattr(error, "code", None) == _UNBOUND:
                    raise FileRefused(Intake.BROKEN) from error
                self._is_broken = True
        if is_last or self._is_broken:
            for text in self._fields:
                _check_field(text)

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        place, _, name = tag.rpartition(" ")
        if name in _FIELD_TEXTS:
            self._is_field_text = True
        elif name == "fldChar":
            self._turn(next(_called(attributes, "fldCharType"), ""))
        elif name == "fldSimple":
            _check_field(next(_called(attributes, "instr"), ""))
        elif self._is_open_document and name in _DDE:
            raise FileRefused(Intake.ELSEWHERE, what="figures")
        is_drawn = tag.startswith(_SVG)
        if is_drawn or self._is_open_document:
            target = attributes.get(_HREF, attributes.get("href", "") if is_drawn else "")
            if target:
                self._check_link(place, name, attributes, _plain(target))

    def _end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] in _FIELD_TEXTS:
            self._is_field_text = False

    def _read(self, text: str) -> None:
        if self._is_field_text:
            self._fields[-1] += text
            if len(self._fields[-1]) > MOST_FIELD:
                raise FileRefused(Intake.TOO_MUCH_WORK)

    def _turn(self, kind: str) -> None:
        """Begin a field, or judge it; one inside another is a part of what the other asks for."""
        if kind == "begin":
            if len(self._fields) > MOST_FIELD:
                raise FileRefused(Intake.TOO_MUCH_WORK)
            self._fields.append("")
        elif kind == "separate":
            self._judge()
        elif kind == "end":
            self._judge()
            if len(self._fields) > 1:
                self._fields.pop()

    def _judge(self) -> None:
        """Judge the innermost field; what comes before its end is what it came to, and asks for nothing."""
        text, self._fields[-1] = self._fields[-1], _SAID
        _check_field(text)
        if len(self._fields) > 2 and self._fields[-2] != _SAID:
            self._fields[-2] = f"{self._fields[-2]} {text}"[:MOST_FIELD]

    def _check_link(self, place: str, name: str, attributes: Mapping[str, str], target: str) -> None:
        if name in _CLICKED and _waits(attributes):
            return
        if name in _NOTED and place.endswith(":meta:1.0") and _is_local(target):
            return
        if target.startswith(("#", "data:")):
            return
        way = posixpath.normpath(posixpath.join(self._folder, target))
        if _ADDRESS.match(target) or way == ".." or way.startswith("../"):
            raise FileRefused(Intake.ELSEWHERE, what="a picture" if name == "image" else "something")


def _waits(attributes: Mapping[str, str]) -> bool:
    """Whether an event waits for a click; what names no event and is not fetched on loading is a link."""
    event = next(_called(attributes, "event-name"), "dom:click")
    return event.endswith("click") and next(_called(attributes, "actuate"), "") != "onLoad"


def _is_local(target: str) -> bool:
    return bool(_HERE.match(target) or re.match(r"file:///(?![\\/])", target, re.I))


def _check_field(text: str) -> None:
    if _FROM_PROGRAM.match(text):
        raise FileRefused(Intake.ELSEWHERE, what="figures")
    if _FROM_FILE.match(text) and (_FAR.search(text) or _MADE.search(text)):
        raise FileRefused(Intake.ELSEWHERE, what="something")


def _called(attributes: Mapping[str, str], name: str) -> Iterator[str]:
    return (value for key, value in attributes.items() if key.rpartition(" ")[2] == name)


def _plain(target: str) -> str:
    """Bring a target to what programs make of it: without blanks, and with nothing disguised by percents."""
    for _ in range(3):
        target = unquote(target)
    return _BLANKS.sub("", target)
