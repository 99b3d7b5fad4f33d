"""What only the server's database tells, printed as JSON: `python -m config.dialogues.outcomes`.

A process of its own, because the server's database is another one than this command's own.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import django


def main(question: str) -> None:
    """Answers `site`, or `outcomes` for the conversations that stand as JSON on the input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    given = json.load(sys.stdin)
    answer = _site() if question == "site" else _outcomes(given)
    print(json.dumps(answer))  # noqa: T201 - this is how it answers


def _site() -> str:
    """The key of the oldest site that is in use; the demo's, where there is a demo."""
    from chat.models import Site

    return Site.objects.filter(is_active=True).order_by("pk").values_list("key", flat=True)[0]


def _outcomes(conversations: Sequence[str]) -> dict[str, Any]:
    """Of each conversation's first escalation the reason, and the reasons of all rules that spoke;
    and whether their decisions replay identically.
    """
    from escalation.models import Handoff
    from escalation.stored_decisions import replay_all
    from escalation.types import HandoffOrigin

    escalations = (
        Handoff.objects.filter(
            conversation__public_id__in=conversations, origin=HandoffOrigin.ESCALATED.value
        )
        .order_by("-pk")
        .values_list("conversation__public_id", "reason", "decision__fired")
    )
    return {
        "escalations": {
            str(public_id): {
                "reason": reason,
                "spoke": list(dict.fromkeys(one["reason"] for one in fired or ())),
            }
            for public_id, reason, fired in escalations
        },
        "decisions": replay_all(conversations=conversations).to_json(),
    }


if __name__ == "__main__":
    main(sys.argv[1])
