"""How an answer promises a person: first person, now. An offer or a condition is no promise."""

from __future__ import annotations

from escalation.gauges.patterns.base import Phrasing, any_of, phrase
from escalation.words import line_of

_EN_DOING = any_of(
    "transferring|connecting|forwarding|passing|escalating|handing|redirecting|putting|routing",
    "getting|bringing\\sin",
)
_EN_DO = any_of(
    "transfer|connect|forward|pass|escalate|hand|redirect|put|route|get|bring\\sin|fetch"
)
_EN_DONE = any_of(
    "transferred|connected|forwarded|passed|escalated|handed|redirected|notified|alerted|informed"
)
_EN_WHAT = any_of(
    "you|your\\s[^\\s.,]+|this|it|the\\s[^\\s.,]+|a\\s(?:human|colleague|person|teammate|specialist)",
    "an\\sagent|one\\sof\\s(?:our|my)|someone|somebody|our\\s[^\\s.,]+",
)
_EN_WHO = any_of(
    "human|humans|person|people|agent|agents|colleague|colleagues|team|teammate|specialist",
    "representative|manager|supervisor|support|department|someone|somebody|expert|staff|advisor",
    "human\\sagent|member|engineer|operator",
)

_PHRASINGS: tuple[Phrasing, ...] = (
    phrase(
        rf"(?:im|i\sam|we\sare|were)\s(?:now\s|just\s|already\s|currently\s)?{_EN_DOING}\s{_EN_WHAT}"
        rf"(?:\s[^\s.,]+){{0,7}}?\s{_EN_WHO}"
    ),
    phrase(
        rf"(?:ill|i\swill|let\sme|im\sgoing\sto|i\sam\sgoing\sto|well|we\swill)\s(?:now\s|just\s"
        rf"|go\sahead\sand\s)?{_EN_DO}\s{_EN_WHAT}(?:\s[^\s.,]+){{0,7}}?\s{_EN_WHO}"
    ),
    phrase(
        rf"(?:ive|i\shave|we\shave|weve)\s(?:now\s|just\s|already\s)?{_EN_DONE}\s{_EN_WHAT}"
        rf"(?:\s[^\s.,]+){{0,7}}?\s?{_EN_WHO}?"
    ),
    phrase(
        rf"(?:a|an|one\sof\s(?:our|my)|our|someone)\s(?:[^\s.,]+\s){{0,4}}?(?:{_EN_WHO}\s)?will\s"
        r"(?:be\swith|join|take\sover|get\sto)\s(?:you|us|here|from\shere)"
    ),
    phrase(r"(?:transferring|connecting)\syou\s(?:now|to|with)(?:\s[^\s.,]+){0,4}"),
    # German
    phrase(
        r"ich\s(?:verbinde|leite|ubergebe|uebergebe|reiche|stelle|hole|informiere)\s"
        r"(?:sie|dich|das|ihre?|deine?|es|den|einen|eine|jemanden|kollegen)(?:\s[^\s.,]+){0,6}?\s"
        r"(?:mitarbeiter|mitarbeiterin|kollegen|kollegin|kolleginnen|menschen|team|weiter|durch"
        r"|support|berater|kundenservice|dazu)"
    ),
    phrase(r"ich\shabe\s(?:[^\s.,]+\s){0,6}(?:weitergeleitet|ubergeben|verstandigt|informiert)"),
    phrase(
        r"ein(?:e)?\s(?:[^\s.,]+\s)?(?:kollege|kollegin|mitarbeiter|mitarbeiterin|mensch)\s"
        r"(?:ubernimmt|meldet\ssich\s(?:gleich|sofort|umgehend)|ist\sgleich)"
    ),
    # Spanish
    phrase(
        r"(?:le|te|lo|la)\s(?:estoy\s)?(?:transfiero|transfiriendo|paso|pasando|comunico|conecto"
        r"|conectando|derivo|pongo\sen\scontacto)\s(?:[^\s.,]+\s){0,4}"
        r"(?:agente|persona|companero|companera|asesor|equipo|humano|supervisor)"
    ),
    phrase(r"(?:voy\sa|vamos\sa)\s(?:transferir|pasar|conectar|derivar)(?:le|te|lo|la)?(?:\s[^\s.,]+)?"),
    # French
    phrase(
        r"je\s(?:vous|te)\s(?:transfere|passe|mets\sen\s(?:relation|contact)|connecte|redirige)\s"
        r"(?:[^\s.,]+\s){0,4}(?:conseiller|conseillere|agent|collegue|personne|humain|equipe)"
    ),
    phrase(r"je\svais\s(?:vous|te)\s(?:transferer|mettre\sen\s(?:relation|contact)|connecter)"),
)  # fmt: skip


def find(answer: str) -> str | None:
    """The words of the answer that promise a person; None when it promises nothing."""
    line = line_of(answer)
    for phrasing in _PHRASINGS:
        match = phrasing.pattern.search(line.text)
        if match is not None:
            start, end = line.span(match.start(), match.end())
            return answer[start:end]
    return None
