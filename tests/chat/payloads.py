"""Random payloads of entries, with what must stay in the house hidden everywhere."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from chat.frames import (
    AgentView,
    BriefLine,
    CitationView,
    FormField,
    FormOption,
    ImageView,
    LinkView,
)
from chat.projection import VISITOR_FIELDS

SECRET = "what only staff may know"
PLAIN = st.text(max_size=12) | st.integers(0, 9) | st.none() | st.booleans()
NESTED = {
    "agent": frozenset(AgentView.model_fields),
    "citations": frozenset(CitationView.model_fields),
    "fields": frozenset(FormField.model_fields),
    "image": frozenset(ImageView.model_fields),
    "links": frozenset(LinkView.model_fields),
    "options": frozenset(FormOption.model_fields),
    "lines": frozenset(BriefLine.model_fields),
}
LISTED = sorted(frozenset().union(*VISITOR_FIELDS.values()))
"""Every name that some kind shows to visitors."""

_SECRETS = st.dictionaries(
    st.text(alphabet="abcdefgh_", min_size=3, max_size=10).map(lambda name: f"staff_{name}"),
    st.just(SECRET) | st.just([SECRET]) | st.just({"inner": SECRET}),
    max_size=3,
)


def allowed_names(name: str, value: Any) -> Any:
    """The value with nothing but the listed names, where it is nested."""
    if name not in NESTED:
        return value
    if isinstance(value, list):
        return [allowed_names(name, one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: allowed_names(key, inner) for key, inner in value.items() if key in NESTED[name]}


def _inner(name: str) -> st.SearchStrategy[dict[str, Any]]:
    names = sorted(NESTED[name])
    shown = st.fixed_dictionaries({}, optional={one: _value(one) for one in names})
    return st.builds(lambda one, two: {**two, **one}, shown, _SECRETS)


def _value(name: str) -> st.SearchStrategy[Any]:
    if name in ("agent", "image"):
        return _inner(name)
    return st.lists(_inner(name), max_size=3) if name in NESTED else PLAIN


def payloads() -> st.SearchStrategy[dict[str, Any]]:
    """Any of the listed names with plausible values, and secrets beside and inside them."""
    listed = st.fixed_dictionaries({}, optional={name: _value(name) for name in LISTED})
    return st.builds(lambda shown, hidden: {**hidden, **shown}, listed, _SECRETS)
