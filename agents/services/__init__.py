"""Every write of the human side: one transaction each, keyword-only, joining an outer one.

Lock order everywhere: the agent's row, then the conversation's, then everything else.
"""

from agents.notices import call_for_help
from agents.services.assigning import assign, move_to_queue
from agents.services.closing import close_queue, open_queue
from agents.services.offers import accept, decline, expire, offer
from agents.services.opening import add_special_days
from agents.services.ownership import hand_back, on_moved, release, resolve, take_over
from agents.services.passing import transfer
from agents.services.presence import beat, set_presence
from agents.services.routing import give_up_asking, route
from agents.services.sweeping import sweep
from agents.services.telling import tell_waits, waits_changed
from agents.services.waiting import enqueue, set_aside
from agents.services.words import mark_read, note, rate_answer, reply, show_typing
from agents.setup import ensure_agent, ensure_defaults

__all__ = [
    "accept",
    "add_special_days",
    "assign",
    "beat",
    "call_for_help",
    "close_queue",
    "decline",
    "enqueue",
    "ensure_agent",
    "ensure_defaults",
    "expire",
    "give_up_asking",
    "hand_back",
    "mark_read",
    "move_to_queue",
    "note",
    "offer",
    "on_moved",
    "open_queue",
    "rate_answer",
    "release",
    "reply",
    "resolve",
    "route",
    "set_aside",
    "set_presence",
    "show_typing",
    "sweep",
    "take_over",
    "tell_waits",
    "transfer",
    "waits_changed",
]
