"""One mail leaves the house: plain text, marked as automatic, with an id that stays its own."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from django.conf import settings
from django.core.mail import EmailMessage

from agents.models import Notice
from agents.notices.plain import one_line, shortened

_PERMANENT = 500
_ERROR_CHARS = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended. `error`: for managers, empty when it was taken.

    `is_final`: another try cannot work. `is_trouble`: the server is at fault, not this mail.
    """

    error: str = ""
    is_final: bool = False
    is_trouble: bool = False


def send(notice: Notice) -> Outcome:
    """The mail is with the server, or the outcome says why not."""
    try:
        _message(notice).send()
    except SMTPRecipientsRefused as error:
        answers = list(error.recipients.values())
        is_final = bool(answers) and all(code >= _PERMANENT for code, _ in answers)
        return Outcome(_said(*answers[0]) if answers else "refused", is_final=is_final)
    except SMTPDataError as error:
        return Outcome(_said(error.smtp_code, error.smtp_error), error.smtp_code >= _PERMANENT)
    except SMTPResponseException as error:
        return Outcome(_said(error.smtp_code, error.smtp_error), is_trouble=True)
    except (SMTPException, OSError) as error:
        return Outcome(_kind(error), is_trouble=True)
    except ValueError as error:  # an address or a header that no mail can have
        return Outcome(_kind(error), is_final=True)
    return Outcome()


def _message(notice: Notice) -> EmailMessage:
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    headers = {
        # The same for every try: a reader's server may drop what it has already.
        "Message-ID": f"<notice-{notice.pk}-{int(notice.created_at.timestamp())}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(
        subject=notice.subject,
        body=notice.body,
        from_email=sender,
        to=[notice.to],
        headers=headers,
    )


def _said(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return shortened(one_line(f"{code} {words}", _ERROR_CHARS), _ERROR_CHARS)


def _kind(error: Exception) -> str:
    return shortened(one_line(f"{type(error).__name__}: {error}", _ERROR_CHARS), _ERROR_CHARS)
