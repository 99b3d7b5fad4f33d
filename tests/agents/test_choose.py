"""Who is asked: pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.capacity import base_language, free_slots, has_room, is_eligible, is_fit, speaks
from agents.choose import choose
from agents.types import Candidate, LanguageRule, RoutingRule, Wanted

NINE, TEN = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
LEAST, IDLE, ROUND = RoutingRule.LEAST_LOAD, RoutingRule.LONGEST_IDLE, RoutingRule.ROUND_ROBIN


def candidate(
    agent_id: int,
    load: int = 0,
    *,
    capacity: int = 3,
    free_since: datetime | None = None,
    declined: bool = False,
    asked_at: datetime | None = None,
    skills: str = "",
    languages: str = "",
) -> Candidate:
    return Candidate(
        agent_id,
        load,
        capacity,
        free_since,
        declined,
        asked_at,
        frozenset(skills.split()),
        frozenset(languages.split()),
    )


def chosen(*candidates: Candidate, wanted: Wanted | None = None) -> int | None:
    found = choose(candidates, wanted or Wanted())
    return found.agent_id if found is not None else None


def test_nobody_is_chosen_from_nobody() -> None:
    assert chosen() is None


def test_least_loaded_is_asked_first() -> None:
    assert chosen(candidate(1, 2), candidate(2, 1, free_since=TEN), candidate(3, 2)) == 2


def test_of_equally_loaded_the_one_idle_longest_is_asked() -> None:
    assert chosen(candidate(1, free_since=TEN), candidate(2, free_since=NINE)) == 2


def test_whoever_never_had_a_conversation_is_idle_longest() -> None:
    assert chosen(candidate(1, free_since=NINE), candidate(2)) == 2


def test_of_equals_the_lowest_id_is_asked() -> None:
    assert chosen(candidate(7, free_since=NINE), candidate(3, free_since=NINE)) == 3


def test_full_agents_and_those_who_declined_are_passed_over() -> None:
    assert chosen(candidate(1, 3), candidate(2, declined=True), candidate(3, 2)) == 3
    assert chosen(candidate(1, 3), candidate(2, declined=True)) is None


def test_agent_without_capacity_is_never_asked() -> None:
    assert chosen(candidate(1, 0, capacity=0)) is None


@pytest.mark.parametrize(
    ("load", "capacity", "free"), [(0, 3, 3), (2, 3, 1), (3, 3, 0), (5, 3, 0), (0, 0, 0)]
)
def test_free_slots_are_never_negative(load: int, capacity: int, free: int) -> None:
    assert free_slots(load, capacity) == free
    assert has_room(load, capacity) is (free > 0)


BUSY_BUT_RESTED = candidate(1, 1, free_since=NINE, asked_at=NINE)
JUST_FREE = candidate(2, 0, free_since=TEN, asked_at=TEN)
NEVER_ASKED = candidate(3, 2, free_since=TEN)
JUST_ASKED = candidate(4, 0, free_since=NINE, asked_at=TEN)
FREE_SINCE_NINE = candidate(5, 0, free_since=NINE, asked_at=NINE)


@pytest.mark.parametrize(
    ("rule", "people", "expected"),
    [
        (LEAST, [BUSY_BUT_RESTED, JUST_FREE, NEVER_ASKED], 2),
        (LEAST, [BUSY_BUT_RESTED, NEVER_ASKED], 1),
        (IDLE, [BUSY_BUT_RESTED, JUST_FREE], 2),  # who has none is free, who has one is not
        (IDLE, [JUST_FREE, FREE_SINCE_NINE], 5),
        (IDLE, [JUST_ASKED, FREE_SINCE_NINE], 5),  # an offer ends being idle
        (IDLE, [BUSY_BUT_RESTED, NEVER_ASKED], 1),
        (ROUND, [BUSY_BUT_RESTED, JUST_FREE], 1),  # whatever they have
        (ROUND, [BUSY_BUT_RESTED, NEVER_ASKED], 3),
        (ROUND, [JUST_ASKED, JUST_FREE], 2),
    ],
)
def test_each_rule_has_its_own_first(
    rule: RoutingRule, people: list[Candidate], expected: int
) -> None:
    assert chosen(*people, wanted=Wanted(rule=rule)) == expected


def test_one_after_the_other_goes_round() -> None:
    people = {number: candidate(number, capacity=9) for number in (1, 2, 3)}
    order = []
    for turn in range(6):
        found = chosen(*people.values(), wanted=Wanted(rule=ROUND))
        assert found is not None
        order.append(found)
        at = NINE + timedelta(minutes=turn)
        people[found] = candidate(found, turn, capacity=9, asked_at=at)
    assert order == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize(
    ("needs", "has", "fits"),
    [
        ("", "", True),
        ("", "linux", True),
        ("linux", "linux contracts", True),
        ("linux contracts", "linux", False),
        ("linux", "", False),
    ],
)
def test_all_skills_are_needed(needs: str, has: str, fits: bool) -> None:
    wanted = Wanted(skills=frozenset(needs.split()))
    assert is_fit(candidate(1, skills=has), wanted) is fits
    assert chosen(candidate(1, skills=has), wanted=wanted) == (1 if fits else None)


@pytest.mark.parametrize(
    ("language", "languages", "understood"),
    [
        ("de", "de en", True),
        ("de-AT", "de", True),
        ("DE_at", "de-ch", True),  # the region does not matter, nor how it is written
        ("pt-br", "pt", True),
        ("fr", "de en", False),
        ("de", "den", False),
        ("", "de", True),  # not known yet
        ("fr", "", True),  # nothing was named: every language
    ],
)
def test_who_speaks_what(language: str, languages: str, understood: bool) -> None:
    assert speaks(candidate(1, languages=languages), language) is understood


def test_base_of_a_language_code() -> None:
    assert [base_language(one) for one in ("de-AT", "EN", "zh_Hans_CN", "")] == [
        "de",
        "en",
        "zh",
        "",
    ]


def test_a_language_is_ignored_preferred_or_required() -> None:
    german, french = candidate(1, 0, languages="de"), candidate(2, 2, languages="fr")
    first = {
        rule: chosen(german, french, wanted=Wanted(language="fr-CA", language_rule=rule))
        for rule in LanguageRule
    }
    assert first == {LanguageRule.ANY: 1, LanguageRule.PREFER: 2, LanguageRule.REQUIRE: 2}
    only = {
        rule: chosen(german, wanted=Wanted(language="fr", language_rule=rule))
        for rule in LanguageRule
    }
    assert only == {LanguageRule.ANY: 1, LanguageRule.PREFER: 1, LanguageRule.REQUIRE: None}


def test_whoever_knows_the_visitor_goes_before_language_and_rule_but_not_before_room() -> None:
    wanted = Wanted(language="fr", language_rule=LanguageRule.PREFER, agent_id=1)
    french = candidate(2, 0, languages="fr")
    assert chosen(candidate(1, 2, languages="de"), french, wanted=wanted) == 1
    assert chosen(candidate(1, 3, languages="de"), french, wanted=wanted) == 2
    assert chosen(candidate(1, declined=True), french, wanted=wanted) == 2
    needs = Wanted(skills=frozenset({"linux"}), agent_id=1)
    assert chosen(candidate(1), candidate(2, skills="linux"), wanted=needs) == 2


SKILLS, LANGUAGES = ("linux", "contracts"), ("de", "en", "fr-ca")
times = st.none() | st.sampled_from([NINE, TEN])
candidates = st.builds(
    Candidate,
    agent_id=st.integers(1, 9),
    load=st.integers(0, 5),
    capacity=st.integers(0, 5),
    free_since=times,
    declined=st.booleans(),
    asked_at=times,
    skills=st.frozensets(st.sampled_from(SKILLS)),
    languages=st.frozensets(st.sampled_from(LANGUAGES)),
)
wishes = st.builds(
    Wanted,
    rule=st.sampled_from(RoutingRule),
    skills=st.frozensets(st.sampled_from(SKILLS), max_size=1),
    language=st.sampled_from(["", "de", "fr", "en-GB"]),
    language_rule=st.sampled_from(LanguageRule),
    agent_id=st.none() | st.integers(1, 9),
)
teams = st.lists(candidates, unique_by=lambda one: one.agent_id)


@given(teams, wishes)
def test_the_chosen_one_is_eligible_and_somebody_is_chosen_while_anybody_is(
    people: list[Candidate], wanted: Wanted
) -> None:
    found = choose(people, wanted)
    eligible = [one for one in people if is_eligible(one, wanted)]
    assert (found is None) == (not eligible)
    if found is None:
        return
    assert found in eligible
    assert found.load < found.capacity
    assert wanted.skills <= found.skills
    known = [one for one in eligible if one.agent_id == wanted.agent_id]
    speakers = [one for one in eligible if speaks(one, wanted.language)]
    if known:
        assert found == known[0]
    elif wanted.language_rule is not LanguageRule.ANY and speakers:
        assert found in speakers


@given(teams)
def test_by_load_nobody_eligible_has_less(people: list[Candidate]) -> None:
    found = choose(people)
    if found is not None:
        assert found.load == min(one.load for one in people if is_eligible(one))


@given(teams, wishes, st.randoms())
def test_order_of_the_candidates_does_not_matter(
    people: list[Candidate], wanted: Wanted, random: object
) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled, wanted) == choose(people, wanted)


@given(teams, wishes)
def test_whoever_is_not_eligible_changes_nothing(people: list[Candidate], wanted: Wanted) -> None:
    eligible = [one for one in people if is_eligible(one, wanted)]
    assert choose(people, wanted) == choose(eligible, wanted)
