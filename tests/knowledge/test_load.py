"""Reading documents of every kind."""

from __future__ import annotations

import pytest

from knowledge.ingest.chunk import BlockKind
from knowledge.ingest.load import UnreadableError, load
from knowledge.models import DocumentKind

MARKDOWN = """\
---
slug: x
---
Intro with **bold**, a [link](https://a.example/x), a [relative one](/help/y) and `code`.

## Steps

Do this:

1. Go to *Orders*.
2. Choose Return
   - nested

## Prices

| Plan | Price | Users |
|---|---|---|
| Basic | 5 EUR | 2 |
"""


def test_markdown_is_cut_at_headings_and_stripped_of_marks() -> None:
    intro, steps, prices = load("markdown", MARKDOWN)
    assert intro.blocks[0].text == (
        "Intro with bold, a link (https://a.example/x), a relative one and code."
    )
    assert steps.heading == "Steps"
    assert steps.blocks[1].text == "1. Go to Orders.\n2. Choose Return\n  - nested"
    assert prices.blocks[0].kind is BlockKind.TABLE
    assert prices.blocks[0].text.splitlines()[1] == "Basic – Price: 5 EUR; Users: 2"


def test_nested_headings_are_joined() -> None:
    sections = load("markdown", "# A\n\ntext\n\n## B\n\ntext\n\n# C\n\ntext")
    assert [section.heading for section in sections] == ["A", "A / B", "C"]


def test_html_loses_navigation_and_keeps_lists() -> None:
    page = """<html><body><nav><a href="/">Home</a></nav><main><h1>Returns</h1>
    <p>You can return goods within thirty days. It is free and easy for everybody.</p>
    <ol><li>Open orders</li><li>Choose return</li></ol></main>
    <footer>Imprint</footer></body></html>"""
    text = "\n".join(block.text for section in load("html", page) for block in section.blocks)
    assert "1. Open orders\n2. Choose return" in text
    assert "Home" not in text
    assert "Imprint" not in text


def test_questions_become_headings_of_their_answers() -> None:
    first, second = load("qa", "Q: How?\nA: Like this.\n\n- one\n- two\n\nQ: Why?\nA: Because.")
    assert (first.heading, second.heading) == ("How?", "Why?")
    assert [block.text for block in first.blocks] == ["Like this.", "- one\n- two"]


def test_plain_text_keeps_its_lists() -> None:
    (section,) = load("text", "First line\nsecond line\n\n- one\n- two\n  more of two\n")
    assert [block.text for block in section.blocks] == [
        "First line second line",
        "- one\n- two more of two",
    ]


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_a_document_without_text_is_refused(kind: str) -> None:
    with pytest.raises(UnreadableError):
        load(kind, " \n ")
