"""Many slow files at once: on a real portal, where a page that is not answered is seen."""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pikepdf
import pytest

from tests.library import samples

UPLOADS = 16
BOUNDARY = "between-the-parts"


pytestmark = pytest.mark.load


@pytest.fixture(scope="module")
def people(portal):
    return portal.call("tests.library.upload_rows:people")


def slow_pdf():
    """A few kilobytes that take seconds to look through: dictionaries without number, packed well."""

    def crowd(made):
        parts = b"<</A 1/B 1/C 1>>" * 400_000
        made.Root.Crowd = made.make_indirect(pikepdf.Object.parse(b"[" + parts + b"]"))

    return samples.pdf(crowd, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def ask(portal, method, path, **said):
    address = urlsplit(portal.base_url)
    line = http.client.HTTPConnection(address.hostname, address.port, timeout=120)
    try:
        line.request(method, path, **said)
        answer = line.getresponse()
        return answer, answer.read().decode()
    finally:
        line.close()


def form(token, content):
    fields = {"csrfmiddlewaretoken": token, "from_phase": "open"}
    told = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    named = 'Content-Disposition: form-data; name="upload"; filename="slides.pdf"'
    head = f"{told}--{BOUNDARY}\r\n{named}\r\nContent-Type: application/pdf\r\n\r\n"
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def test_pages_answer_while_one_speaker_sends_slow_files(portal, people):
    cookie, path, content = people["speaker"], people["slides"], slow_pdf()
    answer, page = ask(portal, "GET", path, headers={"Cookie": cookie})
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    own = re.search(r"csrftoken=\w+", answer.headers["Set-Cookie"])[0]
    headers = {
        "Cookie": f"{cookie}; {own}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Referer": f"{portal.base_url}{path}",
    }
    body, waits = form(token, content), []

    with ThreadPoolExecutor(UPLOADS) as pool:
        sent = [pool.submit(ask, portal, "POST", path, body=body, headers=headers) for _ in range(UPLOADS)]
        while not all(each.done() for each in sent):
            started = time.monotonic()
            assert ask(portal, "GET", "/library/")[0].status == 200
            waits.append(time.monotonic() - started)

    refused = [each for each in sent if "Another file is being looked at" in each.result()[1]]
    assert len(refused) >= UPLOADS // 2
    assert max(waits) < 5
