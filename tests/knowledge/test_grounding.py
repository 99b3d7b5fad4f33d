"""Checking sentences against the passages they cite."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import grounding as measured
from knowledge.grounding import check

PASSAGES = [
    "Returns. You can return goods within 30 days. The refund takes five working days. "
    "Shipping costs 4.90 EUR and more than 1,000 shops accept parcels until 08:00. "
    "Opened food cannot be returned. Write to help@shop.example or see https://shop.example/help. "
    "Basic costs 10 EUR per month and Premium costs 20 EUR per month, each without VAT. "
    "The sale ends on 3 May 2026. Orders leave the warehouse only on weekdays. "
    "Call +44 20 7946 0958. "
    "Vouchers expire after two years unless you extend them. "
    "Switch the alarm off before you enter. "
    "Members get 10 % off. We do not gift-wrap or engrave parcels.\n"
    "plan – storage: 50 GB; SSH access: no"
]


@pytest.mark.parametrize(
    "segment",
    [
        "You have 30 days to return your goods.",
        "The refund takes 5 working days.",
        "2. Write to help@shop.example.",
        "More than 1000 shops accept parcels until 8:00.",
        "Shops accept parcels until 8 am.",
        "See shop.example/help for more.",
        "Opened food can't be returned.",
        "Happy to help!",
        "You can't return opened food.",
        "Premium is €20 a month.",
        "The sale ends on 2026-05-03.",
        "The sale ends on May 3.",
        "The sale ends on May 3rd, 2026.",
        "The sale ends on 3/5/2026.",
        "You can call 020 7946 0958.",
        "Vouchers expire after 2 years unless you extend them.",
        "Members get 10% off.",
        "Parcels are not engraved.",
        "The plan has 50 GB of storage.",
        "Basic and Premium cost 10 EUR and 20 EUR per month.",
    ],
)
def test_what_the_passages_say_is_released(segment: str) -> None:
    assert check(segment, PASSAGES) is None


@pytest.mark.parametrize(
    ("segment", "kind"),
    [
        ("You can return goods within 60 days.", "number"),
        ("The refund takes ten working days.", "number"),
        ("The refund takes five days.", "number"),
        ("You can return goods within 30 hours.", "number"),
        ("Shipping costs 4.90 USD.", "price"),
        ("Shipping costs 30 EUR.", "price"),
        ("Members get 20 % off.", "percentage"),
        ("The plan has 50 TB of storage.", "size"),
        ("Shops accept parcels until 8 pm.", "time"),
        ("The sale ends on 5 June 2026.", "date"),
        ("The sale ends on 3 May 2027.", "date"),
        ("Basic costs 20 EUR per month.", "subject"),
        ("The refund takes 30 days.", "subject"),
        ("Write to sales@shop.example.", "address"),
        ("See https://evil.example/help.", "link"),
        ("See [help](https://evil.example/x).", "link"),
        ("See ![help](https://evil.example/x.png).", "markup"),
        ("<b>You can return goods within 30 days.</b>", "markup"),
        ("Call +44 20 7946 0959.", "phone"),
        ("With Zendesk you can return goods within 30 days.", "name"),
        ("You cannot return goods within 30 days.", "negation"),
        ("Opened food can be returned.", "negation"),
        ("The plan has SSH access.", "negation"),
        ("We engrave parcels.", "negation"),
        ("Only members can return goods within 30 days.", "restriction"),
        ("Vouchers expire after two years.", "condition"),
        ("Switch the alarm off after you enter.", "opposite"),
        ("Our premium members enjoy exclusive lounge access worldwide.", "wording"),
    ],
)
def test_what_they_do_not_say_is_withheld(segment: str, kind: str) -> None:
    finding = check(segment, PASSAGES)
    assert finding is not None
    assert finding.kind == kind


def test_an_address_hidden_with_invisible_characters_is_still_read() -> None:
    finding = check("See e\u200bvil.exam\u00adple/help.", PASSAGES)
    assert finding is not None
    assert finding.kind == "link"


@pytest.mark.parametrize(
    ("language", "source", "true", "false"),
    [
        (
            "de",
            "Die Rückgabe ist innerhalb von 30 Tagen möglich. "
            "Lebensmittel nehmen wir nicht zurück.",
            "Innerhalb von dreißig Tagen ist die Rückgabe möglich.",
            "Lebensmittel nehmen wir zurück.",
        ),
        (
            "es",
            "El envío cuesta 5 euros y tarda tres días.",
            "El envío tarda 3 días.",
            "El envío cuesta 3 euros.",
        ),
        (
            "fr",
            "Le remboursement prend cinq jours. Il n'y a aucun frais.",
            "Le remboursement prend 5 jours.",
            "Le remboursement prend cinq semaines.",
        ),
    ],
)
def test_other_languages_are_checked_too(language: str, source: str, true: str, false: str) -> None:
    assert check(true, [source], language=language) is None
    assert check(false, [source], language=language) is not None


CASES = measured.own_sentences()


@given(st.sampled_from(CASES))
def test_no_sentence_of_an_article_is_withheld(case: measured.Case) -> None:
    assert check(case.sentence, case.passages) is None


@given(st.sampled_from(CASES), st.integers(200_000, 10**9))
def test_no_sentence_with_a_strange_number_is_released(case: measured.Case, number: int) -> None:
    assert check(f"{case.sentence.rstrip('.')} {number}.", case.passages) is not None


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_checked(segment: str, passage: str) -> None:
    check(segment, [passage])


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y"]))
def test_a_date_is_the_same_however_it_is_written(day: date, writing: str) -> None:
    if day.year < 1900 or day.year > 2099:
        return
    passages = [f"The sale ends on {day:%d %B %Y}."]
    assert check(f"The sale ends on {day.strftime(writing)}.", passages) is None


def test_the_gate_keeps_to_its_floors() -> None:
    """True sentences pass, false ones are caught; figures in docs/performance.md."""
    found = measured.measure()
    assert found["own_sentences"]["passed"] == found["own_sentences"]["total"] > 1000
    for half in ("paraphrases_design", "paraphrases_held_out"):
        assert found[half]["passed"] / found[half]["total"] >= 0.95, found["wrong"]
    assert found["corrupted"]["caught"] / found["corrupted"]["total"] >= 0.95, found["wrong"]
    assert found["corrupted"]["total"] >= 120
    assert found["plausible_lies"]["caught"] / found["plausible_lies"]["total"] >= 0.5
    assert found["check_ms"]["p50"] < 20  # is below 1; a check must never be felt
