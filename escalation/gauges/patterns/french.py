"""How people ask for a person in French; accents are folded, elisions are split."""

from __future__ import annotations

import re

from escalation.gauges.patterns.base import Language, any_of, phrase

_PERSON = any_of(
    "humain|humaine|etre\\shumain|personne|conseiller|conseillere|agent|agente|operateur",
    "operatrice|responsable|manager|superieur|quelqu\\sun|service\\sclient|employe|employee",
    "technicien|representant|representante|collegue|charge\\sde\\sclientele|support|gerant|equipe",
)
_SURE = any_of(
    "humain|etre\\shumain|conseiller|conseillere|agent|operateur|operatrice|responsable|personne",
    "representant|superieur",
)
_REAL = any_of(
    "reel|reelle|humain|humaine|physique|vivant|vivante|en\\schair\\set\\sen\\sos|direct"
)
_A = any_of("un|une|le|la|l|votre|vos|ton|au|aux|du|de|vrai|vraie|autre|veritable|des")
_NP = rf"(?:{_A}\s){{0,3}}"
_TALK = any_of(
    "parler|discuter|echanger|chatter|communiquer|contacter|joindre|mis\\sen\\srelation",
    "mise\\sen\\srelation|entrer\\sen\\scontact|mis\\sen\\scontact|m\\sentretenir|m\\sadresser",
    "transfere|transferer|redirige",
)
_PASS = any_of(
    "passez|passe|mettez|mets|transferez|transfere|connectez|connecte|redirigez|redirige"
)
_CLAUSE = r"(?<![^.,]\s)"
_BOT = any_of("bot|robot|machine|ordinateur|chatbot|ia|automate")

PHRASINGS = (
    phrase(rf"{_TALK}\s(?:[^\s.,]+\s)?(?:a|avec|au|aux|vers)\s{_NP}{_PERSON}(?:\s{_REAL})?"),
    phrase(rf"(?:contacter|joindre|parler)\s{_NP}{_PERSON}(?:\s{_REAL})?"),
    phrase(
        rf"(?:m\s)?{_PASS}\s(?:moi|nous)\s(?:en\s(?:relation|contact)\s)?(?:[^\s.,]+\s)?"
        rf"(?:avec\s|a\s|au\s|vers\s)?{_NP}{_PERSON}"
    ),
    phrase(
        rf"(?:je\s(?:veux|voudrais|souhaite|souhaiterais|exige|prefere)|j\s(?:aimerais|exige|ai"
        rf"\sbesoin\sd|ai\sbesoin\sde)|donnez\smoi|besoin\sd|besoin\sde)\s(?:avoir\s)?{_NP}{_SURE}"
        rf"(?:\s{_REAL})?"
    ),
    phrase(
        rf"{_CLAUSE}(?:(?:svp|oui|non|ok)\s(?:,\s)?){{0,3}}{_NP}{_SURE}(?:\s{_REAL})?(?:\s,)?"
        r"\s(?:svp|stp|s\sil\s(?:vous|te)\splait|maintenant|tout\sde\ssuite)(?=\s|$)"
    ),
    phrase(rf"{_CLAUSE}(?:un\s|une\s)?(?:vraie\spersonne|vrai\s(?:humain|conseiller)"
           r"|conseiller|operateur)(?=\s\.|$)"),
    phrase(rf"quelqu\sun\s(?:de\s)?{_REAL}"),
    phrase(r"(?:y\sa\st\sil|il\sy\sa)\s(?:un\s|une\s)?(?:vraie?\s|quelqu\sun)(?:humain|personne"
           r"|conseiller)?"),
    phrase(r"(?:a|avec)\squi\s(?:puis\sje|je\speux|pourrais\sje)\s(?:parler|m\sadresser)"),
    phrase(
        rf"(?:pas|marre\sde|assez\sde|deteste)\s(?:[^\s.,]+\s){{0,3}}(?:a|avec)\s"
        rf"(?:un\s|une\s|ce\s|cette\s)?{_BOT}",
        0.7, deniable=False,
    ),
)  # fmt: skip

DENIED_BEFORE = re.compile(
    r"(?:^|\s)(?:(?:pas|jamais|sans|plus|avant\sde|apres\savoir|au\slieu\sde|evitez\sde)"
    r"(?:\s(?:besoin|de|d|envie|a|avoir|voulu|etre|vraiment|necessaire))*"
    r"|(?:clients|utilisateurs|visiteurs|bot)(?:\s[^\s.,]+)?)\s$"
)
ASKED_WHY = re.compile(r"(?:^|\s)(?:pourquoi|je\sne\speux\spas)(?:\s[^\s.,]+){0,5}\s$")

FRENCH = Language(PHRASINGS, DENIED_BEFORE, ASKED_WHY)
