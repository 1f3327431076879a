"""The promises of docs/concerns.md, over HTTP against running processes, with a canary in every secret.

The numbers are those of the design's list of tests.
"""

import base64
import os
import re
import secrets
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis

from assembly_portal.embedded import postgres_binaries
from concerns.limits import WINDOW_SECONDS
from tests.concerns.walker import Walker

CANARY = "CANARYzqxwv"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z*~$=]")
CASE = re.compile(r"/casework/([0-9a-f-]{36})/")
ACKNOWLEDGED = "Thank you. I speak to the rota team first, and you hear from me by Friday."
ROWS = "tests.concerns.portal_rows"
ENOUGH_SECONDS = 60

pytestmark = pytest.mark.xdist_group("promises")


@dataclass
class Stage:
    """The running portal, and the people of the story."""

    portal: object
    made: dict

    def walker(self, who: str = "", *, base_url: str = "", address: str = "") -> Walker:
        cookie = self.made["people"][who]["cookie"] if who else ""
        return Walker(base_url or self.portal.base_url, cookie=cookie, address=address)

    def raise_concern(self, walker: Walker, **given) -> str:
        """Answer every question, send it, and return the code."""
        answers = {
            "mode": "anonymous",
            "risk": "no",
            "employer": self.made["employer"],
            "office": self.made["office"],
            "category": "bullying",
            "words": f"{CANARY} narrative",
            "labels": ["Bullying"],
            "own_first": f"{CANARY} label",
            "sides": "training",
            "people": f"{CANARY} person",
            "groups": [],
            "name": f"{CANARY} name",
            "contact": f"{CANARY}.reporter@example.org",
            **given,
        }
        walker.go("/letterbox/1/")
        pages = [["mode"], ["risk"], ["employer"], ["office"], ["category"], ["words"]]
        pages += [["labels", "own_first"], ["sides"], ["people", *(["groups"] if answers["groups"] else [])]]
        if answers["mode"] != "anonymous":
            pages.append(["name", "contact"])
        for names in pages:
            walker.send(**{name: answers[name] for name in names})
            assert walker.page.status_code == 200
        assert walker.page.url.path == "/letterbox/readers/", walker.text
        walker.go("/letterbox/check/")
        walker.send(to="/letterbox/send/")
        assert walker.page.url.path == "/letterbox/sent/", walker.text
        return CODE.search(walker.text)[0]

    def keys(self) -> set[str]:
        return {str(key) for (key,) in self.sql("select id from concerns_concern where state <> 'draft'")}

    def new_concern(self, **given) -> tuple[str, str]:
        """Raise one from a browser of its own; return its key and its code."""
        before = self.keys()
        code = self.raise_concern(self.walker(), **given)
        (key,) = self.keys() - before
        return key, code

    def sql(self, statement: str, *values: object) -> list:
        with psycopg.connect(self.portal.database_url, autocommit=True) as line:
            cursor = line.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def act(self, actor: str, key: str, noun: str, **values) -> Walker:
        """Do an act on a case by its own form, with the preview where there is one."""
        walker = self.walker(actor)
        walker.go(f"/casework/{key}/{noun}/")
        walker.send(to=f"/{noun}/", **values)
        if 'value="send"' in walker.text:
            walker.send(to=f"/{noun}/", button="send")
        return walker


@pytest.fixture(scope="module")
def stage(portal) -> Stage:
    return Stage(portal, portal.call(f"{ROWS}:stage", tag="promises"))


def back(stage: Stage, code: str, **options) -> Walker:
    walker = stage.walker(**options)
    walker.go("/letterbox/back/")
    walker.send(code=code)
    return walker


def test_1_a_superuser_finds_nothing_and_the_try_is_written_down(stage):
    key, _ = stage.new_concern()
    for who in ("superuser", "organiser"):
        walker = stage.walker(who)
        admin = walker.go("/admin/")
        assert admin.status_code == 200
        assert "concern" not in admin.text.lower()
        assert walker.go("/admin/concerns/").status_code == 404
        for path in ("/casework/", f"/casework/{key}/", f"/casework/{key}/identity/", "/casework/audit/"):
            assert walker.go(path).status_code == 404, path
        probed = "select count(*) from concerns_entry where deed = 'probed' and actor = %s"
        assert stage.sql(probed, stage.made["people"][who]["key"]) == [(4,)]


def test_3_another_region_meets_what_an_unknown_case_meets(stage):
    key, _ = stage.new_concern(words="ownregion only")
    stranger = stage.walker("stranger")
    stranger.go("/casework/")
    met = set()
    for case in (key, str(uuid4())):
        for path in (f"/casework/{case}/", f"/casework/{case}/triage/", f"/casework/{case}/identity/"):
            answer = stranger.go(path)
            headers = {name: value for name, value in answer.headers.items() if name != "date"}
            met.add((answer.status_code, _without_chance(answer.text), _without_chance(str(headers))))
    assert len(met) == 1
    assert next(iter(met))[0] == 404
    refused = "select count(*) from concerns_entry where deed = 'refused' and actor = %s"
    assert stage.sql(refused, stage.made["people"]["stranger"]["key"]) == [(6,)]
    inbox = stranger.go("/casework/").text
    assert key not in inbox
    stranger.go("/casework/search/")
    assert key not in stranger.send(words="ownregion").text


def _without_chance(said: str) -> str:
    """Leave out what is drawn anew for each page: nonces and tokens of forms."""
    chance = (
        r'nonce="[^"]+"|nonce-[^\']+|name="csrfmiddlewaretoken" value="[^"]+"|csrftoken=[^;]+; expires=[^;]+'
    )
    return re.sub(chance, "", said)


def test_4_who_is_kept_out_finds_it_nowhere(stage):
    second = stage.made["people"]["second"]
    before = stage.sql("select count(*) from concerns_outgoingmail where recipient_id = %s", second["key"])
    stage.sql("delete from concerns_outgoingmail")
    key, _ = stage.new_concern(people="Dr Second Promises", words="keptout words")
    later, _ = stage.new_concern(words="keptout later")

    walker = stage.walker("second")
    assert before is not None
    assert key not in walker.go("/casework/?state=all").text
    assert later in walker.text
    walker.go("/casework/search/")
    found = walker.send(words="keptout").text
    assert later in found
    assert key not in found
    assert walker.go(f"/casework/{key}/").status_code == 404
    # Kept out afterwards, while the page is open.
    assert walker.go(f"/casework/{later}/").status_code == 200
    stage.act("handler", later, "exclusions", who=f"person:{second['key']}")
    assert walker.go(f"/casework/{later}/").status_code == 404
    assert later not in walker.go("/casework/?state=all").text


def test_5_sending_while_logged_in_leaves_no_row_that_knows_who(stage):
    trainee = stage.made["people"]["trainee"]
    walker = stage.walker("trainee")
    assert "Log out" in walker.go("/").text
    session = trainee["cookie"].partition("=")[2]
    before = _rows_with(stage, trainee, session)

    stage.raise_concern(walker)
    code = CODE.search(walker.text)[0]
    walker.go("/letterbox/back/")
    walker.send(code=code)
    walker.send(to="/message/", words=f"{CANARY} message") if "/message/" in walker.text else None

    assert _rows_with(stage, trainee, session) == before
    assert "Log out" in walker.go("/").text, "and the log-in is untouched"
    for answer in walker.answers:
        if answer.url.path.startswith("/letterbox/"):
            set_cookies = answer.headers.get_list("set-cookie")
            assert not [each for each in set_cookies if not each.startswith("letterbox=")], answer.url
            assert answer.headers["cache-control"] == "no-store, private"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "trainee" not in answer.text.lower()


def _rows_with(stage: Stage, person: dict, session: str) -> dict:
    """Return every row of the database, as text, that carries the person's key, address or session."""
    tables = stage.sql("select table_name from information_schema.tables where table_schema = 'public'")
    found = {}
    for (table,) in tables:
        rows = [row[0] for row in stage.sql(f'select t::text from "{table}" t')]
        key = str(person["key"])
        found[table] = sorted(row for row in rows if person["email"] in row or session in row or key in row)
    return found


def test_6_guessing_is_refused_and_the_right_code_works_from_elsewhere(stage):
    _, code = stage.new_concern()
    wrong = stage.portal.call("tests.concerns.guesses:codes", count=32)
    # Behind a proxy, as in production: what it says of the visitor is believed.
    stage.portal.environment["TRUSTED_PROXY_COUNT"] = "1"
    behind = stage.portal.start_web("behind")
    del stage.portal.environment["TRUSTED_PROXY_COUNT"]
    # An address of this try's own, and a window that does not end meanwhile.
    guesser = stage.walker(base_url=behind, address=f"203.0.113.{secrets.randbelow(256)}")
    left = WINDOW_SECONDS - time.time() % WINDOW_SECONDS
    time.sleep(left if left < ENOUGH_SECONDS else 0)
    statuses = []
    for guess in wrong:
        guesser.go("/letterbox/back/")
        statuses.append(guesser.send(code=guess).status_code)
    assert statuses == [200] * 30 + [429] * 2
    assert int(guesser.page.headers["retry-after"]) > 0
    # The limit is the network's and never the case's.
    guesser.go("/letterbox/back/")
    assert guesser.send(code=code).status_code == 429
    elsewhere = back(stage, code, base_url=behind, address="198.51.100.4")
    assert elsewhere.page.url.path == "/letterbox/inside/"
    stage.portal.processes.stop("behind")


def test_7_without_an_entry_nothing_opens_and_with_one_the_reporter_sees_it(stage):
    key, code = stage.new_concern(words="sevenwords")
    stage.sql(
        "create or replace function no_entries() returns trigger language plpgsql as"
        " $$ begin raise exception 'read only'; end $$"
    )
    stage.sql(
        "create trigger no_entries before insert on concerns_entry for each row execute function no_entries()"
    )
    try:
        answer = stage.walker("handler").go(f"/casework/{key}/")
        assert answer.status_code == 500
        assert "sevenwords" not in answer.text
    finally:
        stage.sql("drop trigger no_entries on concerns_entry")

    assert "Quality team" not in _readings(back(stage, code).text)
    assert "sevenwords" in stage.walker("handler").go(f"/casework/{key}/").text
    seen = _readings(back(stage, code).text)
    assert "Quality team, North West" in seen
    assert time.strftime("%B %Y") in seen
    assert "Handler Promises" not in seen


def _readings(page: str) -> str:
    """Return the part of the reporter's page that says who opened it."""
    return page.partition("Who has opened it")[2] or page.partition("opened")[2]


def test_8_swapped_texts_show_an_error_and_the_others_open(stage):
    (one, _), (two, _) = stage.new_concern(words="eightone"), stage.new_concern(words="eighttwo")
    stage.sql("alter table concerns_sealedtext disable trigger user")
    try:
        narrative = "select id, sealed from concerns_sealedtext where kind = 'narrative' and concern_id = %s"
        first, second = stage.sql(narrative, one)[0], stage.sql(narrative, two)[0]
        for row, sealed in ((first[0], second[1]), (second[0], first[1])):
            stage.sql("update concerns_sealedtext set sealed = %s where id = %s", sealed, row)
    finally:
        stage.sql("alter table concerns_sealedtext enable trigger user")

    for key in (one, two):
        page = stage.walker("handler").go(f"/casework/{key}/").text
        assert "does not open" in page
        assert not re.search("eightone|eighttwo", page)
        assert f"{CANARY} label" in page


def test_10_the_employer_returns_it_and_the_other_track_goes_on(stage):
    key, code = stage.new_concern(sides="both", words="tenwords")
    state = "select state from concerns_concern where id = %s"
    for noun in ("triage", "feedback", "closing", "investigation"):
        stage.walker("handler").post(f"/casework/{key}/{noun}/", do="send", seen="99", words="x", route="x")
        assert stage.sql(state, key) == [("received",)], noun

    dean = stage.walker("dean")
    assert dean.go(f"/casework/{key}/").status_code == 404
    notice = dean.go("/casework/sighted/").text
    assert key[:4].upper() in notice
    assert "tenwords" not in notice
    stage.act("guardian", key, "return", words="We know everybody in it, so we cannot look into it.")

    tracks = "select side, state from concerns_referral where concern_id = %s order by side"
    assert stage.sql(tracks, key) == [("employer", "returned"), ("training", "offered")]
    assert stage.walker("guardian").go(f"/casework/{key}/").status_code == 404
    stage.act("handler", key, "acknowledgement", words=ACKNOWLEDGED)
    assert stage.sql(tracks, key) == [("employer", "returned"), ("training", "accepted")]
    page = back(stage, code).text
    assert "We know everybody in it" in page
    assert ACKNOWLEDGED in page


def test_12_feedback_answers_each_label_and_no_door_changes_one(stage):
    key, code = stage.new_concern()
    stage.act("handler", key, "acknowledgement", words=ACKNOWLEDGED)
    triaged = stage.act(
        "handler",
        key,
        "triage",
        category="bullying",
        severity="medium",
        answer_1="yes",
        because_1="It is what this word means.",
        answer_2="no",
        because_2="twelvebecause",
        route="The dignity policy is used. Your words stay.",
    )
    assert triaged.page.status_code == 200
    half = stage.walker("handler")
    half.go(f"/casework/{key}/feedback/")
    half.send(
        to="/feedback/", answer_1="upheld", because_1="Two people saw it.", words="This is what we did."
    )
    assert "There is a problem" in half.text
    assert stage.sql("select state from concerns_concern where id = %s", key) == [("triaged",)]

    stage.act(
        "handler",
        key,
        "feedback",
        answer_1="upheld",
        because_1="Two people saw it.",
        answer_2="unproven",
        because_2="Nobody was there.",
        words="This is what we did.",
    )
    page = back(stage, code).text
    for words in ("Bullying", f"{CANARY} label", "twelvebecause", "Two people saw it.", "Nobody was there."):
        assert words in page
    with pytest.raises(psycopg.Error, match="written once"):
        stage.sql("update concerns_sealedtext set sealed = '' where kind = 'label' and concern_id = %s", key)


HOSTILE = {
    "script": "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "turned": "\u202eevil\u202c",
    "formula": "=cmd|' /C calc'!A0",
    "long": "a long story " * 7600,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_13_hostile_words_stay_words(stage, name):
    hostile = HOSTILE[name]
    key, code = stage.new_concern(
        words=hostile, own_first=hostile[:60], people=hostile[:200], mode="named", name=hostile[:100]
    )
    page = stage.walker("handler").go(f"/casework/{key}/").text
    mine = back(stage, code).text
    inbox = stage.walker("handler").go("/casework/?state=all").text
    for shown in (page, mine, inbox):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert _escaped(hostile.strip()) in page
    # What turns the direction of text does so only inside its own element.
    assert page.count("\u202e") == page.count("\u202c")


def _escaped(text: str) -> str:
    pairs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#x27;", '"': "&quot;"}
    return "".join(pairs.get(character, character) for character in text)


def test_17_without_a_second_factor_no_door_opens(stage):
    key, _ = stage.new_concern()
    handler = stage.made["people"]["handler"]["email"]
    for options, leads_to in (
        ({"is_proven": False}, "/account/second-factor/"),
        ({"hours_ago": 12.1}, "/account/second-factor/again/"),
    ):
        cookie = stage.portal.call(f"{ROWS}:log_in_again", email=handler, **options)["cookie"]
        walker = Walker(stage.portal.base_url, cookie=cookie)
        assert walker.go("/casework/").url.path.startswith(leads_to), options
    fresh = stage.portal.call(f"{ROWS}:log_in_again", email=handler, hours_ago=11.9)["cookie"]
    assert Walker(stage.portal.base_url, cookie=fresh).go("/casework/").url.path == "/casework/"
    # A session that claims a proof, of somebody whose authenticator is gone.
    cookie = stage.portal.call("tests.concerns.guesses:without_an_app", email="second.promises@example.org")
    walker = Walker(stage.portal.base_url, cookie=cookie)
    # The log-in was changed by somebody else, so the membership is suspended: the front door says only that.
    answer = walker.go("/casework/")
    assert answer.status_code == 403
    assert "Your access is suspended" in answer.text
    assert walker.go(f"/casework/{key}/").status_code == 404
    stage.portal.call("tests.concerns.guesses:with_an_app_again", email="second.promises@example.org")


def test_18_a_log_in_reset_by_a_superuser_opens_nothing(stage):
    key, _ = stage.new_concern()
    second = stage.made["people"]["second"]
    walker = stage.walker("second")
    assert walker.go(f"/casework/{key}/").status_code == 200
    stage.sql("delete from concerns_outgoingmail")

    boss = stage.walker("superuser")
    boss.go(f"/admin/accounts/user/{second['key']}/change/")
    boss.send(to="/change/", email="taken.promises@example.org")
    assert stage.sql("select email from accounts_user where id = %s", second["key"]) == [
        ("taken.promises@example.org",)
    ]

    assert walker.go(f"/casework/{key}/").status_code == 404
    # Nor for whoever has the log-in now, and proves a second factor.
    cookie = stage.portal.call(f"{ROWS}:log_in_again", email="taken.promises@example.org")["cookie"]
    taken = Walker(stage.portal.base_url, cookie=cookie).go(f"/casework/{key}/")
    assert (taken.status_code, taken.url.path) == (404, f"/casework/{key}/")
    suspended = "select suspended_because from concerns_membership where user_id = %s"
    assert stage.sql(suspended, second["key"]) == [("credentials",)]
    handler = stage.made["people"]["handler"]["key"]
    told = "select count(*) from concerns_outgoingmail where recipient_id = %s"
    assert stage.sql(told, handler) == [(1,)]
    assert "changed by somebody else" in stage.walker("handler").go("/casework/").text
    stage.sql("update accounts_user set email = %s where id = %s", second["email"], second["key"])
    stage.portal.call("tests.concerns.guesses:with_an_app_again", email=second["email"])


def test_20_without_keys_a_concern_is_taken_and_nothing_opens(stage):
    environment = dict(stage.portal.environment)
    stage.portal.environment |= {"CONCERNS_KEY_FILE": "", "CONCERNS_KEY_FOLDER": ""}
    try:
        public = stage.portal.start_web("public")
    finally:
        stage.portal.environment = environment
    before = stage.keys()
    reporter = Walker(public)
    code = stage.raise_concern(reporter, words="twentywords", mode="named")
    (key,) = stage.keys() - before
    handler = stage.walker("handler", base_url=public)

    inbox = handler.go("/casework/")
    assert inbox.status_code == 200
    assert "keys are not here" in inbox.text.lower()
    case = handler.go(f"/casework/{key}/")
    assert "keys are not here" in case.text.lower()
    assert "twentywords" not in case.text
    assert "twentywords" in stage.walker("handler").go(f"/casework/{key}/").text
    returned = Walker(public)
    returned.go("/letterbox/back/")
    assert returned.send(code=code).url.path == "/letterbox/inside/"
    maps = Path(f"/proc/{stage.portal.processes.children['public'].process.pid}/environ").read_bytes()
    assert b"CONCERNS_KEY_FILE=\0" in maps
    stage.portal.processes.stop("public")


def test_2_no_copy_of_anything_holds_what_was_written(stage):
    """Last, when everything above has left its traces; with errors forced in the middle of writing."""
    key, code = stage.new_concern(mode="confidential", sides="both")
    stage.act("handler", key, "acknowledgement", words=f"{CANARY} to reporter")
    stage.act("handler", key, "note", words=f"{CANARY} note")
    reporter = back(stage, code)
    reporter.send(to="/message/", words=f"{CANARY} from reporter")
    _force_errors(stage, key, code)
    stage.sql("checkpoint")

    secrets = [CANARY, code.replace("-", "")[:20], code]
    needles = [form for secret in secrets for form in _forms_of(secret)]
    data = Path(stage.sql("show data_directory")[0][0])
    postmaster = (data / "postmaster.pid").read_text().split()[0]
    places = {
        "dump": _dump(stage),
        "log of PostgreSQL": Path(f"/proc/{postmaster}/fd/2").read_bytes(),
        "Valkey": _everything_in(stage.portal.environment["REDIS_URL"]),
        **{
            str(path): path.read_bytes()
            for folder in (data, stage.portal.folder, Path("/tmp"))
            for path in _files_of(folder, stage.portal.folder)
        },
    }
    found = [(name, needle) for name, content in places.items() for needle in needles if needle in content]
    assert not found
    assert sum(len(content) for content in places.values()) > 10_000_000, (
        "there was something to look through"
    )
    assert CANARY in stage.walker("handler").go(f"/casework/{key}/").text, "and it was all there"


def _force_errors(stage: Stage, key: str, code: str) -> None:
    """Let statements fail that carry what people write, and pages crash while they hold it."""
    reporter, handler = back(stage, code), stage.walker("handler")
    handler.go(f"/casework/{key}/note/")
    fresh = stage.walker()
    fresh.go("/letterbox/1/")
    stage.sql("alter table concerns_sealedtext rename column number to nummer")
    try:
        assert reporter.send(to="/message/", words=f"{CANARY} lost").status_code == 500
        assert handler.send(to="/note/", words=f"{CANARY} lost").status_code == 500
        assert fresh.send(mode="anonymous").status_code == 500
    finally:
        stage.sql("alter table concerns_sealedtext rename column nummer to number")
    reporter = back(stage, code)
    stage.sql("alter table concerns_entry add constraint broken check (number < 0) not valid")
    try:
        assert reporter.send(to="/message/", words=f"{CANARY} lost").status_code == 500
    finally:
        stage.sql("alter table concerns_entry drop constraint broken")
    reporter.client.post("/letterbox/back/", content=f"code={CANARY}", headers={"Content-Type": "x/y"})
    reporter.client.post("/letterbox/2/", data={"risk": f"{CANARY}\0"})


def _forms_of(secret: str) -> list[bytes]:
    """Return how a secret can stand in bytes: plain, other widths, hexadecimal, base64 at each offset."""
    plain = secret.encode()
    forms = [plain, secret.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode()]
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        # What depends on its neighbours is left out at both ends.
        forms.append(encoded[4 if offset else 0 : len(encoded) // 4 * 4 - 4])
    return forms


def _dump(stage: Stage) -> bytes:
    program = postgres_binaries() / "pg_dump"
    if not program.exists():
        rows = stage.sql("select table_name from information_schema.tables where table_schema = 'public'")
        return "\n".join(
            row[0] for (table,) in rows for row in stage.sql(f'select t::text from "{table}" t')
        ).encode()
    return subprocess.run([program, stage.portal.database_url], capture_output=True, check=True).stdout


def _everything_in(url: str) -> bytes:
    line = redis.Redis.from_url(url)
    return b"\n".join(key + b"=" + (line.dump(key) or b"") for key in line.scan_iter())


def _files_of(folder: Path, portal_folder: Path) -> list[Path]:
    """Return the files of a folder; of the machine's temporary one only what came since the portal began."""
    began = portal_folder.stat().st_ctime if folder == Path("/tmp") else 0
    files = []
    for root, _, names in (
        os.walk(folder) if folder != Path("/tmp") else [(str(folder), [], os.listdir(folder))]
    ):
        for name in names:
            path = Path(root) / name
            if path.is_file() and path.stat().st_mtime >= began and os.access(path, os.R_OK):
                files.append(path)
    return files


def test_every_promise_names_a_test_that_there_is():
    home = Path(__file__).resolve().parent.parent.parent
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", (home / "docs" / "concerns.md").read_text())

    assert len(named) >= 15
    for file, test in named:
        assert f"def {test}(" in (home / file).read_text(), f"{file}::{test}"
