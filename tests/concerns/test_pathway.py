"""The pathway as a table: every act in every state, and what follows."""

from itertools import product

import pytest

from concerns.pathway import ENDED, MOVES, OPEN, Act, State, after, is_possible

# Each row: the act, then where it leads from each state in which it is possible.
TABLE = """
send          draft>received
acknowledge   received>acknowledged acknowledged>= triaged>= active>= investigating>= answered>=
triage        acknowledged>triaged triaged>= active>= investigating>= answered>=
begin         triaged>active
investigate   triaged>investigating active>investigating investigating>= answered>investigating
answer        triaged>answered active>answered investigating>answered answered>=
close         triaged>closed active>closed investigating>closed answered>closed
reopen        answered>active closed>active signposted>active referred_out>active
withdraw      received>withdrawn acknowledged>withdrawn triaged>withdrawn active>withdrawn
withdraw      investigating>withdrawn answered>withdrawn
signpost      acknowledged>signposted triaged>signposted
refer_out     acknowledged>referred_out triaged>referred_out active>referred_out investigating>referred_out
"""
EXPECTED = {
    (line.split()[0], step.partition(">")[0]): step.partition(">")[2]
    for line in TABLE.strip().splitlines()
    for step in line.split()[1:]
}


@pytest.mark.parametrize(("act", "state"), list(product(Act, State)), ids=str)
def test_each_act_leads_where_the_table_says_and_nowhere_else(act, state):
    expected = EXPECTED.get((act.value, state.value))
    expected = state.value if expected == "=" else expected

    assert after(act, state) == expected
    assert is_possible(act, state) is (expected is not None)


def test_every_state_is_open_ended_or_a_draft():
    assert {State.DRAFT, *OPEN, *ENDED} == set(State)
    assert not set(OPEN) & set(ENDED)


def test_what_has_ended_goes_on_only_by_the_reporter():
    going_on = {act for act in Act for state in ENDED if state in MOVES[act]}

    assert going_on == {Act.REOPEN}


def test_every_open_state_can_be_left_towards_an_end():
    for state in OPEN:
        reached, new = set(), {state}
        while new:
            reached |= new
            new = {MOVES[act][each] for act in Act for each in new if each in MOVES[act]} - reached
        assert State.CLOSED in reached, state
