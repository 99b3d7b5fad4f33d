"""What readers take and give: plain values, and one error with a code that staff can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reader may be given, and how much it may use."""

    file_bytes: int = 20 * 1024 * 1024
    text_chars: int = 2_000_000  # about a thousand printed pages
    seconds: int = 60
    memory_bytes: int = 1024 * 1024 * 1024
    pdf_pages: int = 800
    unpacked_bytes: int = 100 * 1024 * 1024  # of the text parts of a Word file
    archive_entries: int = 3000


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file or page.

    `kind`: a value of `knowledge.models.DocumentKind`. `doubts`: codes of
    `knowledge.ingest.readers.messages` that staff should know of although the text was read.
    `language` and `canonical` are what a web page says about itself, else empty.
    """

    title: str
    kind: str
    body: str
    doubts: tuple[str, ...] = ()
    language: str = ""
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text made of bytes; `is_guess` when nothing but the bytes themselves told how."""

    text: str
    encoding: str
    is_guess: bool = False


class UnreadableError(Exception):
    """A file or page cannot become an article; `str()` is a sentence for staff.

    `code`: a key of `knowledge.ingest.readers.messages`; `facts`: the numbers of the sentence.
    """

    def __init__(self, code: str, facts: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        # The sandboxed readers run without Django and need the code alone.
        from knowledge.ingest.readers.messages import sentence

        return sentence(self.code, self.facts)


@dataclass(slots=True)
class Doubts:
    """Collects what staff should know, each code once."""

    codes: list[str] = field(default_factory=list)

    def add(self, code: str) -> None:
        """The code is among them."""
        if code not in self.codes:
            self.codes.append(code)
