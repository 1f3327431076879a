"""Memberships by two people, sighted notices of the own office, the audit without content."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from concerns.actions.following import withdraw_concern
from concerns.chains import Fault, broken_chains
from concerns.kinds import GroupKind, Role, TextKind
from concerns.models import HOUSE, Clock, Entry, Exclusion, Membership, SightedNotice
from concerns.models.records import Deed
from concerns.obligations import Promise
from tests.concerns import rows
from tests.concerns.casework import address, client_of, place, text_of
from tests.factories import make_organiser, make_user

pytestmark = pytest.mark.django_db
__all__ = ["place"]


class TestPeople:
    @pytest.fixture
    def candidate(self, place):
        user = make_user("new@example.org", name="Nia New")
        return rows.make_fit(user)

    def propose(self, place, **typed):
        usual = {"email": "new@example.org", "group": str(place.quality.pk), "role": Role.HANDLER}
        return place.client.post("/casework/people/proposals/", {**usual, **typed})

    def test_one_proposes_another_confirms(self, place, candidate):
        second = client_of(rows.a_member(place.quality))

        assert self.propose(place).status_code == 302

        membership = Membership.objects.get(user=candidate)
        page = f"/casework/people/{membership.pk}/"
        assert "it takes another member to confirm it" in text_of(place.client.get(page))
        own = place.client.post(f"{page}confirmation/")
        assert "it takes two people" in text_of(own)
        assert "Confirm, as the second person" in text_of(second.get(page))
        assert second.post(f"{page}confirmation/").status_code == 302
        membership.refresh_from_db()
        assert membership.confirmed_on
        assert "Confirmed" in text_of(second.get("/casework/people/"))

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"email": "nobody@example.org"}, "Nobody logs in with this address"),
            ({"email": "organiser@example.org"}, "This person runs the portal"),
            ({"role": "dean"}, "This group has no such role"),
            ({"group": "none"}, "This group has no such role"),
            ({"email": "nonsense"}, "Enter an email address in the correct format"),
            ({"group": ""}, "Select"),
        ],
    )
    def test_a_proposal_that_does_not_fit_is_refused_at_its_field(self, place, candidate, typed, said):
        make_organiser(email="organiser@example.org")

        page = self.propose(place, **typed)

        assert said in text_of(page)
        assert typed.get("email", "new@example.org") in page.content.decode()
        assert not Membership.objects.filter(user=candidate).exists()

    def test_groups_of_other_places_are_nobodys_business(self, place, candidate):
        other = rows.a_group(GroupKind.QUALITY, rows.an_office("South West"))
        stranger = rows.a_member(other)
        membership = stranger.memberships[0].pk

        assert "Select an answer from the list" in text_of(self.propose(place, group=str(other.pk)))
        assert str(other) not in text_of(place.client.get("/casework/people/"))
        unknown = place.client.get(f"/casework/people/{uuid4()}/")
        assert unknown.status_code == 404
        assert place.client.get(f"/casework/people/{membership}/").status_code == 404
        for noun in ("confirmation", "suspension", "reinstatement", "ending"):
            assert place.client.post(f"/casework/people/{membership}/{noun}/").status_code == 404

    def test_neither_side_decides_about_the_others_members(self, place, candidate):
        """Whoever a concern is about could else remove those who look into it, or put readers beside them."""
        guardian = client_of(place.guardian_member)
        sides = (
            (place.client, place.guardian, place.guardian_member),
            (guardian, place.quality, place.handler),
        )

        for client, theirs, member in sides:
            assert str(theirs) not in text_of(client.get("/casework/people/")).partition("Whom")[2]
            assert client.get(f"/casework/people/{member.memberships[0].pk}/").status_code == 404
            for noun in ("confirmation", "suspension", "reinstatement", "ending"):
                url = f"/casework/people/{member.memberships[0].pk}/{noun}/"
                assert client.post(url).status_code == 404
            typed = {"email": "new@example.org", "group": str(theirs.pk), "role": Role.HANDLER}
            proposed = client.post("/casework/people/proposals/", typed)
            assert "Select an answer from the list" in text_of(proposed)
        assert not Membership.objects.filter(suspended_on__isnull=False).exists()
        assert not Membership.objects.filter(user=candidate).exists()

    def test_auditors_are_the_business_of_local_offices(self, place):
        guardian = client_of(place.guardian_member)

        assert "Auditors" in text_of(place.client.get("/casework/people/"))
        assert "Auditors" not in text_of(guardian.get("/casework/people/"))

    def test_one_suspends_alone_and_another_reinstates(self, place):
        colleague, third = rows.a_member(place.quality), rows.a_member(place.quality)
        page = f"/casework/people/{colleague.memberships[0].pk}/"

        place.client.post(f"{page}suspension/")

        told = client_of(colleague).get("/casework/")
        assert told.status_code == 403
        assert "A colleague suspended it" in text_of(told)
        assert client_of(colleague).get("/casework/people/").status_code == 404
        assert "a colleague suspended it" in text_of(client_of(third).get(page))
        client_of(third).post(f"{page}reinstatement/")
        assert client_of(colleague).get("/casework/").status_code == 200

    def test_whoever_suspends_the_last_of_a_group_is_told_before(self, place):
        alone = rows.a_member(rows.a_group(GroupKind.EQUALITY, place.office))
        page = f"/casework/people/{alone.memberships[0].pk}/"
        warned = "Nobody else is in this group"

        assert warned in text_of(place.client.get(page))
        rows.a_member(next(iter(alone.groups.values())))
        assert warned not in text_of(place.client.get(page))

    def test_nobody_suspends_themselves_and_the_last_one_stays(self, place):
        page = f"/casework/people/{place.handler.memberships[0].pk}/"

        assert "it takes two people" in text_of(place.client.post(f"{page}suspension/"))
        assert "Nobody else could take the case" in text_of(place.client.post(f"{page}ending/"))
        rows.a_member(place.quality)
        assert place.client.post(f"{page}ending/").url == "/"
        assert place.client.get("/casework/").status_code == 404


class TestSighted:
    @pytest.fixture
    def dean(self, place):
        return rows.a_member(rows.a_group(GroupKind.DEAN, place.office))

    def test_a_dean_sees_coarse_facts_and_clocks_and_no_words(self, place, dean):
        concern = place.concern(narrative="CANARY", labels=("CANARY label",))
        Clock.objects.filter(promise=Promise.ACKNOWLEDGE).update(
            due_on=timezone.localdate() - timedelta(days=10)
        )

        page = client_of(dean).get("/casework/sighted/")

        assert str(place.employer) in text_of(page)
        assert "Bullying or harassment" in text_of(page)
        assert f"Received in {timezone.localdate():%B %Y}" in text_of(page)
        assert "2 overdue" in text_of(page)
        assert "CANARY" not in page.content.decode()
        assert f"Case {concern.short_name}" in text_of(page)
        assert str(concern.pk) not in page.content.decode()
        assert client_of(dean).get(address(concern)).status_code == 404

    def test_what_is_most_overdue_stands_first_and_what_was_seen_last(self, place, dean):
        first, late, seen = (place.concern() for _ in range(3))
        for concern, days in ((late, 10), (seen, 20)):
            Clock.objects.filter(referral__concern=concern, promise=Promise.ACKNOWLEDGE).update(
                due_on=timezone.localdate() - timedelta(days=days)
            )
        client = client_of(dean)
        client.post(f"/casework/sighted/{seen.sighted_notices.get().pk}/seen/")

        said = text_of(client.get("/casework/sighted/"))

        places = [said.index(concern.short_name) for concern in (late, first, seen)]
        assert places == sorted(places)

    def test_notices_narrow_and_what_was_withdrawn_asks_for_no_look(self, place, dean):
        seen, late, withdrawn = (place.concern() for _ in range(3))
        client = client_of(dean)
        client.post(f"/casework/sighted/{seen.sighted_notices.get().pk}/seen/")
        Clock.objects.filter(referral__concern=late, promise=Promise.ACKNOWLEDGE).update(
            due_on=timezone.localdate() - timedelta(days=9)
        )
        withdraw_concern(concern=withdrawn, at=timezone.now())

        def shown(query: str) -> list:
            page = client.get(f"/casework/sighted/{query}")
            return [row.notice.concern for row in page.context["rows"]]

        assert shown("")[0] == late
        assert shown("?show=unseen") == [late]
        assert shown("?show=overdue") == [late]
        assert len(shown("?show=nonsense")) == 3
        html = client.get("/casework/sighted/").content.decode()
        assert f"/casework/sighted/{late.sighted_notices.get().pk}/seen/" in html
        assert f"/casework/sighted/{withdrawn.sighted_notices.get().pk}/seen/" not in html

    def test_seeing_it_is_written_down_once(self, place, dean):
        concern = place.concern()
        notice, client = SightedNotice.objects.get(), client_of(dean)

        for _ in range(2):
            assert client.post(f"/casework/sighted/{notice.pk}/seen/").status_code == 302

        assert "Seen on" in text_of(client.get("/casework/sighted/"))
        assert Entry.objects.filter(chain=concern.pk, deed=Deed.SEEN).count() == 1
        assert "and has seen it on" in text_of(place.client.get(address(concern)))

    def test_other_offices_and_the_kept_out_see_nothing(self, place, dean):
        other = rows.a_member(rows.a_group(GroupKind.DEAN, rows.an_office("South West")))
        rows.a_member(next(iter(dean.groups.values())))
        concern = place.concern()
        notice = SightedNotice.objects.get()
        Exclusion.objects.create(concern=concern, user=dean.user, by="reporter", on=timezone.localdate())

        for person in (other, dean):
            client = client_of(person)
            assert "A notice appears here" in text_of(client.get("/casework/sighted/"))
            assert client.post(f"/casework/sighted/{notice.pk}/seen/").status_code == 404
        assert SightedNotice.objects.get().seen_on is None

    def test_handlers_have_no_such_page(self, place):
        assert place.client.get("/casework/sighted/").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_as_many_queries_however_many(self, place, dean, django_assert_num_queries, count):
        for _ in range(count):
            place.concern()
        client = client_of(dean)

        with django_assert_num_queries(15):
            client.get("/casework/sighted/")


class TestAudit:
    @pytest.fixture
    def auditor(self, place):
        return client_of(rows.a_member(None, user=make_user("audit@example.org")))

    def test_who_did_what_without_a_word_of_content(self, place, auditor):
        concern = place.concern(narrative="CANARY")
        rows.acknowledge(place.handler, concern)
        place.client.get(address(concern))

        page = auditor.get("/casework/audit/")

        assert concern.short_name in text_of(page)
        assert "Acknowledged" in text_of(page)
        assert f"({place.handler.user.email})" in text_of(page)
        assert "CANARY" not in page.content.decode()
        assert rows.ACKNOWLEDGED not in page.content.decode()
        assert auditor.get(address(concern)).status_code == 404
        assert auditor.get("/casework/").url == "/casework/audit/"

    @pytest.mark.parametrize(
        ("query", "count"),
        [("deed=acknowledged", 1), ("deed=closed", 0), ("person=nobody@example.org", 0), ("case=zz", 0)],
    )
    def test_it_can_be_narrowed(self, place, auditor, query, count):
        rows.acknowledge(place.handler, place.concern())

        assert len(auditor.get(f"/casework/audit/?{query}").context["lines"]) == count

    def test_it_can_be_narrowed_to_a_person_and_to_a_case(self, place, auditor):
        concern = place.concern()
        place.concern()
        place.client.get(address(concern))

        of_person = auditor.get("/casework/audit/", {"person": place.handler.user.email})
        of_case = auditor.get("/casework/audit/", {"case": concern.short_name})
        of_house = auditor.get("/casework/audit/", {"case": "the house"})

        assert {line.entry.actor for line in of_person.context["lines"]} == {place.handler.user.pk}
        assert {line.entry.chain for line in of_case.context["lines"]} == {concern.pk}
        assert {line.entry.chain for line in of_house.context["lines"]} == {HOUSE}

    def test_an_auditor_who_must_not_know_of_a_case_finds_no_trace(self, place, auditor):
        concern = place.concern(kept_out_people="audit@example.org")
        client_of(rows.a_member(rows.a_group(GroupKind.QUALITY, rows.an_office("South West")))).get(
            address(concern)
        )

        page = auditor.get("/casework/audit/")

        assert Entry.objects.filter(deed=Deed.REFUSED, facts__case=str(concern.pk)).exists()
        assert concern.short_name not in text_of(page)

    def test_handlers_have_no_such_page(self, place):
        assert place.client.get("/casework/audit/").status_code == 404
        assert place.client.post("/casework/audit/chains/").status_code == 404

    def test_whole_chains_are_said_to_be_whole(self, place, auditor):
        place.concern()

        assert "Every chain is whole" in text_of(auditor.post("/casework/audit/chains/"))
        assert "Every chain is whole" not in text_of(auditor.get("/casework/audit/chains/"))

    def test_a_broken_one_is_named(self, place, auditor):
        concern = place.concern()
        tamper("update concerns_entry set role = 'Nobody' where chain = %s and number = 1", concern.pk)

        page = text_of(auditor.post("/casework/audit/chains/"))

        assert f"{concern.short_name}, entry 1: an entry was changed" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_as_many_queries_however_much(
        self, place, auditor, django_assert_num_queries, count
    ):
        for _ in range(count):
            place.client.get(address(place.concern()))

        with django_assert_num_queries(14):
            auditor.get("/casework/audit/")


def tamper(statement: str, *values) -> None:
    """Do what the database refuses, as whoever owns it could."""
    tables = ("concerns_entry", "concerns_sealedtext")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(statement, values)
        for table in tables:
            cursor.execute(f"alter table {table} enable trigger user")


class TestChains:
    @pytest.fixture
    def concern(self, place):
        concern = place.concern()
        rows.acknowledge(place.handler, concern)
        return concern

    def found(self, concern) -> list[tuple[UUID, int, Fault]]:
        broken = broken_chains()
        assert {each.chain for each in broken} <= {concern.pk}
        return [(each.number, each.fault) for each in broken]

    def test_nothing_is_wrong(self, concern):
        assert broken_chains() == []

    @pytest.mark.parametrize(
        ("statement", "number", "fault"),
        [
            ("update concerns_entry set actor = 1000 where chain = %s and number = 2", 2, Fault.CHANGED),
            ("update concerns_entry set facts = '{}' where chain = %s and number = 1", 1, Fault.CHANGED),
            ("delete from concerns_entry where chain = %s and number = 2", 2, Fault.GAP),
            ("delete from concerns_entry where chain = %s and number = 4", 4, Fault.CUT),
            ("delete from concerns_entry where chain = %s", 1, Fault.CUT),
            ("update concerns_chain set head = repeat('0', 64) where id = %s", 4, Fault.HEAD),
            ("delete from concerns_chain where id = %s", 4, Fault.NO_CHAIN),
        ],
    )
    def test_what_was_changed_is_found(self, concern, statement, number, fault):
        tamper(statement, concern.pk)

        assert self.found(concern) == [(number, fault)]

    def test_a_concern_whose_chain_was_taken_away_whole_is_found(self, concern):
        tamper("delete from concerns_entry where chain = %s", concern.pk)
        tamper("delete from concerns_chain where id = %s", concern.pk)

        assert self.found(concern) == [(1, Fault.NO_CHAIN)]

    def test_labels_that_were_swapped_are_found(self, concern):
        first, second = concern.texts.filter(kind=TextKind.LABEL).order_by("number")
        tamper("update concerns_sealedtext set sealed = %s where id = %s", bytes(second.sealed), first.pk)

        assert self.found(concern) == [(1, Fault.LABELS)]

    def test_a_label_that_was_taken_away_is_found(self, concern):
        concern.labels.last().text.delete()

        assert self.found(concern) == [(1, Fault.LABELS)]
