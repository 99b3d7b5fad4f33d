"""Every act of deciding and handing over: one transaction each, joining an outer one.

Lock order: the conversation's row first, then handoffs. Reactions (`on_...`) may run inside the
transaction of their entry or after it; running one twice changes nothing.
"""

from escalation.measuring import make_ready
from escalation.services.choosing import on_way_chosen
from escalation.services.deciding import Case, begin, judge, store_decision
from escalation.services.falling_back import (
    fall_back,
    hold,
    leave_message,
    on_offers_exhausted,
)
from escalation.services.feedback import calls_wrong, on_rated
from escalation.services.handing_over import escalate
from escalation.services.keeping import is_agents_reply, on_agent_replied
from escalation.services.ladder import turn_away
from escalation.services.left_messages import (
    follows_left_message,
    on_form_skipped,
    on_form_submitted,
    on_message,
)
from escalation.services.passing_on import on_brief_corrected
from escalation.services.promises import (
    drop_promise,
    give_promise,
    keep_promise,
    make_promise,
    postpone_promise,
)
from escalation.services.promising import promise_callback
from escalation.services.publishing import publish, restore, save_draft
from escalation.services.reminding import sweep_promises
from escalation.services.settling import (
    on_agent_joined,
    on_moved,
    on_queue_entered,
    settle,
)
from escalation.services.sweeping import sweep

__all__ = [
    "Case",
    "begin",
    "calls_wrong",
    "drop_promise",
    "escalate",
    "fall_back",
    "follows_left_message",
    "give_promise",
    "hold",
    "is_agents_reply",
    "judge",
    "keep_promise",
    "leave_message",
    "make_promise",
    "make_ready",
    "on_agent_joined",
    "on_agent_replied",
    "on_brief_corrected",
    "on_form_skipped",
    "on_form_submitted",
    "on_message",
    "on_moved",
    "on_offers_exhausted",
    "on_queue_entered",
    "on_rated",
    "on_way_chosen",
    "postpone_promise",
    "promise_callback",
    "publish",
    "restore",
    "save_draft",
    "settle",
    "store_decision",
    "sweep",
    "sweep_promises",
    "turn_away",
]
