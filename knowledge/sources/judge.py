"""Whether what a server sent is an article or an error page in disguise; pure.

A wrong rejection costs a reading: the last good copy stays. A wrong acceptance puts "Page not
found" into answers. So in doubt the text is rejected, and staff read why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# Error pages are short; longer ones may well be articles about errors or about signing in.
SHORT_WORDS = 60
# Up to here a title that is an error, or a password field beside the word, gives a page away.
MIDDLE_WORDS = 150
# A page that begins with asking to log in and says little else.
LOGIN_WORDS = 15
# Of these patterns are asked; one "word" may be as long as a page.
HEAD_CHARS = 600
# A page that shrinks below this share of its last good copy has lost its article.
COLLAPSE_SHARE = 0.15
COLLAPSE_FROM_WORDS = 60
# So many pages with the same text, and this share of all, are no articles.
SAME_PAGES = 3
SAME_SHARE = 0.2

# A title that is nothing else than an error; "What error 404 means" is an article.
_ERROR_TITLE = re.compile(
    r"((http|error|status|fehler|erreur|oops|sorry) )*([45]\d\d )?"
    r"((the|this|that|your) )?(requested )?"
    r"((page|content|article|document|url|file|resource|site|seite|página|pagina) )?"
    r"(error |((was|is|were|could|can|wurde) )?(not|nicht|no|não|non|niet) (be )?(found|gefunden"
    r"|encontrada|trovata|trouvée|gevonden|available|existe) |introuvable |gone |unavailable "
    r"|does(n t| not) exist |no longer (exists|available) )?",
    re.IGNORECASE,
)
_TELLS = re.compile(r"[45]\d\d|\w{4}")
_NOT_FOUND = re.compile(
    r"\b(page|requested url|url)\b[^.\n]{0,60}\b(not found|(could not|couldn.t|cannot|can.t"
    r"|can not) be found|does(n.t| not) exist|no longer (exists?|available)|is (not|un)available"
    r"|is missing)"
    r"|\blooking for\b[^.\n]{0,60}\b(exist|found|moved|removed|deleted|available)"
    r"|\bnothing (was )?found here\b|\b(404|410)\W{1,3}(not found|page not found|gone)\b"
    r"|\b(we|i) (could not|couldn.t|can.t|cannot) find (the|that|this|your) page\b"
    r"|\bseite (wurde )?nicht gefunden\b|\bpage (introuvable|non trouvée)\b"
    r"|\bpágina no (encontrada|existe)\b|\bpágina não (encontrada|existe)\b"
    r"|\bpagina non trovata\b|\bpagina niet gevonden\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(internal server error|bad gateway|gateway time-?out|service (temporarily )?unavailable"
    r"|something went wrong|an (unexpected )?error (has )?occurred|we.?(ll| will) be (right )?back"
    r"|(down|closed) for (scheduled )?maintenance|under maintenance|(site|page) is (temporarily )?"
    r"(down|offline|unavailable)|temporarily (down|unavailable)|too many requests"
    r"|database connection|wartungsarbeiten|en maintenance|en mantenimiento)\b",
    re.IGNORECASE,
)
_BARRED = re.compile(
    r"\b(just a moment|checking your browser|verify (that )?you are (a )?human|are you (a )?(human|"
    r"robot)|enable javascript( and cookies)?|access (is )?denied|(403|401)\W{1,3}(forbidden|"
    r"unauthori[sz]ed)|request (was )?blocked|unusual traffic|captcha)\b",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b((please )?(log|sign)[ -]?in( to| with|$| or)|(log|sign)[ -]?in required|you (must|need to|"
    r"have to) (be logged in|log in|sign in)|members only|forgot(ten)? (your )?password"
    r"|anmelden|einloggen|se connecter|iniciar sesión|iniciar sessão|accedi)\b",
    re.IGNORECASE | re.MULTILINE,
)
_LOGIN_ADDRESS = re.compile(r"/(log-?in|sign-?in|auth|sso|account/login|users/sign_in)\b", re.I)


class Reason(StrEnum):
    """Why a text is not taken."""

    EMPTY = "empty"
    NOT_FOUND = "not_found"
    BROKEN = "broken"
    BARRED = "barred"
    LOGIN = "login"
    COLLAPSED = "collapsed"
    SAME_EVERYWHERE = "same_everywhere"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read at an address. `has_password_field`: the page asks for one."""

    address: str
    title: str
    text: str
    has_password_field: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """What else the run has read: `same` pages with this very text (itself included), of `read`;
    `same_with_other_past` of them had another text before."""

    same: int = 1
    read: int = 1
    same_with_other_past: int = 0


def objection(reading: Reading, *, last_words: int, company: Company) -> Reason | None:
    """Why the text is not to be taken; None when it is an article.

    `last_words`: length of the last good copy, 0 if there is none.
    """
    words = len(reading.text.split())
    if not words:
        return Reason.EMPTY
    found = _in_words(reading, words)
    if found is not None:
        return found
    if last_words >= COLLAPSE_FROM_WORDS and words < last_words * COLLAPSE_SHARE:
        return Reason.COLLAPSED
    if is_same_everywhere(company):
        return Reason.SAME_EVERYWHERE
    return None


def is_same_everywhere(company: Company) -> bool:
    """Whether so many pages share the text that it is the site's, not a page's."""
    if company.same_with_other_past >= 2:
        return True  # pages that differed yesterday and are one today
    return company.same >= SAME_PAGES and company.same >= company.read * SAME_SHARE


def words_of(text: str) -> int:
    """Length in words, as `objection` counts."""
    return len(text.split())


def _in_words(reading: Reading, words: int) -> Reason | None:
    """What title and beginning say."""
    if words >= MIDDLE_WORDS:
        return None
    title = " ".join(re.findall(r"\w+", reading.title))
    if _TELLS.search(title) and _ERROR_TITLE.fullmatch(f"{title} "):
        return Reason.NOT_FOUND
    head = f"{reading.title}\n{' '.join(reading.text.split()[:40])[:HEAD_CHARS]}"
    # Many sites have a login in the corner of every page: a password field alone says little.
    asks = reading.has_password_field or _LOGIN_ADDRESS.search(reading.address)
    begins = _LOGIN.match(reading.title.strip()) or _LOGIN.match(reading.text.strip())
    if (asks and _LOGIN.search(head)) or (begins and words < LOGIN_WORDS):
        return Reason.LOGIN
    if words >= SHORT_WORDS:
        return None
    for pattern, reason in _SHORT_PAGES:
        if pattern.search(head):
            return reason
    return None


_SHORT_PAGES = (
    (_NOT_FOUND, Reason.NOT_FOUND),
    (_BROKEN, Reason.BROKEN),
    (_BARRED, Reason.BARRED),
)
