"""An installation without the demo can answer, hand over and be configured from its first start."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from agents.models import Queue
from chat.models import Site, Visitor
from chat.services import open_conversation
from escalation.selectors import published_policy
from flows.models import Flow, FlowRun, FlowVersion
from knowledge.models import AssistantProfile

pytestmark = pytest.mark.django_db


def test_prepare_makes_each_default_once() -> None:
    for _ in range(2):
        call_command("prepare", verbosity=0)
    assert Queue.objects.filter(is_default=True).count() == 1
    assert AssistantProfile.objects.count() == 1
    assert FlowVersion.objects.count() == 1
    assert published_policy().rules


def test_a_new_site_begins_with_the_default_flow() -> None:
    call_command("prepare", verbosity=0)
    site = Site.objects.create(name="Shop")
    visitor = Visitor.objects.create(site=site)
    conversation = open_conversation(site=site, visitor=visitor)
    assert FlowRun.objects.get(conversation=conversation).version.flow == Flow.objects.get()


def test_what_managers_changed_is_kept() -> None:
    call_command("prepare", verbosity=0)
    AssistantProfile.objects.update(display_name="Robo", slug="robo")
    Flow.objects.update(name="Ours")
    call_command("prepare", verbosity=0)
    assert AssistantProfile.objects.get().display_name == "Robo"
    assert Flow.objects.get().name == "Ours"
