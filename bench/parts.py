"""What the product itself noted about its turns: milliseconds since each turn began.

Run as a module inside the product's environment: `python -m bench.parts NEWEST`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

from bench.tally import spread

STEPS = ("retrieved", "assessed", "first_words", "answered")


def main() -> None:
    """Prints p50 and others of each step over so many of the newest answered turns."""
    django.setup()
    json.dump(_parts(int(sys.argv[1])), sys.stdout)
    print()


def _parts(newest: int) -> dict[str, Any]:
    from flows.models import Turn
    from flows.types import TurnState

    answered = Turn.objects.filter(state=TurnState.ANSWERED.value).order_by("-pk")
    timings = list(answered.values_list("timings", flat=True)[:newest])
    return {step: spread(one[step] / 1000 for one in timings if step in one) for step in STEPS}


if __name__ == "__main__":
    main()
