"""How people ask for a person in German; umlauts are folded ("möchte" is "mochte")."""

from __future__ import annotations

import re

from escalation.gauges.patterns.base import Language, any_of, phrase

_PERSON = any_of(
    "mensch|menschen|person|mitarbeiter|mitarbeiterin|mitarbeitern|kollege|kollegen|kollegin",
    "agent|agenten|berater|beraterin|kundenberater|kundenberaterin|ansprechpartner",
    "ansprechpartnerin|vorgesetzten|vorgesetzter|manager|chef|chefin|sachbearbeiter",
    "sachbearbeiterin|support|kundenservice|kundendienst|kundenbetreuer|kundenbetreuung|service",
    "servicemitarbeiter|techniker|operator|leiter|teamleiter|jemand|jemandem|jemanden",
    "verkaufer|experten|supporter|hotline|fachmann",
)
_SURE = any_of(
    "mensch|menschen|mitarbeiter|mitarbeiterin|agent|agenten|berater|beraterin|kundenberater",
    "ansprechpartner|operator|sachbearbeiter|kundenbetreuer|vorgesetzten|person",
)
_REAL = any_of(
    "echter|echten|echte|echtem|richtigen|richtiger|richtige|lebenden|wirklichen|menschlichen",
    "menschlicher|menschliche|realen|realer|reale|kompetenten|anderen|normalen",
)
_A = any_of(
    "einem|einer|einen|eine|ein|nem|ner|nen|ne|dem|der|den|die|das|eurem|eurer|ihrem|ihrer|ihren"
    "|deinem|euren|irgendeinem|irgendwem"
)
_NP = rf"(?:(?:{_A}|bitte|direkt|personlich|mal|lieber)\s){{0,3}}(?:{_REAL}\s){{0,2}}"
_TALK = any_of(
    "sprechen|spreche|reden|rede|chatten|schreiben|telefonieren|verbinden|verbunden",
    "verbindet|unterhalten|kommunizieren|weiterverbinden|weiterleiten|weitergeleitet",
)
_CLAUSE = r"(?<![^.,]\s)"
_BOT = any_of("bot|chatbot|roboter|maschine|computer|automaten|ki|programm")

PHRASINGS = (
    phrase(
        rf"(?:mit|zu|an|von)\s{_NP}{_PERSON}(?:\s[^\s.,]+){{0,4}}\s{_TALK}"
    ),
    phrase(
        rf"(?:verbinde|verbinden|verbindet|stell|stelle|stellen|leite|leiten|leitet)\s"
        rf"(?:sie\s|ihr\s)?(?:mich|uns)\s(?:[^\s.,]+\s){{0,2}}(?:mit|zu|an)\s{_NP}[^\s.,]+"
    ),
    phrase(rf"{_TALK}\s(?:[^\s.,]+\s)?(?:mit|zu)\s{_NP}{_PERSON}"),
    phrase(rf"(?:{_A}\s)?(?:{_REAL}\s){{0,2}}(?:mitarbeiter|menschen|jemanden|berater|vorgesetzten)"
           r"\s(?:[^\s.,]+\s)?sprechen"),
    phrase(
        rf"(?:will|mochte|moechte|brauche|brauch|wunsche|wuensche|hatte\sgern|haette\sgern|verlange"
        rf"|kriege\sich|bekomme\sich|gib\smir|geben\ssie\smir)\s"
        rf"(?:ich\s)?(?:(?:jetzt|sofort|endlich|bitte|nur|gern|gerne)\s){{0,2}}"
        rf"(?:{_A}\s)?(?:{_REAL}\s){{0,2}}{_SURE}"
    ),
    phrase(
        rf"{_CLAUSE}(?:(?:bitte|ja|nein|ok|jetzt)\s(?:,\s)?){{0,3}}(?:{_A}\s)?(?:{_REAL}\s){{1,2}}{_SURE}"
        r"(?:\s(?:bitte|jetzt|sofort))*(?=\s\.|$)"
    ),
    phrase(
        rf"{_CLAUSE}(?:(?:bitte|ja|nein|ok|jetzt)\s(?:,\s)?){{0,3}}(?:{_A}\s)?{_SURE}(?:\s,)?"
        r"\s(?:bitte|jetzt|sofort)(?=\s|$)"
    ),
    phrase(rf"{_CLAUSE}(?:mitarbeiter|operator|kundenservice|kundendienst)(?=\s\.|$)"),
    phrase(r"mit\swem\s(?:kann|konnte|darf)\sich\s(?:[^\s.,]+\s)?(?:sprechen|reden)"),
    phrase(
        r"(?:kann|konnte|koennte)\s(?:(?:mir|mich|bitte)\s){0,2}(?:jemand|ein\s(?:echter\s)?(?:mensch"
        r"|mitarbeiter))\s(?:[^\s.,]+\s){0,3}(?:helfen|anrufen|zuruckrufen|melden)"
    ),
    phrase(r"(?:gibt\ses|ist)\s(?:hier\s|da\s)?(?:auch\s)?(?:(?:einen|ein|jemand)\s)?"
           r"(?:echte|echten|echter|echtes)\s(?:menschen|mitarbeiter|mensch)"),
    phrase(
        rf"(?:nicht|keine\slust|satt|leid|ungern|hasse)\s(?:[^\s.,]+\s){{0,4}}mit\s"
        rf"(?:(?:einem|einer|dem|der|diesem|dieser|nem|ner)\s)?{_BOT}",
        0.7, deniable=False,
    ),
    phrase(
        rf"mit\s(?:(?:einem|einer|dem|der|diesem|dieser|nem|ner)\s)?{_BOT}\s(?:[^\s.,]+\s){{0,2}}"
        r"(?:nicht|nichts)", 0.7, deniable=False,
    ),
)  # fmt: skip

DENIED_BEFORE = re.compile(
    r"(?:^|\s)(?:nicht|kein|keine|keinen|keinem|keiner|ohne|nie|niemals|statt|anstatt|bevor|nachdem"
    r"|als|(?:kunden|nutzer|bot|er|sie\salle|besucher)(?:\s[^\s.,]+)?)"
    r"(?:\s(?:unbedingt|mehr|gern|gerne|erst|jetzt|mit|zu|einen|einem|einer|dass|ich|du))*\s$"
)
ASKED_WHY = re.compile(r"(?:^|\s)(?:warum|wieso|weshalb|kann\sich\snicht)(?:\s[^\s.,]+){0,5}\s$")

GERMAN = Language(PHRASINGS, DENIED_BEFORE, ASKED_WHY)
