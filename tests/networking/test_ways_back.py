"""Where the pages of blocking and reporting lead back to."""

import re

import pytest

from networking.models import Contact, Member, Profile
from tests.factories import log_in
from tests.networking.rows import make_block, make_contact, make_conversation, make_line

pytestmark = pytest.mark.django_db


def way_back(page: str) -> tuple[str, str]:
    """Where the link above the heading leads, and what it says."""
    found = re.search(r'<a class="nhsuk-back-link" href="([^"]+)">\s*([^<]+?)\s*</a>', page)
    assert found
    return found[1], found[2]


@pytest.mark.parametrize("act", ["block", "report"])
def test_a_page_that_asks_leads_back_to_the_person_or_where_they_are_listed(client, ann, bob, act):
    make_line(make_conversation(ann.delegate, bob.delegate), bob.delegate, "Rude")
    log_in(client, ann.delegate.user)
    base = f"/{ann.delegate.assembly.slug}/networking/"

    def back():
        page = client.get(f"{base}people/{bob.code}/{act}/").content.decode()
        if act == "block":
            assert f'<a href="{way_back(page)[0]}">No, go back</a>' in page
        return way_back(page)

    assert back() == (f"{base}people/{bob.code}/", "Back to their page")
    Profile.objects.filter(pk=bob.pk).update(is_listed=False)
    Member.objects.filter(delegate=ann.delegate).update(state=Member.State.LEFT)
    assert client.get(f"{base}people/{bob.code}/").status_code == 404
    assert back() == (f"{base}safety/", "Back to Safety")
    Profile.objects.filter(pk=bob.pk).update(joined_at=None)
    assert back() == (f"{base}safety/", "Back to Safety")


def test_the_report_of_words_leads_back_to_where_they_stand(client, ann, bob):
    talk = make_conversation(ann.delegate, bob.delegate)
    line = make_line(talk, bob.delegate, "Rude")
    contact = make_contact(bob.delegate, ann.delegate, state=Contact.State.ASKED)
    log_in(client, ann.delegate.user)
    base = f"/{ann.delegate.assembly.slug}/networking/"
    address = f"{base}people/{bob.code}/report/"

    def back(query, of=client.get):
        return way_back(of(f"{address}?{query}").content.decode())

    assert back(f"request={contact.code}") == (f"{base}contacts/", "Back to contacts")
    assert back(f"line={line.pk}") == (talk.address, "Back to the conversation")
    assert back(f"line={line.pk}", client.post) == (talk.address, "Back to the conversation")
    make_block(bob.delegate, ann.delegate)
    assert back(f"line={line.pk}") == (f"{base}safety/", "Back to Safety")
