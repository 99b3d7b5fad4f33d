"""Every read of the human side that has a rule: who may look, who is there, rows and views."""

from agents.selectors.access import Access, access_as_agent, conversation_id_of, staff_conversations
from agents.selectors.colleagues import colleagues
from agents.selectors.figures import figures, has_online, takes_newcomers
from agents.selectors.hours import is_open, next_opening
from agents.selectors.opened import brief_of, opened, visitor_of
from agents.selectors.people import (
    agent_of,
    candidates_online,
    default_queue,
    free_capacity,
    has_given_up,
    is_online,
    me_of,
    owner_of,
    queue_by_slug,
)
from agents.selectors.rows import counts_for, queue_views, row_for, rows, rows_with_unread
from agents.selectors.welcome import canned_replies, offers_to, welcome

__all__ = [
    "Access",
    "access_as_agent",
    "agent_of",
    "brief_of",
    "candidates_online",
    "canned_replies",
    "colleagues",
    "conversation_id_of",
    "counts_for",
    "default_queue",
    "figures",
    "free_capacity",
    "has_given_up",
    "has_online",
    "is_online",
    "is_open",
    "me_of",
    "next_opening",
    "offers_to",
    "opened",
    "owner_of",
    "queue_by_slug",
    "queue_views",
    "row_for",
    "rows",
    "rows_with_unread",
    "staff_conversations",
    "takes_newcomers",
    "visitor_of",
    "welcome",
]
