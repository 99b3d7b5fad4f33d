"""The managers' rows become readings; an edit counts from the next message on."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from escalation.intents import categories
from escalation.intents.starter import STARTERS, ensure_intents
from escalation.models import IntentCategory, IntentExample

pytestmark = pytest.mark.django_db


def named(text: str, language: str = "en") -> dict[str, float]:
    return {one.name: one.value for one in categories.readings(text, language)}


def test_starters_are_installed_once_and_recognised() -> None:
    assert ensure_intents() == len(STARTERS)
    assert ensure_intents() == 0
    assert IntentCategory.objects.get(slug="legal_compliance").is_sensitive
    for text, slug in (
        ("please cancel my subscription", "cancellation"),
        ("is there an outage?", "outage"),
        ("I was charged two times", "billing_dispute"),
        ("could we get an offer for 60 seats?", "sales"),
        ("my solicitor will write to you", "legal_compliance"),
    ):
        assert named(text)[f"intent:{slug}"] >= 0.6
    assert named("which colour does the sofa come in?") == {"intents": 5.0}


def test_deleted_starters_do_not_come_back_one_by_one() -> None:
    ensure_intents()
    IntentCategory.objects.filter(slug="sales").delete()
    assert ensure_intents() == 0
    assert not IntentCategory.objects.filter(slug="sales").exists()


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("Ich möchte meinen Vertrag kündigen", "de", "cancellation"),
        ("Me han cobrado la factura dos veces", "es", "billing_dispute"),
        ("Mon avocat va vous écrire", "fr", "legal_compliance"),
    ],
)
def test_starters_are_recognised_in_other_languages(text: str, language: str, slug: str) -> None:
    ensure_intents()
    found = named(text, language)
    assert max((n for n in found if n != "intents"), key=found.__getitem__) == f"intent:{slug}"
    assert found[f"intent:{slug}"] >= 0.6


def test_an_edit_counts_from_the_next_message_on() -> None:
    pets = IntentCategory.objects.create(name="Pets", slug="pets")
    assert named("may I bring my dog?") == {"intents": 0.0}
    one = IntentExample.objects.create(category=pets, text="can I bring my dog?")
    IntentExample.objects.create(category=pets, text="are cats allowed?")
    assert named("may I bring my dog?")["intent:pets"] >= 0.5
    before = categories.categories().version
    one.text = "how long is the bridge?"
    one.save()
    assert categories.categories().version != before
    assert named("how long is this bridge?")["intent:pets"] >= 0.5
    pets.is_active = False
    pets.save()
    assert named("how long is this bridge?") == {"intents": 0.0}


def test_a_turn_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ensure_intents()
    categories.readings("hello")
    with django_assert_num_queries(1):
        categories.readings("close my account")


def test_a_reading_leads_to_the_examples_it_rests_on() -> None:
    ensure_intents()
    now = categories.categories()
    found = now.readings("please close my account today")[1]
    assert now.nearest(found)[0].text == "please close my account"
