"""How many true sentences the grounding gate lets through, and how many false ones it catches.

Run it with `python -m bench.grounding [--json] [--data FOLDER]`.

True ones: every sentence of the demo's articles against its own passage, and the paraphrases of
`bench/paraphrases.json` against their whole article. False ones: sentences of the articles with
one thing changed, the same ones in every run. With `--data`, a folder of evaluation data as
`manage.py evaluate` reads it, also the sentences of its reference answers against their documents:
written by people who did not know the gate, and not all of them supported.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.demo.articles import Article, all_articles
from knowledge.grounding import Finding, check
from knowledge.ingest.chunk import divide
from knowledge.ingest.load import load
from knowledge.sentences import split_sentences

PARAPHRASES = Path(__file__).parent / "paraphrases.json"
CASES_A_KIND = 20

_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.:]|,\d)")
_NAME = re.compile(
    r"(?<=[a-z,] )(?:Starter|Business|Pro|London|Frankfurt|Manchester|WordPress|SFTP|SSH|IMAP|POP3|"
    r"PayPal|MySQL|DNS|DKIM|SPF|PHP|CDN)\b"
)
_AUXILIARY = re.compile(r"\b(?:is|are|can|will|must|does|do)\b(?! not)")
_NOT = re.compile(r"\b(?:is|are|can|will|must|does|do)\b not\b|\bcannot\b|\bno (?=[a-z])")
_ADDRESS = re.compile(r"\b[\w.-]+\.(?:example|com|uk|net)\b(?![\w(])")
_UNITS = {
    "days": "weeks", "hours": "days", "minutes": "hours", "GB": "MB", "MB": "GB", "seconds": "days",
    "month": "year", "year": "month", "months": "weeks", "day": "month", "working days": "months",
    "£": "$", "%": " GB", "hour": "week", "websites": "mailboxes",
}  # fmt: skip
_UNIT = re.compile(
    r"(?:(?<=\d )|(?<=per ))(?:" + "|".join(k for k in _UNITS if len(k) > 1) + r")\b|£|%"
)
_FRESH_NAMES = ("Zendesk", "Oslo", "FTPX", "Platinum", "Zurich", "Magento")
INVENTED = (
    "Business customers receive a personal account manager.",
    "You can also pay with Bitcoin and get a discount.",
    "The feature won an award from a computer magazine.",
    "Our telephone hotline is open around the clock.",
    "We guarantee that your site ranks first in search engines.",
    "Students and teachers receive special rates.",
    "Your data is mirrored to a satellite for extra safety.",
    "A technician visits your office to install everything.",
    "Refunds are instant and need no approval.",
    "Please send your password to the technician.",
    "This is covered by a lifetime warranty.",
    "Shipping is free above a certain basket value.",
    "The mobile app notifies you by push message.",
    "All employees are certified security experts.",
    "Unlimited traffic and unlimited space come as a gift.",
    "Older browsers are supported by a special plug-in.",
    "You earn loyalty points with each renewal.",
    "The old contract is cancelled automatically by our lawyers.",
    "Artificial intelligence writes the texts of your shop.",
    "Your competitors can be excluded from seeing the page.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence and its passages. `kind`: own, paraphrase, or what is wrong with it."""

    kind: str
    sentence: str
    passages: tuple[str, ...]


def own_sentences() -> list[Case]:
    """Every sentence of every article with the passage it stands in."""
    return [
        Case("own", sentence, (passage,))
        for article in all_articles()
        for passage, sentences in _pieces(article)
        for sentence in sentences
    ]


def paraphrases(half: str) -> list[Case]:
    """Written by hand: "design", on which the gate was tuned, "held_out", written afterwards, or
    "plausible_lies": false, but made of the article's own subject and mostly of its words.
    """
    articles = {article.slug: article for article in all_articles()}
    kept = json.loads(PARAPHRASES.read_text(encoding="utf-8"))[half]
    return [
        Case("paraphrase", text, tuple(passage for passage, _ in _pieces(articles[slug])))
        for slug, text in kept
    ]


def corrupted() -> list[Case]:
    """At most CASES_A_KIND of each kind of falsehood, spread over all articles."""
    every = [case for case in own_sentences() if len(case.sentence.split()) >= 4]
    found: list[Case] = []
    for kind, change in _CHANGES.items():
        changed = [
            Case(kind, false, case.passages)
            for number, case in enumerate(every)
            if (false := change(case, number)) is not None and false not in case.passages[0]
        ]
        found.extend(changed[:: max(1, len(changed) // CASES_A_KIND)][:CASES_A_KIND])
    step = max(1, len(every) // len(INVENTED))
    places = every[::step]
    found.extend(
        Case("invented", text, place.passages)
        for text, place in zip(INVENTED, places, strict=False)
    )
    return found


def reference_answers(folder: Path) -> list[Case]:
    """Sentences of the reference answers to answerable questions, with their gold documents."""
    found: list[Case] = []
    for path in sorted(folder.glob("mtrag*/questions.jsonl.gz")):
        documents = {row["id"]: row for row in _rows(path.with_name("docs.jsonl.gz"))}
        for row in _rows(path):
            gold = [documents[one] for one in row.get("gold_doc_ids") or () if one in documents]
            if row["kind"] != "answerable" or not row["answers"] or not gold:
                continue
            passages = tuple(f"{one['title']}.\n{one['text']}" for one in gold)
            for sentence in split_sentences(row["answers"][0]):
                if len(sentence.split()) >= 3:
                    found.append(Case("reference", sentence, passages))
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(data: Path | None = None) -> dict[str, Any]:
    """Counts of each set, the time a check takes, and what went wrong."""
    found: dict[str, Any] = {}
    wrong: list[str] = []
    times: list[float] = []
    for name, cases in (
        ("own_sentences", own_sentences()),
        ("paraphrases_design", paraphrases("design")),
        ("paraphrases_held_out", paraphrases("held_out")),
        *((("reference_answers", reference_answers(data)),) if data else ()),
    ):
        findings = [(case, _timed(case, times)) for case in cases]
        passed = sum(finding is None for _, finding in findings)
        found[name] = {"total": len(cases), "passed": passed}
        wrong.extend(f"{name}: {one.sentence} ({why})" for one, why in findings if why is not None)
    lies = [(case, _timed(case, times)) for case in paraphrases("plausible_lies")]
    caught = sum(finding is not None for _, finding in lies)
    found["plausible_lies"] = {"total": len(lies), "caught": caught}
    wrong.extend(f"plausible lie: {one.sentence}" for one, why in lies if why is None)
    kinds: dict[str, list[bool]] = {}
    for case in corrupted():
        is_caught = _timed(case, times) is not None
        kinds.setdefault(case.kind, []).append(is_caught)
        if not is_caught:
            wrong.append(f"{case.kind}: {case.sentence}")
    found["corrupted"] = {
        "total": sum(len(results) for results in kinds.values()),
        "caught": sum(sum(results) for results in kinds.values()),
    } | {kind: f"{sum(results)}/{len(results)}" for kind, results in kinds.items()}
    times.sort()
    found["check_ms"] = {
        "p50": round(times[len(times) // 2], 3),
        "p95": round(times[len(times) * 95 // 100], 3),
        "max": round(times[-1], 3),
    }
    return found | {"wrong": wrong}


def _timed(case: Case, times: list[float]) -> Finding | None:
    started = time.perf_counter()
    finding = check(case.sentence, case.passages)
    times.append((time.perf_counter() - started) * 1000)
    return finding


def _pieces(article: Article) -> Iterator[tuple[str, Sequence[str]]]:
    """The passages as answerers hand them to the gate, with their sentences."""
    for piece in divide(load("markdown", article.body)):
        yield f"{article.title}. {piece.heading}.\n{piece.text}", piece.sentences


def _number(case: Case, number: int) -> str | None:
    match = _NUMBER.search(case.sentence, 3)
    if match is None:
        return None
    others = [one for one in _NUMBER.findall(case.passages[0]) if one not in case.sentence]
    new = others[0] if others and number % 2 else str(int(match.group()) * 2 + 1)
    return case.sentence[: match.start()] + new + case.sentence[match.end() :]


def _not_added(case: Case, number: int) -> str | None:
    match = _AUXILIARY.search(case.sentence)
    if match is None or _NOT.search(case.sentence):
        return None
    return case.sentence[: match.end()] + " not" + case.sentence[match.end() :]


def _not_removed(case: Case, number: int) -> str | None:
    match = _NOT.search(case.sentence)
    if match is None:
        return None
    word = match.group().removesuffix(" not").replace("cannot", "can").replace("no ", "a ")
    return case.sentence[: match.start()] + word + case.sentence[match.end() :]


def _name(case: Case, number: int) -> str | None:
    match = _NAME.search(case.sentence)
    if match is None:
        return None
    others = [
        name for name in _NAME.findall(case.passages[0])
        if name not in case.sentence and name != match.group()
    ]  # fmt: skip
    new = others[0] if others and number % 2 else _FRESH_NAMES[number % len(_FRESH_NAMES)]
    return case.sentence[: match.start()] + new + case.sentence[match.end() :]


def _address(case: Case, number: int) -> str | None:
    match = _ADDRESS.search(case.sentence)
    if match is None:
        return f"{case.sentence} See www.tarnfield-help.example/login." if not number % 9 else None
    return case.sentence[: match.start()] + "tarnfeld.example" + case.sentence[match.end() :]


def _unit(case: Case, number: int) -> str | None:
    match = _UNIT.search(case.sentence)
    if match is None:
        return None
    new = _UNITS[match.group()]
    return case.sentence[: match.start()] + new + case.sentence[match.end() :]


_CHANGES: dict[str, Callable[[Case, int], str | None]] = {
    "number": _number,
    "negation added": _not_added,
    "negation removed": _not_removed,
    "name": _name,
    "link": _address,
    "unit": _unit,
}


def main() -> int:
    """Prints the figures, and every sentence that was judged wrongly."""
    parser = argparse.ArgumentParser(prog="python -m bench.grounding")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--data", type=Path, help="folder with the evaluation's knowledge bases")
    options = parser.parse_args()
    found = measure(options.data)
    if options.json:
        print(json.dumps(found, indent=2))
        return 0
    wrong = found.pop("wrong")
    for name, figures in found.items():
        print(f"{name:<22}" + ", ".join(f"{key} {value}" for key, value in figures.items()))
    print("", *wrong, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
