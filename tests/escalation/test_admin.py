"""Managers edit a draft, publish it, and read decisions and handoffs."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from escalation import selectors, services
from escalation.models import Policy, PolicyVersion, Rule
from escalation.setup import ensure_defaults
from escalation.triggers import TRIGGERS
from escalation.types import Stage
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(client: Client) -> User:
    """A manager, signed in."""
    user = User.objects.create_superuser("mona")
    client.force_login(user)
    return user


def rule_data(policy: Policy, trigger: str, **fields: object) -> dict[str, object]:
    """What the browser sends: the fields of every trigger, most of them hidden."""
    hidden = {
        "human_request__threshold": "0.5",
        "low_confidence__threshold": "0.7",
        "missing_knowledge__no_passage_below": "0.05",
        "unresolved__limit": "3",
        "keyword__gap": "2",
        "keyword__words": "",
    }
    given = {"policy": policy.pk, "trigger": trigger, "priority": 70, "is_active": "on"}
    return {**hidden, **given, "queue": "", "message": "", **fields}


def test_the_pages_open(client: Client, mona: User) -> None:
    version = ensure_defaults()
    conversation = make.conversation("data loss")
    case = services.begin(
        conversation_id=conversation.pk, text="data loss", turn_id=1, now=timezone.now()
    )
    decision = services.store_decision(*services.judge(case, Stage.BEFORE_ANSWER))
    handoff = make.escalate(conversation, decision_id=decision.pk)
    rule = Rule.objects.filter(trigger="keyword").get()
    for name, key in (
        ("policy", version.policy_id),
        ("rule", rule.pk),
        ("policyversion", version.pk),
        ("decision", decision.pk),
        ("handoff", handoff.pk),
    ):
        page = client.get(reverse(f"admin:escalation_{name}_changelist"))
        assert page.status_code == 200, name
        page = client.get(reverse(f"admin:escalation_{name}_change", args=(key,)))
        assert page.status_code == 200, name


def test_the_policy_page_shows_rules_as_sentences(client: Client, mona: User) -> None:
    version = ensure_defaults()
    page = client.get(reverse("admin:escalation_policy_change", args=(version.policy_id,)))
    assert "the visitor asks for a person, in any wording" in page.text
    assert "less than 70 % sure of its answer" in page.text


def test_a_decision_page_shows_what_the_rules_saw(client: Client, mona: User) -> None:
    conversation = make.conversation("<b>data loss</b>")
    case = services.begin(
        conversation_id=conversation.pk, text="<b>data loss</b>", turn_id=1, now=timezone.now()
    )
    decision = services.store_decision(*services.judge(case, Stage.BEFORE_ANSWER))
    page = client.get(reverse("admin:escalation_decision_change", args=(decision.pk,)))
    assert "The visitor wrote “data loss”." in page.text
    assert "&lt;b&gt;data loss" in page.text
    assert "<b>data loss" not in page.text


def test_a_rule_is_added_with_words_one_a_line(client: Client, mona: User) -> None:
    policy = ensure_defaults().policy
    url = reverse("admin:escalation_rule_add")
    data = rule_data(policy, "keyword", keyword__words="fire alarm\n\n smoke ")
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["errors"]
    assert answer.headers["Location"] == reverse(
        "admin:escalation_policy_change", args=(policy.pk,)
    )
    rule = Rule.objects.get(priority=70, trigger="keyword")
    assert rule.fields == {"words": ["fire alarm", "smoke"], "gap": 2, "ignore_negated": False}


def test_a_threshold_is_changed_and_published(client: Client, mona: User) -> None:
    policy = ensure_defaults().policy
    rule = Rule.objects.get(trigger="low_confidence")
    url = reverse("admin:escalation_rule_change", args=(rule.pk,))
    page = client.get(url)
    assert 'value="0.7"' in page.text
    data = rule_data(policy, "low_confidence", low_confidence__threshold="0.85")
    assert client.post(url, data).status_code == 302
    assert selectors.published_policy().threshold == 0.7
    client.post(
        reverse("admin:escalation_policy_publish", args=(policy.pk,)),
        {"note": "Stricter.", "_form_submitted": "on"},
    )
    newest = PolicyVersion.objects.latest("number")
    assert (newest.number, newest.note, newest.author) == (2, "Stricter.", mona)
    assert selectors.published_policy().threshold == 0.85


@pytest.mark.parametrize(
    ("trigger", "fields", "complaint"),
    [
        ("keyword", {}, "Name at least one word."),
        ("low_confidence", {"low_confidence__threshold": "1.5"}, "less than or equal to 1"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(
    client: Client, mona: User, trigger: str, fields: dict[str, str], complaint: str
) -> None:
    policy = ensure_defaults().policy
    page = client.post(reverse("admin:escalation_rule_add"), rule_data(policy, trigger, **fields))
    assert page.status_code == 200
    assert complaint in page.text


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_trigger_can_be_added(client: Client, mona: User, trigger: str) -> None:
    policy = Policy.objects.create(name="Empty", slug="empty")
    data = rule_data(policy, trigger, keyword__words="fire")
    assert client.post(reverse("admin:escalation_rule_add"), data).status_code == 302
    services.publish(policy_id=policy.pk)


def test_texts_of_a_wrong_shape_are_refused(client: Client, mona: User) -> None:
    policy = ensure_defaults().policy
    page = client.post(
        reverse("admin:escalation_policy_change", args=(policy.pk,)),
        {
            "name": policy.name,
            "slug": policy.slug,
            "is_default": "on",
            "deadline_s": 120,
            "fallback": "offline_form",
            "form_deadline_s": 1800,
            "notices": '{"en": "Hello"}',
            "form_texts": "{}",
            **_no_rows("versions"),
            **_no_rows("rules"),
        },
    )
    assert page.status_code == 200
    assert "must map languages to texts" in page.text


def _no_rows(prefix: str) -> dict[str, object]:
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


def test_an_unpublished_draft_says_so(client: Client, mona: User) -> None:
    ensure_defaults()
    url = reverse("admin:escalation_policy_changelist")
    assert "not published yet" not in client.get(url).text
    Rule.objects.filter(trigger="low_confidence").update(priority=41)
    assert "not published yet" in client.get(url).text


def test_nobody_edits_the_record(client: Client, mona: User) -> None:
    handoff = make.escalate(make.conversation())
    url = reverse("admin:escalation_handoff_change", args=(handoff.pk,))
    assert client.post(url, {"state": "abandoned"}).status_code == 403
