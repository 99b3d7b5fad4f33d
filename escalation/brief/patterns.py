"""Phrasings that tell what was tried and what was promised, in four languages; plain Python.

They run over single sentences as written, so that the agent reads the visitor's own words.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?;\n…]+(?:[.!?…](?=\w)[^.!?;\n…]+)*[.!?…]*")
"""A dot inside a number, an address or a name ends no sentence."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_DONE_EN = (
    r"tried|restarted|rebooted|reset|reinstalled|installed|uninstalled|cleared|checked|updated|"
    r"upgraded|changed|switched|followed|deleted|removed|disabled|enabled|unplugged|logged|signed|"
    r"called|contacted|e-?mailed|waited|refreshed|reloaded|verified|replaced|re-?entered|"
    r"attempted|submitted|cancelled|canceled|reconnected|rebuilt|restored"
)
_DONE_DE = (
    r"versucht|probiert|ausprobiert|neu ?gestartet|gestartet|zurückgesetzt|gelöscht|geleert|"
    r"geprüft|überprüft|aktualisiert|geändert|gewechselt|installiert|deinstalliert|ausgeloggt|"
    r"eingeloggt|abgemeldet|angemeldet|angerufen|kontaktiert|gewartet|neu geladen|ersetzt|"
    r"deaktiviert|aktiviert"
)
_DONE_ES = (
    r"probado|intentado|reiniciado|borrado|comprobado|revisado|actualizado|cambiado|instalado|"
    r"desinstalado|llamado|contactado|esperado|recargado|eliminado|desactivado|restablecido"
)
_PAST_ES = r"probé|intenté|reinicié|borré|comprobé|revisé|actualicé|cambié|instalé|llamé|esperé"
_DONE_FR = (
    r"essayé|tenté|redémarré|vidé|vérifié|mis à jour|changé|réinstallé|installé|désinstallé|appelé|"
    r"contacté|attendu|rechargé|supprimé|désactivé|réinitialisé"
)

TRIED = _any(
    rf"\b(?:i|we)(?:'ve|’ve| have)?(?: (?:also|already|just|even|now)){{0,2}} (?:{_DONE_EN})\b",
    rf"\balready (?:{_DONE_EN})\b",
    r"^\W*(?:tried|restarted|rebooted|reinstalled|cleared)\b",
    r"\bi(?:'m|’m| am) (?:still )?(?:trying|getting the same)\b",
    rf"\b(?:habe|hab|haben|bin)\b.*\b(?:{_DONE_DE})\b",
    rf"\b(?:schon|bereits)\b.*\b(?:{_DONE_DE})\b",
    rf"\b(?:he|hemos)\b.{{0,40}}\b(?:{_DONE_ES})\b",
    rf"\bya (?:{_PAST_ES})\b|\b(?:{_PAST_ES})\b",
    rf"\b(?:j'ai|j’ai|nous avons)\b.{{0,40}}\b(?:{_DONE_FR})\b",
)
NOT_TRIED = _any(
    r"\b(?:haven't|haven’t|have not|didn't|didn’t|did not|never|not yet)\b.{0,20}"
    rf"\b(?:{_DONE_EN}|try|restart|check|call)\b",
    rf"\b(?:nicht|noch nicht|nie)\b.{{0,20}}\b(?:{_DONE_DE})\b",
    rf"\bno (?:he|hemos)\b.{{0,20}}\b(?:{_DONE_ES})\b",
    rf"\bpas (?:encore )?(?:{_DONE_FR})\b",
)

_DO_EN = (
    r"refund|credit|reimburse|send|e-?mail|mail|contact|call|write|get back|reply|answer|replace|"
    r"fix|repair|extend|cancel|issue|ship|notify|let you know|make sure|ensure|waive|restore|"
    r"upgrade|check|arrange|confirm|update|look into|take care|charge|move|migrate|deliver"
)
_SOON_EN = r"(?: (?:also|then|now|gladly|of course|automatically|immediately))?"
COMMITMENT = _any(
    rf"\b(?:we|i)(?:'ll|’ll| will){_SOON_EN} (?:{_DO_EN})\b",
    r"\byou(?:'ll|’ll| will) (?:be (?:refunded|credited|notified|contacted|charged|reimbursed)"
    r"|get|receive|hear)\b",
    r"\b(?:within|in) \d+(?:\s?(?:-|–|to)\s?\d+)? (?:business |working )?"
    r"(?:minutes?|hours?|days?|weeks?)\b",
    r"\bguarantee[ds]?\b",
    r"\b(?:wir|ich) (?:erstatten?|kümmern?|senden?|schicken?|melden?|ersetzen?|prüfen?|"
    r"informieren?)\b",
    r"\b(?:wir|ich) werden?\b.*\b(?:erstatten|kümmern|senden|schicken|melden|ersetzen|prüfen|"
    r"informieren|antworten|anrufen)\b",
    r"\bsie (?:erhalten|bekommen)\b",
    r"\b(?:innerhalb von|binnen|in) \d+(?:\s?(?:-|–|bis)\s?\d+)? (?:werktagen?|arbeitstagen?|"
    r"minuten|stunden|tagen?|wochen)\b",
    r"\bgarantier(?:en|t)\b",
    r"\b(?:le|te) (?:reembolsaremos|enviaremos|avisaremos|responderemos|contactaremos)\b",
    r"\b(?:recibirá|recibirás)\b",
    r"\ben (?:un plazo de )?\d+(?:\s?(?:-|–|a)\s?\d+)? (?:minutos|horas|días|semanas)\b",
    r"\bnous (?:vous )?(?:rembourserons|enverrons|préviendrons|répondrons|contacterons)\b",
    r"\bvous (?:recevrez|serez)\b",
    r"\bsous \d+(?:\s?(?:-|–|à)\s?\d+)? (?:minutes|heures|jours|semaines)\b",
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, as written, without the blanks around them."""
    return [match[0].strip() for match in _SENTENCE.finditer(text) if match[0].strip()]


def tried(text: str) -> list[str]:
    """The sentences in which the visitor says what they have done about it."""
    return [one for one in sentences(text) if TRIED.search(one) and not NOT_TRIED.search(one)]


def is_commitment(sentence: str) -> bool:
    """Whether a visitor may hold us to it: what we will do, what they will get, by when."""
    return COMMITMENT.search(sentence) is not None and not sentence.endswith("?")
