"""What only the server's database tells, printed as JSON: `python -m config.dialogues.outcomes`.

A process of its own, because the server's database is another one than this command's own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import django

_FURNISHED_WITHIN_S = 480.0
_POLL_S = 0.5


def main(question: str) -> None:
    """Answers `site`, `furnished`, or `outcomes` of the conversations that the input names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    given = json.load(sys.stdin)
    answers: dict[str, Callable[[], Any]] = {
        "site": _site,
        "furnished": _furnished,
        "outcomes": lambda: _outcomes(given),
    }
    print(json.dumps(answers[question]()))  # noqa: T201 - this is how it answers


def _site() -> str:
    """The key of the oldest site that is in use; the demo's, where there is a demo."""
    from chat.models import Site

    return Site.objects.filter(is_active=True).order_by("pk").values_list("key", flat=True)[0]


def _furnished() -> bool:
    """Whether the demo is as it will be: every article indexed, the confidence calibrated.

    Waits for it, but not for ever.
    """
    from knowledge.models import Calibration, CalibrationState, Document, DocumentStatus

    deadline = time.monotonic() + _FURNISHED_WITHIN_S
    while time.monotonic() < deadline:
        left = Document.objects.exclude(status=DocumentStatus.READY)
        if not left.exists() and Calibration.objects.filter(state=CalibrationState.ACTIVE).exists():
            return True
        time.sleep(_POLL_S)
    return False


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
