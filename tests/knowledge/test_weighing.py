"""What is asked, and how much of it words carry."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge.ranking import NAMES, Signals, rank, strength
from knowledge.weighing import covered, topic_share, wanted_stems, weigh_topics


@dataclass(frozen=True)
class Base:
    """Every word as rare as it is long."""

    language: str = "en"

    def rarity(self, term: str) -> float:
        """Letters."""
        return float(len(term))


@dataclass(frozen=True)
class About:
    """A document's face."""

    title: str = ""
    url: str = ""
    category: str = ""


def test_details_of_a_case_count_less_than_its_subject() -> None:
    wanted = wanted_stems("Refund of three parcels", Base())
    assert wanted["refund"] == 6
    assert wanted["three"] == pytest.approx(5 / 4)


def test_coverage_is_a_share_of_rarity() -> None:
    assert covered({"refund": 6.0, "fee": 3.0}, {"refund"}) == pytest.approx(2 / 3)
    assert covered({}, {"refund"}) == 0


@pytest.mark.parametrize(
    ("topic", "document", "share"),
    [
        ("ACORN GUEST HOUSE", About("Acorn Guest House: Are pets welcome?"), 1.0),
        ("https://example.org/new-pension", About(url="https://example.org/new-pension"), 1.0),
        ("Packet_switching", About("Packet switching"), 1.0),
        ("Packet_switching", About("Circuit breakers"), 0.0),
        ("", About("Anything"), 0.0),
    ],
)
def test_a_page_is_about_what_title_address_or_category_name(
    topic: str, document: About, share: float
) -> None:
    assert topic_share(topic, document, Base()) == pytest.approx(share)


def test_a_topic_that_no_document_is_about_says_nothing() -> None:
    assert weigh_topics([0.2, 0.5]) == [0.0, 0.0]
    assert weigh_topics([0.2, 0.9]) == [0.2, 0.9]
    assert weigh_topics([]) == []


def test_the_page_decides_between_passages_and_is_no_evidence_for_one() -> None:
    weights = dict.fromkeys(NAMES, 1.0)
    there, elsewhere = Signals(own=0.5, topic=1.0), Signals(own=0.6)
    assert rank(there, weights) > rank(elsewhere, weights)
    assert strength(there, weights) < strength(elsewhere, weights)
