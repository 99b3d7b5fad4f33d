"""Prepares a product for answering: knowledge indexed, no settling time, and what to ask.

Run as a module inside the product's environment: `python -m bench.stage [--model-url URL]`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import django

_INDEXED_WITHIN_S = 240.0


def main() -> None:
    """The assistant knows the demo's help centre; prints questions that it answers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model-url", default="", help="ask a model there, not the embedded one")
    options = parser.parse_args()
    django.setup()
    json.dump(_prepare(options.model_url), sys.stdout)
    print()


def _prepare(model_url: str) -> dict[str, Any]:
    from config.demo.articles import FOLDER
    from config.demo.knowledge import ensure_knowledge
    from knowledge.models import AssistantProfile, Document

    ensure_knowledge()
    deadline = time.monotonic() + _INDEXED_WITHIN_S
    while Document.objects.exclude(status="ready").exists():
        if time.monotonic() > deadline:
            raise SystemExit("the knowledge base was not indexed in time")
        time.sleep(0.5)
    changes: dict[str, Any] = {"settle_ms": 0}
    if model_url:
        changes |= {"providers": ["anthropic_messages"], "base_url": model_url}
    AssistantProfile.objects.update(**changes)
    questions = json.loads((Path(FOLDER).parent / "questions.json").read_text(encoding="utf-8"))
    return {"questions": [one["question"] for one in questions if one["slug"]]}


if __name__ == "__main__":
    main()
