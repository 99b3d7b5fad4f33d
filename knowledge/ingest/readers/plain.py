"""Markdown and plain text: nearly as they are; only the title is looked for."""

from __future__ import annotations

import re

from knowledge.ingest.readers.names import from_file_name, tidy
from knowledge.ingest.readers.types import SourceText, UnreadableError

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_FIRST_HEADING = re.compile(
    r"\A\s*(?:#[ \t]+(?P<atx>.+?)[ \t]*#*|(?P<setext>\S.*)\n=+)[ \t]*(?:\n|\Z)"
)
_MARKS = re.compile(r"[*_`]+|\[([^\]]*)\]\([^)]*\)")
_MAX_TITLE_WORDS = 14


def read_markdown(name: str, text: str) -> SourceText:
    """The Markdown without front matter and without the heading that is its title."""
    title = ""
    if front := _FRONT_MATTER.match(text):
        if named := _FRONT_TITLE.search(front[1]):
            title = tidy(named[1].strip("\"'"))
        text = text[front.end() :]
    if heading := _FIRST_HEADING.match(text):
        words = tidy(_MARKS.sub(r"\1", heading["atx"] or heading["setext"]))
        rest = text[heading.end() :]
        # Kept where it says something else than the title, or where nothing follows it.
        if rest.strip() and (not title or title.casefold() == words.casefold()):
            title, text = words, rest
        title = title or words
    return _checked(title or from_file_name(name), "markdown", text)


def read_text(name: str, text: str) -> SourceText:
    """The text; a short first line that stands alone is its title."""
    first, _, rest = text.strip().partition("\n")
    stands_alone = not rest.strip() or rest.startswith("\n")
    if rest.strip() and stands_alone and _is_title(first):
        return _checked(tidy(first), "text", rest)
    return _checked(from_file_name(name), "text", text)


def _is_title(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= _MAX_TITLE_WORDS and not line.rstrip().endswith((".", ",", ";", ":"))


def _checked(title: str, kind: str, body: str) -> SourceText:
    body = body.strip("\n").rstrip()
    if not re.search(r"\w", body):
        raise UnreadableError("no_text")
    return SourceText(title, kind, body + "\n")
