"""The rule editor's server side: who may do what, drafts, conflicts, publishing, differences."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from escalation.models import IntentCategory, Policy
from escalation.setup import ensure_defaults
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db

WORDS = {"trigger": "keyword", "fields": {"words": ["data loss"]}}


@pytest.fixture
def policy() -> Policy:
    """The standard policy, published once."""
    return ensure_defaults().policy


def person(*rights: str, staff: bool = True) -> Client:
    """Somebody with these rights, signed in."""
    user = User.objects.create_user(f"user{User.objects.count()}", is_staff=staff)
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="escalation",
            codename__in=[f"{right}_policy" for right in rights],
        )
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def mona() -> Client:
    """A manager."""
    return person("view", "change", "publish")


def rule(when: dict[str, Any] = WORDS, **fields: Any) -> dict[str, Any]:
    """A rule as the editor sends it."""
    return {"key": "k1", "when": when, "priority": 80, **fields}


def url(policy: Policy, tail: str = "") -> str:
    """An address of this policy."""
    return f"/api/policies/{policy.pk}/{tail}"


def put(client: Client, policy: Policy, rules: list[Any], revision: int) -> Any:
    """Saves a draft."""
    body = {"rules": rules, "revision": revision}
    return client.put(url(policy, "draft"), body, content_type="application/json")


def post(client: Client, policy: Policy, tail: str, **body: Any) -> Any:
    """Posts to an address of this policy."""
    return client.post(url(policy, tail), body, content_type="application/json")


# Rights


def test_strangers_agents_and_readers_are_kept_out(policy: Policy) -> None:
    nobody, visitor, agent = Client(), person("view", staff=False), person()
    for client in (nobody, visitor, agent):
        assert client.get(url(policy)).status_code == 403
        assert client.get("/api/policies/999/").status_code == 403
        assert put(client, policy, [], 0).status_code == 403
        assert post(client, policy, "read", rules=[]).status_code == 403
        assert post(client, policy, "publish", revision=0).status_code == 403
        assert post(client, policy, "restore", number=1, revision=0).status_code == 403
        assert client.get(url(policy, "diff?from=1&to=draft")).status_code == 403
    reader, editor = person("view"), person("view", "change")
    assert reader.get(url(policy)).json()["rights"] == {"change": False, "publish": False}
    assert put(reader, policy, [], policy.draft_revision).status_code == 403
    assert post(reader, policy, "restore", number=1, revision=0).status_code == 403
    assert post(editor, policy, "publish", revision=policy.draft_revision).status_code == 403
    assert put(editor, policy, [rule()], policy.draft_revision).status_code == 200


def test_a_foreign_page_cannot_save(policy: Policy) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root"))
    assert put(client, policy, [], policy.draft_revision).status_code == 403


# Reading


def test_the_page_gets_everything_at_once(mona: Client, policy: Policy) -> None:
    IntentCategory.objects.create(name="Billing", slug="billing")
    make.queue("Engineers")
    make.conversation()
    page = mona.get(url(policy)).json()
    assert page["name"] == "Standard"
    assert page["live"]["number"] == 1
    assert not page["differs"]
    assert page["draft"]["rules"] == page["live"]["rules"]
    assert page["draft"]["readings"][0]["sentence"] == (
        "If the visitor asks for a person, in any wording, a person takes over."
    )
    assert {"slug": "engineers", "name": "Engineers", "is_default": False} in page["queues"]
    assert "billing" in [one["slug"] for one in page["intents"]]
    assert page["attributes"] == ["plan"]
    assert page["notices"]["human_requested"]["en"].startswith("Of course.")
    keyword = next(one for one in page["triggers"] if one["kind"] == "keyword")
    assert [one["type"] for one in keyword["fields"]] == ["words", "number", "yes_no"]


def test_every_recipe_can_be_read(mona: Client, policy: Policy) -> None:
    for recipe in mona.get(url(policy)).json()["recipes"]:
        read = post(mona, policy, "read", rules=[recipe["rule"]])
        assert read.status_code == 200, recipe["name"]


def test_reading_says_what_stands_in_the_way_and_saves_nothing(
    mona: Client, policy: Policy
) -> None:
    blank = {"trigger": "keyword", "fields": {"words": []}}
    gone = {"trigger": "intent_category", "fields": {"intents": ["gone"]}}
    rules = [rule(blank), rule(gone, queue_slug="nowhere", reason="abuse")]
    first, second = post(mona, policy, "read", rules=rules).json()["readings"]
    assert first["problems"] == [
        {"text": "“Keyword or phrase” still needs “Words and phrases”.", "blocks": True}
    ]
    assert [one["blocks"] for one in second["problems"]] == [False, False]
    assert "“nowhere” does not exist" in second["problems"][0]["text"]
    assert "“gone” does not exist" in second["problems"][1]["text"]
    assert second["reason"] == "abuse"
    assert Policy.objects.get().draft_revision == policy.draft_revision


def test_a_sentence_names_the_queue_as_people_do(mona: Client, policy: Policy) -> None:
    make.queue("Engineers")
    (read,) = post(mona, policy, "read", rules=[rule(queue_slug="engineers")]).json()["readings"]
    assert read["sentence"] == (
        "If the visitor writes “data loss”, a person takes over in the queue “Engineers”."
    )


def test_a_sentence_is_tried_with_rules_that_nobody_saved(mona: Client, policy: Policy) -> None:
    new = rule({"trigger": "keyword", "fields": {"words": ["lighthouse"]}}, key="new")
    tried = post(mona, policy, "try", text="The lighthouse is dark", rules=[new]).json()
    (fires,) = tried["draft"]["rules"]
    assert fires["state"] == "fires"
    assert [span["text"] for span in fires["evidence"]] == ["lighthouse"]
    assert tried["draft"]["action"] == "escalate"
    assert tried["live"]["action"] == "reply"
    assert "human_request" in {one["name"] for one in tried["draft"]["readings"]}
    assert Policy.objects.get().draft_revision == policy.draft_revision
    assert post(mona, policy, "try", text="", rules=[]).status_code == 400
    assert post(person(), policy, "try", text="Hi", rules=[]).status_code == 403
    bad = post(mona, policy, "try", text="Hi", rules=[rule({"trigger": "telepathy"})])
    assert bad.json() == {"detail": "unknown trigger telepathy", "rule": 0}


# Saving


def test_saving_moves_the_revision_and_keeps_what_is_live(mona: Client, policy: Policy) -> None:
    saved = put(mona, policy, [rule()], policy.draft_revision).json()
    assert saved["revision"] == policy.draft_revision + 1
    assert saved["rules"][0]["key"] == "k1"
    page = mona.get(url(policy)).json()
    assert page["differs"]
    assert len(page["live"]["rules"]) > 1
    assert page["draft"]["author"].startswith("user")


def test_the_second_editor_gets_the_first_ones_draft_and_nothing_is_lost(
    mona: Client, policy: Policy
) -> None:
    revision = policy.draft_revision
    put(mona, policy, [rule()], revision)
    abel = person("view", "change")
    refused = put(abel, policy, [rule(priority=10)], revision)
    assert refused.status_code == 409
    theirs = refused.json()
    assert theirs["author"] == "user0"
    assert theirs["rules"][0]["priority"] == 80
    assert theirs["saved_at"]
    assert put(abel, policy, [rule(priority=10)], theirs["revision"]).status_code == 200


def test_a_rule_that_cannot_be_used_is_refused_with_its_place(mona: Client, policy: Policy) -> None:
    for bad, words in (
        ({"trigger": "telepathy"}, "unknown trigger telepathy"),
        ({"all": []}, "a group of conditions is empty"),
        ({"trigger": "keyword", "fields": {"gap": 99}}, "keyword: gap must be from 0 to 10"),
    ):
        refused = put(mona, policy, [rule(), rule(bad)], policy.draft_revision)
        assert refused.status_code == 400
        assert refused.json() == {"detail": words, "rule": 1}
    assert put(mona, policy, "no list", policy.draft_revision).status_code == 400  # type: ignore[arg-type]


# Publishing


def test_publishing_takes_the_draft_that_was_looked_at(mona: Client, policy: Policy) -> None:
    revision = put(mona, policy, [rule()], policy.draft_revision).json()["revision"]
    assert post(mona, policy, "publish", revision=revision - 1).status_code == 409
    made = post(mona, policy, "publish", revision=revision, note=" Less. ").json()
    assert (made["number"], made["note"], made["rule_count"]) == (2, "Less.", 1)
    page = mona.get(url(policy)).json()
    assert not page["differs"]
    assert [one["number"] for one in page["versions"]] == [2, 1]


def test_an_unfinished_rule_is_saved_but_not_published(mona: Client, policy: Policy) -> None:
    blank = rule({"trigger": "keyword", "fields": {"words": []}})
    revision = put(mona, policy, [blank], policy.draft_revision).json()["revision"]
    refused = post(mona, policy, "publish", revision=revision)
    assert refused.status_code == 400
    assert refused.json()["rule"] == 0


def test_restoring_brings_an_old_version_into_the_draft_only(mona: Client, policy: Policy) -> None:
    before = mona.get(url(policy)).json()["live"]["rules"]
    revision = put(mona, policy, [rule()], policy.draft_revision).json()["revision"]
    post(mona, policy, "publish", revision=revision)
    late = post(mona, policy, "restore", number=1, revision=revision - 1)
    assert late.status_code == 409
    assert late.json()["rules"][0]["key"] == "k1"
    restored = post(mona, policy, "restore", number=1, revision=revision).json()
    assert restored["rules"] == before
    assert mona.get(url(policy)).json()["live"]["number"] == 2
    unknown = post(mona, policy, "restore", number=9, revision=restored["revision"])
    assert unknown.status_code == 404


def test_differences_are_told_in_words(mona: Client, policy: Policy) -> None:
    page = mona.get(url(policy)).json()
    rules = [one for one in page["draft"]["rules"] if one["key"] != "abusive"]
    confidence = next(one for one in rules if one["key"] == "low-confidence")
    confidence["when"]["fields"]["threshold"] = 0.8
    urgent = next(one for one in rules if one["key"] == "urgent-words")
    urgent["when"]["fields"]["words"].append("ransomware")
    urgent["messages"] = {"de": "Moment bitte."}
    put(mona, policy, [*rules, rule(key="new")], page["draft"]["revision"])
    found = mona.get(url(policy, "diff?from=1&to=draft")).json()
    assert [one["key"] for one in found["added"]] == ["new"]
    assert [one["key"] for one in found["removed"]] == ["abusive"]
    changed = {one["key"]: one["changes"] for one in found["changed"]}
    assert changed == {
        "low-confidence": [
            {
                "what": "Confidence below a threshold: Confidence threshold",
                "old": "70 %",
                "new": "80 %",
            }
        ],
        "urgent-words": [
            {
                "what": "Keyword or phrase: Words and phrases",
                "old": "",
                "new": "with “ransomware”",
            },
            {"what": "notice (de)", "old": "standard", "new": "Moment bitte."},
        ],
    }
    assert mona.get(url(policy, "diff?from=1&to=1")).json()["changed"] == []
    assert mona.get(url(policy, "diff?from=1&to=7")).status_code == 404
    assert mona.get(url(policy, "diff?from=x&to=1")).status_code == 400


def test_a_draft_that_cannot_be_read_says_so(mona: Client, policy: Policy) -> None:
    Policy.objects.update(draft=[{"when": {"trigger": "telepathy"}}])
    page = mona.get(url(policy)).json()
    assert page["draft"]["unreadable"] == "rule 1: unknown trigger telepathy"
    assert page["draft"]["rules"] == []


def test_the_addresses_are_in_the_schema(mona: Client, policy: Policy) -> None:
    paths = person("view").get("/api/schema.json").json()["paths"]
    assert {path for path in paths if "/policies/" in path} >= {
        "/api/policies/{id}/",
        "/api/policies/{id}/draft",
        "/api/policies/{id}/publish",
    }
