"""Who may be asked about a wait, and when nobody can be: pure."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from agents.asking import Board, Line, Waiting, board_of
from agents.capacity import has_room, speaks
from agents.types import Candidate, LanguageRule, RoutingRule

OWN, OTHER = 1, 2
SKILLS = st.frozensets(st.sampled_from(["linux", "contracts"]), max_size=1)

candidates = st.builds(
    Candidate,
    agent_id=st.integers(1, 6),
    load=st.integers(0, 3),
    capacity=st.integers(0, 3),
    free_since=st.none(),
    skills=st.frozensets(st.sampled_from(["linux", "contracts"])),
    languages=st.frozensets(st.sampled_from(["de", "fr"])),
)
people = st.lists(
    st.tuples(candidates, st.frozensets(st.sampled_from([OWN, OTHER]))),
    unique_by=lambda one: one[0].agent_id,
    max_size=5,
)


def lines(queue_id: int, overflow_to: int | None) -> st.SearchStrategy[Line]:
    return st.builds(
        Line,
        queue_id=st.just(queue_id),
        team_id=st.just(queue_id),
        is_open=st.booleans(),
        offers_by_itself=st.booleans(),
        rule=st.sampled_from(RoutingRule),
        language_rule=st.sampled_from(LanguageRule),
        skills=SKILLS,
        is_sticky=st.booleans(),
        overflow_to=st.sampled_from([None, overflow_to]),
    )


boards = st.builds(
    lambda own, other, online: board_of([own, other], online),
    lines(OWN, OTHER),
    lines(OTHER, None),
    people,
)
waits = st.builds(
    Waiting,
    entry_id=st.just(1),
    conversation_id=st.just(1),
    queue_id=st.just(OWN),
    is_message=st.booleans(),
    is_wide=st.booleans(),
    language=st.sampled_from(["", "de-AT", "fr", "en"]),
    skills=SKILLS,
    named=st.none() | st.integers(1, 6),
    knows=st.none() | st.integers(1, 6),
    refused_by=st.frozensets(st.integers(1, 6), max_size=3),
)


def team_of(board: Board, agent_id: int) -> set[int]:
    return {team for team, who in board.teams.items() if agent_id in {x.agent_id for x in who}}


@given(boards, waits)
def test_only_people_who_may_be_asked_are(board: Board, one: Waiting) -> None:
    found = board.next_for(one)
    if found is None:
        return
    assert found.agent_id not in one.refused_by
    assert has_room(found.load, found.capacity)
    assert not board.is_hopeless(one)
    if found.agent_id == one.named:
        return
    line = board.lines[OWN]
    assert line.skills | one.skills <= found.skills
    assert line.language_rule is not LanguageRule.REQUIRE or speaks(found, one.language)
    asking = [line]
    if one.is_wide and not one.is_message and line.overflow_to is not None:
        asking.append(board.lines[OTHER])
    asking = [queue for queue in asking if queue.is_open and queue.offers_by_itself]
    assert team_of(board, found.agent_id) & {queue.team_id for queue in asking}


@given(boards, waits)
def test_nobody_waits_in_vain_where_there_is_hope(board: Board, one: Waiting) -> None:
    """As soon as slots come free (and others are asked) somebody is asked, or may claim it."""
    free = board_of(
        board.lines.values(),
        [(replace(who, load=0), frozenset(team_of(board, who.agent_id))) for who in _all(board)],
    )
    asked = free.next_for(replace(one, is_wide=True))
    line = board.lines[OWN]
    may_claim = line.is_open and not line.offers_by_itself and bool(board.teams.get(OWN))
    assert board.is_hopeless(one) is (asked is None and not may_claim)


def _all(board: Board) -> list[Candidate]:
    return list(board.everybody.values())


@given(boards, waits)
def test_others_are_asked_only_once_it_was_widened_and_never_about_messages(
    board: Board, one: Waiting
) -> None:
    narrow = board.next_for(replace(one, is_wide=False, named=None))
    wide = board.next_for(replace(one, is_wide=True, named=None))
    if narrow is not None:
        assert OWN in team_of(board, narrow.agent_id)
    if one.is_message:
        assert wide == narrow
        assert not board.has_others(one)
    if narrow is None and wide is not None:
        assert board.has_others(one)


@given(boards, waits)
def test_pages_are_read_only_of_queues_where_somebody_may_have_room(
    board: Board, one: Waiting
) -> None:
    own, others = board.queues_with_room()
    named = one.named in board.with_room()
    if board.next_for(one) is not None:
        assert named or one.queue_id in own or (one.is_wide and one.queue_id in others)
