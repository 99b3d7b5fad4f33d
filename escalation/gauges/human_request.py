"""Measures how clearly a message asks for a person, 0..1; mere mention measures 0."""

from __future__ import annotations

import re
from functools import lru_cache

from escalation.gauges.base import merged
from escalation.gauges.patterns.base import Language
from escalation.gauges.patterns.english import ENGLISH
from escalation.gauges.patterns.french import FRENCH
from escalation.gauges.patterns.german import GERMAN
from escalation.gauges.patterns.spanish import SPANISH
from escalation.types import Reading
from escalation.words import Line, Token, as_line, line_of, tokens_of, word_set

GAUGE = "phrasings"
VERSION = 2
_READ_CHARS = 2000
"""Of a longer message this much is read at its beginning and at its end: requests stand there."""

_CLAUSE = re.compile(r".*[.,] ")
_PERSON_WORDS = word_set(
    "human humans person people someone somebody anyone anybody agent agents representative rep",
    "reps operator operators advisor adviser consultant specialist colleague colleagues employee",
    "staff manager supervisor boss helpdesk customer talk speak chat contact connect escalate",
    "mensch menschen person mitarbeiter mitarbeiterin kollege kollegen berater ansprechpartner",
    "vorgesetzten jemand jemanden jemandem leute kundenservice kundendienst sprechen reden",
    "verbinden weiterleiten anrufen zuruckrufen telefonieren",
    "persona humano humana agente operador supervisor alguien asesor hablar llamar comunicar pasar",
    "atencion",
    "humain personne conseiller conseillere agent quelqu responsable operateur parler appeler",
    "rappeler joindre contacter",
)
_MACHINE = (
    r"(?:bots?|bbot|chat\s?bot|chatbots?|robots?|robo|machine|computer|ai|artificial(?:\sintelligence)?"
    r"|human|person|real|program|automated|maschine|mensch|roboter|echt|ki|humano|humana|persona"
    r"|maquina|ia|humain|vraie\spersonne|programme)"
)
_ASKS_WHAT_IT_IS = re.compile(
    rf"(?:^|\s)(?:(?:are|r|arent|is|isnt)\s(?:you|u|this|it|that|there)|(?:you|u)\s(?:are|r)|youre"
    r"|am\si\s(?:\S+\s){0,3}(?:talking|chatting|speaking|writing)\s(?:to|with)"
    r"|(?:bist|seid)\s(?:du|ihr)|sind\ssie|spreche\sich|bin\sich|eres|es\susted|estoy\shablando\scon"
    r"|es\stu|tu\ses|etes\svous|vous\setes|est\sce\sque\sje\sparle\sa)"
    rf"\s(?:(?!not\s)\S+\s){{0,4}}?{_MACHINE}(?=\s|$)"
)
_DENIED = re.compile(
    r"(?:^|\s)(?:dont|do\snot|didnt|doesnt|not|no|never|without|wont|cant|wouldnt|wasnt|werent|isnt|arent"
    r"|havent|hasnt|hadnt|shouldnt|stop|avoid|neither|instead\sof|rather\sthan|already|spoke|spoken|talked|thanks\sfor"
    r"|(?<!what\s)(?<!how\s)do\s(?:i|we)\s(?:have|need)\sto"
    r"|nicht|kein|keine|keinen|keinem|ohne|sin|ningun|nadie|pas|aucun|inutile|ne)"
    r"(?:\s(?![.,]\s)\S+){0,6}"
)
_MISSPELT = (
    *("someone", "somebody", "anyone", "anybody", "agent", "assistant", "operator"),
    *("representative", "person", "human", "manager", "supervisor", "advisor", "speak", "connect"),
)
_SLIPS = {
    **dict.fromkeys(("takl", "tlak", "talkt", "tallk", "tlk", "takk"), "talk"),
    **dict.fromkeys(("caht", "chta", "chatt", "cht"), "chat"),
    **dict.fromkeys(("spek", "spk", "seak"), "speak"),
}
"""Words too short to be put right by their letters alone."""

_REAL_WORDS = word_set(
    "persons persona personal persone personne parson humans humane humana humano humain agents",
    "agente agenten agency manage managed managers operators operate operateur assistants",
    "assistent advisors supervisors representatives sneak steak speck spear speaks",
)


def measure(text: str) -> Reading:
    """The clearest request in the text; its words, joined, are the evidence."""
    tokens = tuple(
        token
        for token in tokens_of(text)
        if token.end <= _READ_CHARS or token.start >= len(text) - _READ_CHARS
    )
    plain, repaired = as_line(tokens), as_line(_repaired(tokens))
    clarity = 0.0
    spans: list[tuple[int, int]] = []
    for language, line in (
        (ENGLISH, repaired), (GERMAN, plain), (SPANISH, plain), (FRENCH, plain)
    ):  # fmt: skip
        for found, span in _requests(language, line):
            clarity = max(clarity, found)
            spans.append(span)
    return Reading("human_request", clarity, GAUGE, VERSION, merged(text, spans))


def is_denied(text: str) -> bool:
    """Whether the message speaks of persons only to decline one, or asks what it talks to."""
    line = line_of(text[:_READ_CHARS])
    if _ASKS_WHAT_IT_IS.search(line.text):
        return True
    return any(
        not _PERSON_WORDS.isdisjoint(match[0].split()) for match in _DENIED.finditer(line.text)
    )


def mentions(text: str) -> bool:
    """Whether the message names a person to ask for, or a way of talking to one."""
    tokens = tokens_of(text[:_READ_CHARS])
    return any(_meant(token.text) in _PERSON_WORDS for token in tokens)


def _requests(language: Language, line: Line) -> list[tuple[float, tuple[int, int]]]:
    found: list[tuple[float, tuple[int, int]]] = []
    for phrasing in language.phrasings:
        for match in phrasing.pattern.finditer(line.text):
            before = _CLAUSE.sub("", line.text[: match.start()])
            if not (phrasing.deniable and language.is_denied(before)):
                found.append((phrasing.clarity, line.span(match.start(), match.end())))
    return found


def _repaired(tokens: tuple[Token, ...]) -> list[Token]:
    """The tokens with the usual slips of the keyboard in words for people put right."""
    fixed: list[Token] = []
    for token in tokens:
        for prefix in ("to", "with"):
            if token.text.startswith(prefix) and token.text[len(prefix) :] in _MISSPELT:
                fixed.append(Token(prefix, token.start, token.start + len(prefix)))
                rest = token.text[len(prefix) :]
                fixed.append(Token(rest, token.start + len(prefix), token.end))
                break
        else:
            fixed.append(Token(_meant(token.text), token.start, token.end))
    return fixed


@lru_cache(maxsize=8192)
def _meant(word: str) -> str:
    if word in _SLIPS:
        return _SLIPS[word]
    if len(word) < 5 or word in _REAL_WORDS:
        return word
    return next((known for known in _MISSPELT if _one_slip(word, known)), word)


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter too many, too few, wrong, or swapped with its neighbour parts the two."""
    if word == known or abs(len(word) - len(known)) > 1:
        return False
    head = 0
    while head < min(len(word), len(known)) and word[head] == known[head]:
        head += 1
    if head == 0:
        return False  # first letters are hardly ever mistyped, and "uman" may be a name
    rest, wanted = word[head:], known[head:]
    return (
        rest[1:] == wanted
        or rest == wanted[1:]
        or rest[1:] == wanted[1:]
        or (rest[:2] == wanted[1::-1] and len(wanted) > 1 and rest[2:] == wanted[2:])
    )
