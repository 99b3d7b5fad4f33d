"""Queues, skills and agents as managers edit them: a ladder in lines, languages in one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents.fields import LadderField, LadderWidget, LanguagesField
from agents.models import AgentProfile, Queue, Skill
from agents.setup import ensure_defaults
from agents.types import Presence
from tests.agents import builders as build

pytestmark = pytest.mark.django_db

FIELDS = {
    "name": "Support",
    "slug": "support",
    "priority": 0,
    "offers_by_itself": "on",
    "routing": "least_load",
    "language_rule": "prefer",
    "offer_timeout_s": 30,
    "overflow_after_s": 120,
    "max_wait_s": 300,
    "honest_limit_s": 600,
    "max_waiting": 0,
    "follow_up_s": 14400,
}


@pytest.fixture
def mona_here() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("mona", first_name="Mona"))
    return client


def sent(queue: Queue, **changes: Any) -> dict[str, Any]:
    return {**FIELDS, "team": queue.team_id, "is_default": "on", **changes}


def address(queue: Queue) -> str:
    return reverse("admin:agents_queue_change", args=(queue.pk,))


def test_ladder_is_edited_with_ticks_and_places(mona_here: Client) -> None:
    queue = ensure_defaults()
    ladder = {
        "fallbacks": ["offline_form", "wait"],
        "fallbacks-wait": 1,
        "fallbacks-offline_form": 3,
        "fallbacks-callback": 3,
    }
    answer = mona_here.post(address(queue), sent(queue, **ladder))
    assert answer.status_code == 302
    queue.refresh_from_db()
    assert queue.fallbacks == ["wait", "offline_form"]
    page = mona_here.get(address(queue)).text
    assert page.count('type="checkbox" name="fallbacks"') == 4
    assert page.index('value="wait"') < page.index('value="offline_form"')
    assert 'aria-label="Place of: Callback"' in page
    assert "Wait → Message" in mona_here.get(reverse("admin:agents_queue_changelist")).text
    mona_here.post(address(queue), sent(queue))
    queue.refresh_from_db()
    assert queue.fallbacks == []


def test_ladder_with_two_steps_at_one_place_is_refused_and_kept_on_the_page(
    mona_here: Client,
) -> None:
    queue = ensure_defaults()
    ladder = {"fallbacks": ["wait", "callback"], "fallbacks-wait": 2, "fallbacks-callback": 2}
    page = mona_here.post(address(queue), sent(queue, **ladder)).text
    assert "Two steps have the same place." in page
    assert page.count(" checked><span>") == 2


@pytest.mark.parametrize("value", [{"unknown": "1"}, {"wait": "x"}, {"wait": ""}])
def test_ladder_of_other_steps_is_refused(value: dict[str, str]) -> None:
    form_field = LadderField(required=False)
    with pytest.raises(Exception, match="Choose among the steps"):
        form_field.clean(value)


def test_ladder_knows_whether_it_changed() -> None:
    field = LadderField(required=False)
    assert not field.has_changed(["callback"], {"callback": "4"})
    assert field.has_changed(["callback"], {})
    assert LadderWidget().value_from_datadict({"f": ["wait"], "f-wait": 1}, {}, "f") == {
        "wait": "1"
    }


def test_queue_does_not_overflow_into_itself(mona_here: Client) -> None:
    queue = ensure_defaults()
    page = mona_here.post(address(queue), sent(queue, overflow_to=queue.pk)).text
    assert "Choose another queue than this one." in page


def test_queues_are_closed_and_opened_from_the_list(mona_here: Client) -> None:
    queue = ensure_defaults()
    chosen = {"_selected_action": [queue.pk]}
    listed = reverse("admin:agents_queue_changelist")
    mona_here.post(listed, {"action": "close_to_newcomers", **chosen})
    queue.refresh_from_db()
    assert queue.closed_by == "Mona"
    assert "closed by Mona" in mona_here.get(address(queue)).text
    mona_here.post(listed, {"action": "open_again", **chosen})
    queue.refresh_from_db()
    assert queue.closed_at is None


def test_languages_are_one_line() -> None:
    field = LanguagesField(required=False)
    assert field.clean(" EN, de; pt_BR de ") == ["en", "de", "pt-br"]
    assert field.clean("") == []
    assert field.prepare_value(["en", "de"]) == "en, de"
    assert not field.has_changed(["en", "de"], "en,de")


def test_agent_gets_skills_and_languages_and_wrong_codes_are_named(mona_here: Client) -> None:
    ada = build.agent("Ada", presence=Presence.FINISHING)
    skill = Skill.objects.create(name="Linux", slug="linux")
    page = reverse("admin:agents_agentprofile_change", args=(ada.pk,))
    fields = {"display_name": "Ada", "capacity": 2, "teams": [ensure_defaults().team_id]}
    wrong = mona_here.post(page, {**fields, "languages": "english"})
    assert "Write codes of languages" in wrong.text
    answer = mona_here.post(page, {**fields, "languages": "en, de", "skills": [skill.pk]})
    assert answer.status_code == 302
    stored = AgentProfile.objects.get(pk=ada.pk)
    assert (stored.languages, list(stored.skills.all())) == (["en", "de"], [skill])
    listed = mona_here.get(reverse("admin:agents_agentprofile_changelist")).text
    assert "en, de" in listed
    assert reverse("admin:agents_skill_change", args=(skill.pk,)) in (
        mona_here.get(reverse("admin:agents_skill_changelist")).text
    )


def test_team_has_an_address_for_mail(mona_here: Client) -> None:
    team = ensure_defaults().team
    page = reverse("admin:agents_team_change", args=(team.pk,))
    fields = {"name": team.name, "slug": team.slug, "email": "help@shop.example"}
    assert mona_here.post(page, fields).status_code == 302
    assert "help@shop.example" in mona_here.get(reverse("admin:agents_team_changelist")).text
