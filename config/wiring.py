"""THE page to read: which timeline entry makes whom react, in order.

Reactions in the transaction only write rows; reactions after commit only kick what those rows
describe. Sweepers find whatever a lost kick left undone.
"""

from __future__ import annotations

from chat import bus, outlook
from chat.types import Entry, EntryKind, Move, State


def _does_more_than_ask(entry: Entry) -> bool:
    """Whether the move may free or settle anything; asking for a person, or one of them, cannot."""
    move, before = Move(entry.payload["move"]), State(entry.payload["from"])
    return move is not Move.ESCALATE and (move is not Move.OFFER or before is not State.QUEUED)


def connect() -> None:
    """Registers every reaction of the house, and freezes the bus."""
    from agents import beside, notices
    from agents import services as agents
    from agents.selectors import waits
    from escalation import services as escalation
    from escalation.board.access import board_url_for
    from flows import handlers as flows

    inside, after = bus.in_transaction, bus.after_commit

    # A conversation begins its flow; the visitor's words get a turn, begun right after commit.
    inside(EntryKind.CONVERSATION_OPENED, flows.on_opened)
    inside(EntryKind.MESSAGE_POSTED, flows.on_message, when=flows.wants_turn)
    after(EntryKind.MESSAGE_POSTED, flows.kick)

    # Words for somebody who left a message are answered with when a person will read them.
    inside(EntryKind.MESSAGE_POSTED, escalation.on_message, when=escalation.follows_left_message)

    # A person's answer keeps what was promised; whoever waits may choose another way.
    inside(EntryKind.MESSAGE_POSTED, escalation.on_agent_replied, when=escalation.is_agents_reply)
    inside(EntryKind.WAY_CHOSEN, escalation.on_way_chosen)

    # Words that waited for the assistant are answered when the flow has come to it.
    after(EntryKind.FLOW_STEPPED, flows.kick_stepped)

    # An escalation leads the flow to its people; `agents` itself offers whoever waits.
    inside(EntryKind.CONVERSATION_ESCALATED, flows.on_escalated)
    inside(EntryKind.QUEUE_ENTERED, escalation.on_queue_entered)

    # A person is there: the handoff is settled, and the flow knows.
    inside(EntryKind.AGENT_JOINED, escalation.on_agent_joined)
    inside(EntryKind.AGENT_JOINED, flows.on_agent_joined)

    # Nobody can be had: the flow goes its way for that; where it has none, the fallback catches it.
    inside(EntryKind.OFFERS_EXHAUSTED, flows.on_offers_exhausted)
    inside(
        EntryKind.OFFERS_EXHAUSTED,
        escalation.on_offers_exhausted,
        when=flows.leaves_to_fallback,
    )

    # Moves free agents, settle handoffs and lead the flow on, in this order.
    inside(EntryKind.CONVERSATION_MOVED, agents.on_moved, when=_does_more_than_ask)
    inside(EntryKind.CONVERSATION_MOVED, escalation.on_moved, when=_does_more_than_ask)
    inside(EntryKind.CONVERSATION_MOVED, flows.on_moved, when=_does_more_than_ask)
    after(EntryKind.CONVERSATION_MOVED, flows.kick_returned)

    # Forms: a left message is captured, a survey ends.
    inside(EntryKind.FORM_SUBMITTED, escalation.on_form_submitted)
    inside(EntryKind.FORM_SUBMITTED, flows.on_form_settled)
    inside(EntryKind.FORM_SKIPPED, escalation.on_form_skipped)
    inside(EntryKind.FORM_SKIPPED, flows.on_form_settled)

    # What the visitor puts right about themselves holds for everybody.
    inside(EntryKind.BRIEF_CORRECTED, escalation.on_brief_corrected)

    # What people say about an answer stays with its record.
    inside(EntryKind.ANSWER_RATED, flows.on_rated)

    # A thumb down is a moment at which rules are asked.
    inside(EntryKind.ANSWER_RATED, escalation.on_rated, when=escalation.calls_wrong)

    # What the kernel tells visitors about people it asks of those who know.
    outlook.connect(wait_of=waits.wait_of, opens_at=waits.opens_at)

    # Mails: somebody waits and nobody looks, something was promised, the visitor is gone.
    inside(EntryKind.QUEUE_ENTERED, notices.on_queue_entered, when=notices.nobody_looks)
    inside(EntryKind.CONVERSATION_MOVED, notices.on_moved, when=notices.ends_wait)
    inside(EntryKind.PROMISE_MADE, notices.on_promise_made, when=notices.is_new_promise)
    inside(EntryKind.MESSAGE_POSTED, notices.on_answer, when=notices.is_answer)

    # The inbox leads to the board whoever may look at it.
    beside.connect(board=board_url_for)

    bus.freeze()
