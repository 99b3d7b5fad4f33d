"""Titles: from the text where it has one, else from the file's name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

MAX_TITLE = 300
_SPACES = re.compile(r"\s+")
# What programs write into the title of a file that was given none.
_NO_TITLE = re.compile(
    r"^(untitled|unbenannt|document\d*|dokument\d*|new document|slide \d+|title|.*\.(docx?|pdf|"
    r"indd|pptx?|xlsx?|odt|html?|tex|pub|dvi)|microsoft (word|powerpoint).*|about:blank|-+)$",
    re.IGNORECASE,
)


def tidy(title: str) -> str:
    """One line, at most as long as a title may be."""
    return _SPACES.sub(" ", title).strip()[:MAX_TITLE].strip()


def meant(title: str) -> str:
    """The title, or nothing where a program wrote it rather than a person."""
    title = tidy(title)
    return "" if _NO_TITLE.match(title) or not re.search(r"\w{2}", title) else title


def from_file_name(name: str) -> str:
    """A readable title from the name of a file or the last part of an address."""
    path = urlsplit(name).path if "://" in name else name
    stem = PurePosixPath(PureWindowsPath(unquote(path)).as_posix()).stem
    words = _SPACES.sub(" ", re.sub(r"[_\-+.]+", " ", stem)).strip()
    return tidy(words[:1].upper() + words[1:]) or tidy(name) or "Untitled"
