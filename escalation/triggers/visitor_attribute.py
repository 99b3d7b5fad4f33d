"""Fires for visitors of a kind: a plan, a country, a mark such as VIP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from escalation.triggers.base import Hints, Trigger, option
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop
from escalation.words import fold

_IS, _IS_NOT, _CONTAINS, _LEAST, _MOST, _IS_SET = (
    "is", "is_not", "contains", "at_least", "at_most", "is_set"
)  # fmt: skip

_COMPARISONS = (
    (_IS, gettext_noop("is")),
    (_IS_NOT, gettext_noop("is not")),
    (_CONTAINS, gettext_noop("contains")),
    (_LEAST, gettext_noop("is at least")),
    (_MOST, gettext_noop("is at most")),
    (_IS_SET, gettext_noop("is known")),
)


@dataclass(frozen=True)
class VisitorAttribute(Trigger):
    """Compares what the site or a form told about the visitor; case and accents do not count."""

    kind: ClassVar[str] = "visitor_attribute"
    label: ClassVar[str] = gettext_noop("Visitor's attribute")
    reason: ClassVar[ReasonCode] = ReasonCode.VIP_OR_ATTRIBUTE
    default_priority: ClassVar[int] = 58

    attribute: str = option(
        "",
        Hints(
            gettext_noop("Attribute"),
            gettext_noop("Its name as the site passes it on, for example plan."),
            source="attributes",
            needed=True,
        ),
    )
    comparison: str = option(_IS, Hints(gettext_noop("Comparison"), choices=_COMPARISONS))
    value: str = option(
        "", Hints(gettext_noop("Value"), gettext_noop("Numbers are compared as numbers."))
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the attribute's value in the sentence; an unknown one never compares."""
        actual = snapshot.attributes.get(self.attribute)
        if actual is None or actual == "" or not self._fits(actual):
            return None
        return self.fired(f"The visitor's {self.attribute} is “{actual}”.")

    def _fits(self, actual: Any) -> bool:
        if self.comparison == _IS_SET:
            return True
        if self.comparison in (_LEAST, _MOST):
            return self._reaches(actual)
        mine, theirs = fold(self.value.strip()), fold(_text(actual).strip())
        if self.comparison == _CONTAINS:
            return bool(mine) and mine in theirs
        return (mine == theirs) is (self.comparison == _IS)

    def _reaches(self, actual: Any) -> bool:
        try:
            mine, theirs = float(self.value), float(_text(actual))
        except ValueError:
            return False
        return theirs >= mine if self.comparison == _LEAST else theirs <= mine

    def sentence(self) -> str:
        """The rule in words."""
        words = dict(_COMPARISONS)[self.comparison]
        value = "" if self.comparison == _IS_SET else f" “{self.value}”"
        return f"the visitor's {self.attribute or 'attribute'} {words}{value}"


def _text(value: Any) -> str:
    """JSON's true and false as people write them."""
    return str(value).lower() if isinstance(value, bool) else str(value)
