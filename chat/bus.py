"""Upward news: other apps' reactions to timeline entries, registered by `config.wiring` alone.

`in_transaction` reactions only write rows; each runs in a savepoint, so that a faulty one never
loses the entry it reacts to (sweepers find what it left undone). A savepoint costs two round trips:
a reaction to few of many entries says which by a condition. `after_commit` reactions kick what
those rows describe.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, transaction

from chat.types import Entry, EntryKind

Reaction = Callable[[Entry], None]
Condition = Callable[[Entry], bool]
logger = logging.getLogger(__name__)


class _Bus:
    def __init__(self) -> None:
        self.inside: dict[str, list[Reaction]] = defaultdict(list)
        self.after: dict[str, list[Reaction]] = defaultdict(list)
        self.conditions: dict[Reaction, Condition] = {}
        self.frozen = False

    def add(self, table: dict[str, list[Reaction]], kind: EntryKind, reaction: Reaction) -> None:
        if self.frozen:
            raise RuntimeError("reactions are registered in config/wiring.py, at start-up only")
        table[kind.value].append(reaction)


_bus = _Bus()


def in_transaction(kind: EntryKind, reaction: Reaction, *, when: Condition | None = None) -> None:
    """`reaction` runs in the transaction of every entry of this kind; it may only write rows.

    `when` is asked when its turn comes, after the reactions before it, and changes nothing;
    entries for which it is false are left out. None: every entry.
    """
    _bus.add(_bus.inside, kind, reaction)
    if when is not None:
        _bus.conditions[reaction] = when


def after_commit(kind: EntryKind, reaction: Reaction) -> None:
    """`reaction` runs after the commit of every entry of this kind, in the committing thread."""
    _bus.add(_bus.after, kind, reaction)


def freeze() -> None:
    """No reaction can be added from now on."""
    _bus.frozen = True


def react_inside(entry: Entry) -> None:
    """Runs the in-transaction reactions to `entry`, each in a savepoint of its own."""
    for reaction in _bus.inside.get(entry.kind, ()):
        condition = _bus.conditions.get(reaction)
        try:
            if condition is None or condition(entry):
                with transaction.atomic():
                    reaction(entry)
        except (OperationalError, InterfaceError):
            # A lost connection or a deadlock ends the whole transaction; the client sends again.
            raise
        except Exception:  # noqa: BLE001 - the entry outlives a faulty reaction
            _log_failure(reaction, entry)


def react_after(entry: Entry) -> None:
    """Runs the after-commit reactions to `entry`; a failure is logged and left to the sweeper."""
    for reaction in _bus.after.get(entry.kind, ()):
        try:
            reaction(entry)
        except Exception:  # noqa: BLE001 - the facts are committed; sweepers follow
            _log_failure(reaction, entry)


def _log_failure(reaction: Reaction, entry: Entry) -> None:
    logger.exception(
        "reaction failed",
        extra={
            "reaction": getattr(reaction, "__qualname__", repr(reaction)),
            "conversation": entry.conversation_id,
            "seq": entry.seq,
            "kind": entry.kind,
        },
    )
