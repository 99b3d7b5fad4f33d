"""Managers edit categories and phrases; the pages say what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from escalation.intents.starter import ensure_intents
from escalation.models import GaugePhrase, IntentCategory, IntentExample

pytestmark = pytest.mark.django_db

ADD = "admin:escalation_intentcategory_add"
CHANGE = "admin:escalation_intentcategory_change"
LIST = "admin:escalation_intentcategory_changelist"


@pytest.fixture
def mona(client: Client) -> User:
    """A manager, signed in."""
    user = User.objects.create_superuser("mona")
    client.force_login(user)
    return user


def form(**fields: Any) -> dict[str, Any]:
    usual = {"name": "Pets", "slug": "pets", "description": "", "is_active": "on"}
    return {**usual, "threshold": "0.6", "sentences": "may I bring my dog?", **fields}


def sentences(slug: str) -> list[str]:
    return list(
        IntentExample.objects.filter(category__slug=slug)
        .order_by("pk")
        .values_list("text", flat=True)
    )


def test_a_category_is_added_with_its_sentences_one_a_line(client: Client, mona: User) -> None:
    text = "may I bring my dog?\r\n\r\n  are cats allowed?  \r\nmay I bring my dog?\r\n"
    page = client.post(reverse(ADD), form(sentences=text), follow=True)
    assert page.status_code == 200
    assert sentences("pets") == ["may I bring my dog?", "are cats allowed?"]
    assert "Only 2 sentences" in page.text


def test_editing_keeps_what_stays_and_shows_it_again(client: Client, mona: User) -> None:
    client.post(reverse(ADD), form(sentences="one dog\ntwo cats"))
    category = IntentCategory.objects.get(slug="pets")
    kept = category.examples.get(text="two cats").pk
    url = reverse(CHANGE, args=(category.pk,))
    client.post(url, form(sentences="two cats\na <b>parrot</b>"))
    assert sentences("pets") == ["two cats", "a <b>parrot</b>"]
    assert category.examples.get(text="two cats").pk == kept
    page = client.get(url)
    assert "two cats\na &lt;b&gt;parrot&lt;/b&gt;" in page.text


@pytest.mark.parametrize(
    ("text", "fault"),
    [("x" * 501, "longer than 500 characters"), ("fine\n???", "“???” has no words")],
)
def test_sentences_that_cannot_be_learned_from_are_refused(
    client: Client, mona: User, text: str, fault: str
) -> None:
    page = client.post(reverse(ADD), form(sentences=text))
    assert fault in page.text
    assert not IntentCategory.objects.exists()


def test_categories_that_are_hard_to_tell_apart_are_named(client: Client, mona: User) -> None:
    ensure_intents()
    same = [f"{text}, please" for text in sentences("cancellation")[:10]]
    page = client.post(
        reverse(ADD), form(name="Leaving", slug="leaving", sentences="\n".join(same)), follow=True
    )
    assert "“Leaving” and “Cancellation” are hard to tell apart" in page.text
    page = client.post(
        reverse(ADD),
        form(
            sentences="may I bring my dog?\nare cats allowed?\nis a dog fine?\ncat food\npets in?"
        ),
        follow=True,
    )
    assert "hard to tell apart" not in page.text


def test_the_list_shows_how_many_sentences_there_are(
    client: Client, mona: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ensure_intents()
    with django_assert_max_num_queries(10):
        page = client.get(reverse(LIST))
    assert "Legal and compliance" in page.text
    assert client.get(reverse(LIST), {"q": "lawyer"}).status_code == 200


def test_a_phrase_needs_words(client: Client, mona: User) -> None:
    url = reverse("admin:escalation_gaugephrase_add")
    page = client.post(url, {"gauge": "frustration", "text": "?!?", "counts": "on"})
    assert "This has no words." in page.text
    client.post(url, {"gauge": "frustration", "text": " this is a joke ", "is_active": "on"})
    phrase = GaugePhrase.objects.get()
    assert (phrase.text, phrase.counts, phrase.is_active) == ("this is a joke", False, True)
    assert "does not count" in client.get(reverse("admin:escalation_gaugephrase_changelist")).text


def test_pages_are_closed_to_those_without_the_right(client: Client) -> None:
    abel = User.objects.create_user("abel", is_staff=True)
    client.force_login(abel)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.post(reverse(ADD), form()).status_code == 403
    abel.user_permissions.add(Permission.objects.get(codename="view_intentcategory"))
    assert client.get(reverse(LIST)).status_code == 200
    pets = IntentCategory.objects.create(name="Pets", slug="pets")
    pets.examples.create(text="may I bring my dog?")
    url = reverse(CHANGE, args=(pets.pk,))
    assert "may I bring my dog?" in client.get(url).text
    assert client.post(url, form(sentences="")).status_code == 403
    assert sentences("pets") == ["may I bring my dog?"]
