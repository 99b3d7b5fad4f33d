"""Checking sentences against the passages they cite."""

from __future__ import annotations

import pytest

from knowledge.grounding import check

PASSAGES = [
    "Returns. You can return goods within 30 days. The refund takes five working days. "
    "Shipping costs 4.90 EUR and more than 1,000 shops accept parcels until 08:00. "
    "Opened food cannot be returned. Write to help@shop.example or see https://shop.example/help."
]


@pytest.mark.parametrize(
    "segment",
    [
        "You have 30 days to return your goods.",
        "The refund takes 5 working days.",
        "2. Write to help@shop.example.",
        "More than 1000 shops accept parcels until 8:00.",
        "See shop.example/help for more.",
        "Opened food can't be returned.",
        "Happy to help!",
        "You can't return opened food.",
    ],
)
def test_what_the_passages_say_is_released(segment: str) -> None:
    assert check(segment, PASSAGES) is None


@pytest.mark.parametrize(
    ("segment", "kind"),
    [
        ("You can return goods within 60 days.", "number"),
        ("The refund takes ten working days.", "number"),
        ("Write to sales@shop.example.", "address"),
        ("See https://evil.example/help.", "link"),
        ("You cannot return goods within 30 days.", "negation"),
        ("Opened food can be returned.", "negation"),
        ("Our premium members enjoy exclusive lounge access worldwide.", "wording"),
    ],
)
def test_what_they_do_not_say_is_withheld(segment: str, kind: str) -> None:
    finding = check(segment, PASSAGES)
    assert finding is not None
    assert finding.kind == kind
