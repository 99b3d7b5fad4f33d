"""THE page to read: which timeline entry makes whom react, in order.

Reactions in the transaction only write rows; reactions after commit only kick what those rows
describe. Sweepers find whatever a lost kick left undone.
"""

from __future__ import annotations

from chat import bus


def connect() -> None:
    """Registers every reaction of the house, and freezes the bus."""
    bus.freeze()
