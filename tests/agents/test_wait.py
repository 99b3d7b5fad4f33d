"""The expected wait: places, who is ahead, and how long talks took."""

from __future__ import annotations

import pytest

from agents.wait import expected_wait_s

TALKS = [600.0] * 6


@pytest.mark.parametrize(
    ("free", "slots", "ahead", "handling_s", "expected"),
    [
        (1, 2, 0, TALKS, 0),
        (2, 2, 1, [], 0),
        (0, 2, 0, TALKS, 300),
        (0, 2, 3, TALKS, 1200),
        (1, 2, 3, TALKS, 900),
        (0, 0, 0, TALKS, None),
        (0, 2, 0, TALKS[:4], None),
        (0, 1, 0, [600.0, 600.0, 600.0, 600.0, 99_999.0], 1920),
    ],
)
def test_the_wait_follows_from_places_line_and_talks(
    free: int, slots: int, ahead: int, handling_s: list[float], expected: int | None
) -> None:
    said = expected_wait_s(free=free, slots=slots, ahead=ahead, handling_s=handling_s)
    assert said == expected
