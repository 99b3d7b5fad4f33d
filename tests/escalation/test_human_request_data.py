"""Measures the request-for-a-person gauge on labelled utterances, where they are at hand.

The data is not part of the product: BATON_EVAL_DATA names its folder, else `../shared/data`
beside the checkout is looked at.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from escalation.gauges.human_request import measure

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = Path(os.environ.get("BATON_EVAL_DATA") or _ROOT.parent / "shared" / "data")
_FILES = sorted((_FOLDER / "escalation").glob("utterances*.jsonl.gz"))

LEAST_PRECISION = 0.97
LEAST_RECALL = 0.95


@pytest.mark.skipif(
    not _FILES, reason=f"no labelled utterances under {_FOLDER}; set BATON_EVAL_DATA"
)
def test_precision_and_recall_on_labelled_utterances() -> None:
    hits = misses = false_alarms = 0
    for path in _FILES:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                wanted = row["human_request"]
                if wanted is None:
                    continue
                heard = measure(row["text"]).value >= 0.5
                hits += heard and wanted
                misses += wanted and not heard
                false_alarms += heard and not wanted
    assert hits + misses > 50, "too few requests to say anything"
    assert hits / (hits + false_alarms) >= LEAST_PRECISION
    assert hits / (hits + misses) >= LEAST_RECALL
