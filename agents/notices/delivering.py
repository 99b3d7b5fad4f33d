"""Notices leave the house: one after the other, claimed with a lease, tried again, given up.

A worker that dies after the server took a mail leaves its lease to expire, and the mail is sent
once more with the same Message-ID; a mail is never lost for that.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import Notice
from agents.notices import replies, waiting
from agents.notices.outbox import TOO_OLD, are_lanes_taken, due, has_mail_server, kick_after_commit
from agents.notices.sending import Outcome, send

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
_LEASE = timedelta(minutes=5)
_TROUBLE_PAUSE = timedelta(seconds=30)
_AT_ONCE = 200


def pause_after(attempts: int) -> timedelta:
    """How long a notice rests after so many tries: half a minute, then four times as long each."""
    return timedelta(seconds=30 * 4 ** (attempts - 1))


def deliver_due(now: datetime | None = None) -> int:
    """Every notice that is due was sent, rests until its next try, or is given up.

    Returns how many were sent. Without a mail server nothing is touched: they stay to be sent.
    Any number of workers may do so at once.
    """
    if not has_mail_server():
        return 0
    begun = now or timezone.now()
    _clear(begun)
    waiting.sort_out(begun)
    replies.gather(begun)
    sent = 0
    for _turn in range(_AT_ONCE):
        moment = now or timezone.now()
        notice = _claim(moment)
        if notice is None:
            break
        outcome = send(notice)
        sent += _settle(notice, outcome, moment)
        if outcome.is_trouble:
            _rest_all(moment)
            break
    return sent


@transaction.atomic
def send_again(notice_id: int, now: datetime | None = None) -> bool:
    """A notice that was given up, or rests after a failed try, is due now, with all its tries.

    False, and nothing has changed, for one that was sent, is not needed or has no address.
    """
    notice = Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id).first()
    states = {Notice.State.FAILED, Notice.State.PENDING}
    if notice is None or notice.state not in states or not notice.to:
        return False
    notice.state, notice.attempts, notice.lease_until = Notice.State.PENDING.value, 0, None
    notice.not_before = now or timezone.now()
    notice.save(update_fields=["state", "attempts", "lease_until", "not_before"])
    kick_after_commit()
    return True


def _clear(now: datetime) -> None:
    """What a server that was named late would send is no news; what kills workers is given up."""
    old = Notice.objects.filter(due(now), created_at__lt=now - TOO_OLD, attempts=0)
    old = old.exclude(body="")  # what goes with later words is as new as those
    old.update(state=Notice.State.DROPPED.value, error=_("It had become too old."))
    died = Notice.objects.filter(due(now), attempts__gte=MAX_ATTEMPTS)
    died.update(state=Notice.State.FAILED.value, error=_("Every try was interrupted."))


@transaction.atomic
def _claim(now: datetime) -> Notice | None:
    """The next notice that is due is this worker's; None when there is none, or nobody may send."""
    if are_lanes_taken(now):
        return None
    rows = Notice.objects.select_for_update(skip_locked=True, of=("self",))
    notice = rows.filter(due(now)).exclude(body="").order_by("not_before", "pk").first()
    if notice is None:
        return None
    notice.attempts += 1
    notice.lease_until = now + _LEASE
    notice.save(update_fields=["attempts", "lease_until"])
    return notice


@transaction.atomic
def _settle(claimed: Notice, outcome: Outcome, now: datetime) -> bool:
    """The outcome is stored, unless another worker has taken the notice meanwhile."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=claimed.pk)
    if notice.state != Notice.State.PENDING or notice.attempts != claimed.attempts:
        return False
    notice.lease_until, notice.error = None, outcome.error
    if not outcome.error:
        notice.state, notice.sent_at = Notice.State.SENT.value, now
    elif outcome.is_final or notice.attempts >= MAX_ATTEMPTS:
        notice.state = Notice.State.FAILED.value
    else:
        notice.not_before = now + pause_after(notice.attempts)
    notice.save(update_fields=["state", "sent_at", "not_before", "lease_until", "error"])
    tell = logger.warning if outcome.error else logger.info
    tell("notice tried", extra={"notice": notice.pk, "kind": notice.kind, "state": notice.state})
    return not outcome.error


def _rest_all(now: datetime) -> None:
    """The server is in trouble: no other notice loses a try to it for a while."""
    rest = now + _TROUBLE_PAUSE
    Notice.objects.filter(due(now)).update(not_before=rest)
