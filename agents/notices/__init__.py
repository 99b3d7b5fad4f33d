"""Mails: the team hears of visitors who wait unseen, visitors of answers that came while away."""

from agents.notices.calling import call_for_help
from agents.notices.delivering import deliver_due, send_again
from agents.notices.listening import nobody_is_listening
from agents.notices.messages import is_new_promise, on_promise_made
from agents.notices.outbox import has_mail_server
from agents.notices.plain import one_line, quoted
from agents.notices.replies import is_answer, on_answer
from agents.notices.sweeping import sweep
from agents.notices.waiting import (
    ends_wait,
    nobody_looks,
    notify_waiting,
    on_moved,
    on_queue_entered,
)
from agents.notices.writing import language_for, tell_team

__all__ = [
    "call_for_help",
    "deliver_due",
    "ends_wait",
    "has_mail_server",
    "is_answer",
    "is_new_promise",
    "language_for",
    "nobody_is_listening",
    "nobody_looks",
    "notify_waiting",
    "on_answer",
    "on_moved",
    "on_promise_made",
    "on_queue_entered",
    "one_line",
    "quoted",
    "send_again",
    "sweep",
    "tell_team",
]
