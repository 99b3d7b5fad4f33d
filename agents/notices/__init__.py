"""Mails: the team hears of visitors who wait unseen, visitors of answers that came while away."""

from agents.notices.delivering import deliver_due, send_again
from agents.notices.outbox import has_mail_server
from agents.notices.plain import one_line, quoted
from agents.notices.writing import language_for, tell_team

__all__ = [
    "deliver_due",
    "has_mail_server",
    "language_for",
    "one_line",
    "quoted",
    "send_again",
    "tell_team",
]
