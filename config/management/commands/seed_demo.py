"""`manage.py seed_demo`: the demo company, once; running it again changes nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chat.models import Site
from config.demo import SITE_NAME
from config.demo.history import schedule_history
from config.demo.knowledge import ensure_knowledge
from config.demo.past import ensure_past
from config.demo.people import ensure_people
from config.demo.reviews import schedule_reviews
from escalation.setup import ensure_defaults as ensure_policy
from flows.starter import GOODBYE, GREETING, ensure_flow_of, graph


class Command(BaseCommand):
    """Makes the demo's site, people, knowledge, policy, flow and past conversations.

    The desk's reviews and a fortnight of judged conversations follow in the background, once the
    articles are indexed.
    """

    help = "Makes the demo company with its help centre, people and a week of conversations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was made."""
        if not settings.DEMO:
            raise CommandError("The demo is switched off (BATON_DEMO).")
        cast = ensure_people()
        ensure_policy()
        site, _ = Site.objects.get_or_create(
            name=SITE_NAME,
            defaults={
                "title": "Tarnfield support",
                "greeting": "Ask about domains, mail, backups or your bill.",
                "idle_close_minutes": 720,
            },
        )
        draft = graph(greeting=GREETING, goodbye=GOODBYE, queue=cast.engineers.slug)
        name = "AI triage, then a senior engineer"
        ensure_flow_of(site=site, slug="hosting-triage", name=name, draft=draft)
        base = ensure_knowledge()
        made = ensure_past(site, cast)
        schedule_reviews()
        schedule_history()
        self.stdout.write(f"demo: {base.documents.count()} articles, {made} past conversations")
