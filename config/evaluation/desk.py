"""How this desk answers and decides, read without changing anything."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.core.management.base import CommandError
from django.db import ProgrammingError

from config.evaluation.base import BROKEN_INPUT
from escalation.defaults import DEFAULT_RULES, DEFAULT_SETTINGS
from escalation.measuring import NOTHING, Taught, read_taught
from escalation.models import Policy, PolicyVersion
from escalation.rules import PolicySettings, PublishedPolicy, parse_rules
from escalation.selectors import published_policy
from knowledge.calibration import Knots
from knowledge.reliability import calibration_in_use
from knowledge.selectors import default_profile, profile_by_slug
from knowledge.types import Profile

_NEEDS_KEY = "anthropic_messages"
_EMBEDDED = "extractive"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who answers and who decides. `language`: of the documents.

    `knots`: the desk's own calibration; None while the shipped one is in use. `note`: what whoever
    reads the figures should know. `taught`: what managers taught the gauges.
    """

    profile: Profile
    policy: PublishedPolicy
    language: str = "en"
    knots: Knots | None = None
    note: str = ""
    taught: Taught = NOTHING


def read_desk(profile: str = "", policy: str = "", language: str = "en") -> Desk:
    """The desk as it is configured now; what an installation begins with where nothing is.

    `profile`, `policy`: slugs, empty for the default ones. Raises CommandError for unknown ones.
    """
    try:
        own = calibration_in_use()
        knots = own.knots if own is not None else None
        return Desk(_profile(profile), _policy(policy), language, knots, taught=read_taught())
    except ProgrammingError:  # a database that was never migrated has no rows to ask for
        if profile or policy:
            raise CommandError(
                "The database was not prepared yet: run manage.py prepare first.",
                returncode=BROKEN_INPUT,
            ) from None
        note = "The database is not prepared: the standard assistant and policy are measured."
        return Desk(_usual_profile(), _usual_policy(), language, note=note)


def _profile(slug: str) -> Profile:
    found = profile_by_slug(slug) if slug else default_profile() or _usual_profile()
    if found is None:
        raise CommandError(f"There is no assistant profile “{slug}”.", returncode=BROKEN_INPUT)
    if settings.ANTHROPIC_API_KEY:
        return found
    able = tuple(name for name in found.providers if name != _NEEDS_KEY)
    return replace(found, providers=able or (_EMBEDDED,))


def _policy(slug: str) -> PublishedPolicy:
    """`published_policy` would make the first policy of an empty installation; this only reads."""
    if slug and not Policy.objects.filter(slug=slug, versions__isnull=False).exists():
        raise CommandError(f"There is no published policy “{slug}”.", returncode=BROKEN_INPUT)
    return published_policy(slug) if PolicyVersion.objects.exists() else _usual_policy()


def _usual_profile() -> Profile:
    return Profile(id=0, slug="")


def _usual_policy() -> PublishedPolicy:
    rules = parse_rules(DEFAULT_RULES)
    return PublishedPolicy(0, 0, 0, rules, PolicySettings.from_json(DEFAULT_SETTINGS))
