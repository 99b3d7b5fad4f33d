"""Reads the demo's help articles: front matter and Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "articles"


@dataclass(frozen=True, slots=True)
class Article:
    """One help article. `questions` are phrasings it answers; `body` is Markdown."""

    slug: str
    title: str
    category: str
    questions: tuple[str, ...]
    body: str


@cache
def all_articles() -> tuple[Article, ...]:
    """Every article, by file name."""
    return tuple(parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.md")))


def parse(text: str) -> Article:
    """An article from its file's text. Raises ValueError where the front matter is broken."""
    _, head, body = text.split("---\n", 2)
    fields: dict[str, str] = {}
    questions: list[str] = []
    for line in head.splitlines():
        if line.startswith("  - "):
            questions.append(line[4:].strip().strip('"'))
        elif ":" in line:
            name, value = line.split(":", 1)
            fields[name.strip()] = value.strip().strip('"')
    return Article(
        fields["slug"], fields["title"], fields["category"], tuple(questions), body.strip()
    )
