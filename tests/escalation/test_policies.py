"""Drafts are published as versions that never change."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from escalation import selectors, services
from escalation.models import Policy, PolicyVersion
from escalation.setup import ensure_defaults
from escalation.triggers import TRIGGERS
from escalation.types import DraftConflictError, PolicyError, PublishedVersionError
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def test_a_new_installation_has_a_published_policy() -> None:
    version = ensure_defaults()
    assert (version.number, version.policy.is_default) == (1, True)
    policy = selectors.published_policy()
    kinds = {trigger.kind for rule in policy.rules for trigger in rule.triggers}
    assert kinds <= set(TRIGGERS)
    assert len({rule.key for rule in policy.rules}) == len(policy.rules)
    assert policy.threshold == 0.7
    assert policy.settings.deadline_s == 120
    assert policy.settings.fallback == "offline_form"


def test_ensuring_again_changes_nothing() -> None:
    first = ensure_defaults()
    services.save_draft(policy_id=first.policy_id, rules=[])
    assert ensure_defaults().pk == first.pk
    assert (Policy.objects.count(), PolicyVersion.objects.count()) == (1, 1)
    assert Policy.objects.get().draft == []


def test_without_any_policy_the_standard_one_is_made() -> None:
    assert not Policy.objects.exists()
    assert selectors.published_policy().number == 1


def test_the_draft_takes_effect_with_its_publication() -> None:
    version = ensure_defaults()
    edit(version, "low-confidence", threshold=0.9)
    assert selectors.published_policy().threshold == 0.7
    mona = User.objects.create_user("mona", is_staff=True)
    services.publish(policy_id=version.policy_id, author_id=mona.pk, note="Stricter.")
    policy = selectors.published_policy()
    assert (policy.number, policy.threshold) == (2, 0.9)
    newest = PolicyVersion.objects.get(number=2)
    assert (newest.author, newest.note) == (mona, "Stricter.")


def edit(version: PolicyVersion, key: str, **fields: object) -> None:
    """The draft's rule of this key, one trigger alone, gets these fields."""
    policy = Policy.objects.get(pk=version.policy_id)
    for rule in policy.draft:
        if rule["key"] == key:
            rule["when"]["fields"].update(fields)
    policy.save()


def test_rules_are_stored_most_important_first_with_their_queue() -> None:
    version = ensure_defaults()
    make.queue("Alarm")
    fire = {
        "when": {"trigger": "keyword", "fields": {"words": ["fire"]}},
        "priority": 100,
        "queue_slug": "alarm",
        "messages": {"en": "Right away.", "de": "Sofort."},
    }
    services.save_draft(policy_id=version.policy_id, rules=[*version.rules, fire])
    stored = services.publish(policy_id=version.policy_id).rules[0]
    assert (stored["queue_slug"], stored["messages"]["de"]) == ("alarm", "Sofort.")
    assert stored["when"]["fields"]["words"] == ["fire"]
    assert stored["key"]


def test_two_editors_notice_each_other() -> None:
    policy = ensure_defaults().policy
    first = services.save_draft(policy_id=policy.pk, rules=[], revision=policy.draft_revision)
    with pytest.raises(DraftConflictError):
        services.save_draft(policy_id=policy.pk, rules=[], revision=policy.draft_revision)
    with pytest.raises(DraftConflictError):
        services.publish(policy_id=policy.pk, revision=policy.draft_revision)
    services.publish(policy_id=policy.pk, revision=first.draft_revision)


def test_an_old_version_comes_back_as_the_draft() -> None:
    version = ensure_defaults()
    services.save_draft(policy_id=version.policy_id, rules=[])
    Policy.objects.filter(pk=version.policy_id).update(fallback="wait")
    services.publish(policy_id=version.policy_id)
    policy = services.restore(policy_id=version.policy_id, number=1)
    assert selectors.published_policy().rules == ()
    assert (policy.draft, policy.fallback) == (version.rules, "offline_form")


def test_a_draft_that_cannot_be_used_is_not_published() -> None:
    version = ensure_defaults()
    edit(version, "urgent-words", words="no list")
    with pytest.raises(PolicyError):
        services.publish(policy_id=version.policy_id)
    edit(version, "urgent-words", words=[])
    with pytest.raises(PolicyError, match="needs"):
        services.publish(policy_id=version.policy_id)
    assert PolicyVersion.objects.count() == 1


def test_a_policy_is_found_by_its_short_name() -> None:
    ensure_defaults()
    quiet = Policy.objects.create(name="Quiet", slug="quiet")
    services.publish(policy_id=quiet.pk)
    assert selectors.published_policy("quiet").rules == ()
    assert selectors.published_policy("unknown").rules != ()


def test_a_published_version_never_changes() -> None:
    version = ensure_defaults()
    version.note = "rewritten"
    with pytest.raises(PublishedVersionError):
        version.save()
    with pytest.raises(PublishedVersionError):
        version.delete()


@pytest.mark.parametrize("change", [{"note": "x"}, {"rules": []}, {"number": 9}])
def test_the_database_refuses_to_change_a_published_version(change: dict[str, object]) -> None:
    version = ensure_defaults()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk)._raw_delete("default")


def test_an_account_can_be_deleted_after_it_published() -> None:
    mona = User.objects.create_user("mona")
    version = ensure_defaults()
    services.publish(policy_id=version.policy_id, author_id=mona.pk)
    mona.delete()
    assert PolicyVersion.objects.get(number=2).author is None


def test_a_policy_that_cannot_be_read_falls_back_to_the_standard_rules() -> None:
    version = ensure_defaults()
    broken = PolicyVersion.objects.create(
        policy=version.policy,
        number=2,
        rules=[{"trigger": "from the future"}],
        published_at=version.published_at,
    )
    policy = selectors.published_policy()
    assert policy.version_id == broken.pk
    assert policy.threshold == 0.7
