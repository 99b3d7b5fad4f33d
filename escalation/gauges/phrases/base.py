"""An example of what a gauge should, or should not, take for its matter."""

from __future__ import annotations

from dataclasses import dataclass

GAUGES = ("human_request", "frustration", "abuse")


@dataclass(frozen=True, slots=True)
class ExamplePhrase:
    """`counts`: the gauge should read it as its matter; else it is a near miss.

    Raises ValueError for a gauge that learns from no phrases, and for a text without words.
    """

    gauge: str
    text: str
    counts: bool

    def __post_init__(self) -> None:
        """Checked here, so that a wrong row is found where it is made."""
        if self.gauge not in GAUGES:
            raise ValueError(f"No gauge “{self.gauge}” learns from phrases.")
        if not self.text.strip():
            raise ValueError("A phrase needs words.")


def examples(**sides: str) -> tuple[ExamplePhrase, ...]:
    """One phrase a line. Names are `<gauge>` for what counts, `not_<gauge>` for near misses."""
    return tuple(
        ExamplePhrase(side.removeprefix("not_"), line.strip(), not side.startswith("not_"))
        for side, block in sides.items()
        for line in block.strip().splitlines()
    )
