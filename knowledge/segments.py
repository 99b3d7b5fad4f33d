"""Cutting growing text into checked-able segments, and reading their citation marks; pure."""

from __future__ import annotations

import re

from knowledge.sentences import ends_with_abbreviation, is_numbered_item

_MARK = r"\[\d+(?:\s*[,;]\s*\d+)*\]"
_MARKS = re.compile(rf"\s*{_MARK}")
# The end of a sentence with its marks, or of a line, once the beginning of what follows is there.
_END = re.compile(rf"[.!?…][\"'”’)]*(?:\s*{_MARK})*[ \t]+(?=[^\s\[])|\s*\n\s*(?=\S)")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,3}\.\s*$")


class Segmenter:
    """Takes text piece by piece and gives it back in whole sentences and lines."""

    def __init__(self) -> None:
        self._pending = ""

    def feed(self, text: str) -> list[str]:
        """The segments that are now complete; joined with `rest()` they are all that was fed."""
        self._pending += text
        segments: list[str] = []
        start = 0
        for match in _END.finditer(self._pending):
            segment = self._pending[start : match.end()]
            if _LIST_NUMBER.search(segment) or ends_with_abbreviation(segment.rstrip()):
                continue
            segments.append(segment)
            start = match.end()
        self._pending = self._pending[start:]
        return segments

    def rest(self) -> str:
        """What is left when nothing follows any more."""
        rest, self._pending = self._pending, ""
        return rest


class StepList:
    """Keeps numbered steps and the line that introduces them back until the list is complete.

    Half a procedure may do harm that neither its beginning nor its absence does.
    """

    def __init__(self) -> None:
        self._kept: list[str] = []

    def feed(self, segment: str) -> list[str]:
        """What may be shown now: everything but an unfinished list."""
        within_item = bool(self._kept) and not self._kept[-1].endswith("\n")
        if is_numbered_item(segment) or within_item:
            self._kept.append(segment)
            return []
        ready = self.rest()
        if segment.rstrip().endswith(":"):
            self._kept.append(segment)
            return ready
        return [*ready, segment]

    def rest(self) -> list[str]:
        """What was kept back."""
        kept, self._kept = self._kept, []
        return kept


def cited_numbers(segment: str) -> list[int]:
    """The passage numbers that the segment's marks name, in order, each once."""
    numbers = [
        int(number) for mark in _MARKS.findall(segment) for number in re.findall(r"\d+", mark)
    ]
    return list(dict.fromkeys(numbers))


def without_marks(segment: str) -> str:
    """The segment as the visitor sees it."""
    return _MARKS.sub("", segment)
