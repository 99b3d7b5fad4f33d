"""What a clause denies or restricts; pure."""

from __future__ import annotations

import re

# Expressions with a negative word that deny nothing.
_NO_DENIAL = re.compile(
    r"\bnot only\b|\bwhether or not\b|\bor not\b|\bno (?:more|later|less|fewer) than\b|"
    r"\bnot (?:more|later|less|fewer) than\b|^\W*no\b\s*[,.:!–-]|\bno matter\b|\bno problem\b|"
    r"\brather than\b|\bif not\b|\bif anything\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|neither|nor|none|nothing|nobody|nowhere|unable|impossible|"
    r"\w+n['’]t|nicht|kein\w*|nie|niemals|nichts|nunca|ningun[ao]?|ningún|jamás|jamais|aucune?)\b"
    r"|\bne\s\w+\spas\b",
    re.IGNORECASE,
)
# Words that deny within their meaning: "is refused" and "is not accepted" say the same.
_SOFT = (
    "without", "free", "exclud", "except", "unless", "lack", "refus", "reject", "deni", "deny",
    "block", "fail", "prevent", "avoid", "stop", "disabl", "ignor", "lose", "lost", "instead",
    "closed", "forbid", "prohibit", "missing", "unavailab", "invalid", "too ", "rather than",
    "beyond", "exceed", "skip", "invisible", "hidden", "hide",
)  # fmt: skip
_RESTRICTION = re.compile(
    r"\b(?:only|solely|exclusively|unless|except(?:ing|ion)?|merely|nur|ausschließlich|solo|"
    r"sólo|solamente|uniquement|seulement)\b",
    re.IGNORECASE,
)
_LOOSE_RESTRICTION = re.compile(
    r"\b(?:just|alone|limited|restricted|no other|but not|other than|single|reserved|if|once|"
    r"one|not)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\W*(?:if|when|unless|until|as long as|wenn|falls|si|quand|cuando)\b", re.I)
# "only on Pro", "unless you extend it": what follows is the condition.
_CONDITION = re.compile(
    r"\b(?:unless|except(?: for| if| when| that)?|only (?:if|when|after|for|with|within|while|on|"
    r"in|to|from|by|until|during|between))\b\s*(?P<condition>[^,;:.()]*)",
    re.IGNORECASE,
)
# Written in pairs; a claim that has one where its source has only the other says the opposite.
_OPPOSITES = tuple(
    tuple(re.compile(rf"\b(?:{side})\b", re.IGNORECASE) for side in pair)
    for pair in (
        (r"before", r"after(?:wards)?"),
        (r"(?:switch|turn)\w* on", r"(?:switch|turn)\w* off"),
        (r"enabl\w+|activat\w+", r"disabl\w+|deactivat\w+"),
        (r"with", r"without"),
        (r"includ\w+", r"exclud\w+"),
        (r"at most|maximum|up to|no more than", r"at least|minimum|no less than"),
        (r"possible", r"impossible"),
        (r"always", r"never"),
        (r"open|opened", r"closed"),
        (r"incoming", r"outgoing"),
        (r"increas\w+|raise\w*", r"decreas\w+|reduc\w+|lower\w*"),
        (r"faster|quicker", r"slower"),
        (r"larger|bigger|longer|higher|more|later", r"smaller|shorter|lower|less|fewer|earlier"),
        (r"encrypted", r"unencrypted"),
        (r"automatic(?:ally)?", r"manual(?:ly)?|by hand"),
        (r"required|mandatory", r"optional"),
        (r"allow\w*|accept\w*|permitt?\w*", r"forbid\w*|forbidden|block\w*|refus\w*|reject\w*"),
        (r"upload\w*", r"download\w*"),
        (r"import\w*", r"export\w*"),
        (r"first|oldest", r"last|newest"),
        (r"lock(?:s|ed)?", r"unlock(?:s|ed)?"),
        (r"temporar\w+", r"permanent\w*"),
        (r"free(?: of charge)?", r"paid|chargeable"),
        (r"public", r"private"),
        (r"above|over", r"below|under"),
        (r"online", r"offline"),
        (r"daily|every day|per day|a day", r"weekly|every week|per week|a week"),
        (r"monthly|per month|a month", r"yearly|per year|a year|annual\w*"),
        (r"hourly|per hour|an hour", r"daily|per day|a day"),
        (r"every night|nightly", r"weekly|monthly|every week|every month"),
    )
)  # fmt: skip


def denies(clause: str) -> bool:
    """Whether the clause denies; two denials make an assertion."""
    return len(_DENIAL.findall(_NO_DENIAL.sub(" ", clause))) % 2 == 1


def denials(text: str) -> int:
    """How many denials the text has."""
    return len(_DENIAL.findall(_NO_DENIAL.sub(" ", text)))


def soft_denials(clause: str) -> frozenset[str]:
    """The words in it that deny by their meaning, as beginnings of words."""
    lower = clause.lower()
    return frozenset(word for word in _SOFT if word in lower)


def restricts(text: str) -> bool:
    """Whether it says "only" or the like."""
    return bool(_RESTRICTION.search(_NO_DENIAL.sub(" ", text)))


def is_condition(clause: str) -> bool:
    """Whether the clause says when something holds rather than that it does."""
    return bool(_IF.match(clause))


def may_restrict(text: str) -> bool:
    """Whether anything in it could be put as "only"."""
    return bool(_RESTRICTION.search(text) or _LOOSE_RESTRICTION.search(text))


def conditions(text: str) -> list[str]:
    """What follows "unless", "except" or "only if" in it."""
    return [match["condition"] for match in _CONDITION.finditer(text) if match["condition"].strip()]


def without_conditions(text: str) -> str:
    """The text without its conditions."""
    return _CONDITION.sub(" ", text)


def opposite(claim: str, source: str) -> str:
    """A word of the claim for which the source has only its opposite; empty if there is none."""
    for one, other in _OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            found = mine.search(claim)
            if found is None or theirs.search(claim):
                continue
            if theirs.search(source) and not mine.search(source):
                return found.group()
    return ""
