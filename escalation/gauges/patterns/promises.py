"""How an answer promises a person: that one comes now or was told. An offer is no promise."""

from __future__ import annotations

from escalation.gauges.patterns.base import Phrasing, any_of, in_one, phrase
from escalation.words import line_of, line_text

_SOON = r"(?:\s(?:now|just|already|currently|right\snow|shortly|also|immediately|gladly))?"
_EN_DOING = any_of(
    "transferring|connecting|forwarding|passing|escalating|handing|redirecting|putting|routing",
    "getting|bringing\\sin|fetching|calling|notifying|alerting|looping\\sin|referring",
)
_EN_DO = any_of(
    "transfer|connect|forward|pass|escalate|hand|redirect|put|route|get|bring\\sin|fetch|call",
    "notify|alert|loop\\sin|refer|have",
)
_EN_DONE = any_of(
    "transferred|connected|forwarded|passed|escalated|handed|redirected|notified|alerted|informed",
    "routed|referred|contacted|asked",
)
_EN_WHO = any_of(
    "human|humans|person|people|agent|agents|colleague|colleagues|team|teammate|teammates",
    "specialist|specialists|representative|manager|supervisor|support|department|someone|somebody",
    "expert|experts|staff|advisor|member|engineer|operator|technician|billing|sales",
)
_EN_WHAT = any_of(
    "you|your\\s[^\\s.,]+|this|it|the\\s[^\\s.,]+|a\\s(?:human|colleague|person|teammate|specialist)",
    "an\\sagent|one\\sof\\s(?:our|my)|someone|somebody|our\\s[^\\s.,]+|one",
)
_EN_A_PERSON = (
    r"(?:(?:a|an|one\sof\s(?:our|my|the)|our|the|another|some)\s(?:[^\s.,]+\s){0,2}?"
    r"(?:human|agents?|colleagues?|specialists?|representatives?|managers?|supervisors?|team|"
    r"teammates?|experts?|advisors?|person|people|staff|operators?|technicians?|engineers?)"
    r"|someone|somebody)(?:\s(?:from|of|in|on)\s(?:our|the)\s[^\s.,]+(?:\steam)?)?"
)
_EN_TO_WHOM = rf"(?:to|with|on\sto|over\sto)\s(?:[^\s.,]+\s){{0,5}}?{_EN_WHO}"
_WORDS = r"(?:\s[^\s.,]+)"

_ENGLISH: tuple[Phrasing, ...] = (
    # "I am transferring you", "I'm passing this on to a colleague"
    phrase(
        rf"(?:im|i\sam|we\sare|were|while\si\sam|while\sim){_SOON}\s(?:"
        rf"(?:transferring|connecting|redirecting)\syou"
        rf"|{_EN_DOING}\s(?:in\s)?{_EN_WHAT}{_WORDS}{{0,7}}?\s{_EN_WHO}"
        r"|(?:getting|bringing\sin|fetching|calling)\s(?:in\s)?(?:a|an|one\sof\sour|my)\s"
        rf"(?:[^\s.,]+\s)?{_EN_WHO})"
    ),
    # "I will hand you over to a human", "Let me transfer you", "while I connect you"
    phrase(
        r"(?:ill|i\swill|let\sme|im\sgoing\sto|i\sam\sgoing\sto|well|we\swill|while\si|while\swe)"
        rf"{_SOON}\s(?:go\sahead\sand\s)?(?:(?:transfer|connect)\syou(?=\s[.,]|$|\s(?:now|to|with|over))"
        rf"|{_EN_DO}\s(?:in\s)?{_EN_WHAT}{_WORDS}{{0,7}}?\s{_EN_WHO}"
        rf"|(?:get|bring\sin|fetch|call)\s(?:in\s)?{_EN_A_PERSON})"
    ),
    # "I have escalated this", "I've notified our team"
    phrase(
        rf"(?:ive|i\shave|we\shave|weve){_SOON}\s(?:escalated\s[^\s.,]+"
        rf"|(?:notified|alerted|informed|contacted|called)\s{_EN_A_PERSON}"
        rf"|{_EN_DONE}\s{_EN_WHAT}{_WORDS}{{0,7}}?\s?{_EN_WHO})"
    ),
    phrase(r"(?:ive|i\shave)\s(?:forwarded|escalated|passed\son)\syour\s[^\s.,]+"),
    # "You are being transferred", "You will now be connected to an agent"
    phrase(
        rf"(?:youre|you\sare|your\s(?:chat|conversation)\sis){_SOON}\sbeing\s"
        r"(?:transferred|connected|redirected|handed|routed|forwarded|escalated)"
    ),
    phrase(
        rf"(?:youll|you\swill){_SOON}\sbe{_SOON}\s(?:transferred|connected|handed\sover|routed|"
        rf"forwarded){_SOON}\s{_EN_TO_WHOM}"
    ),
    # "Your case has been escalated to a manager"
    phrase(
        r"(?:your\s(?:request|case|question|message|issue|chat|conversation|ticket)|this"
        rf"(?:\s(?:conversation|chat|case|issue|request|matter))?)\s(?:has|have|is){_SOON}\s"
        r"(?:been\s|being\s)?(?:escalated|forwarded|passed\son|handed\sover|transferred|routed|sent|"
        rf"now)\s{_EN_TO_WHOM}"
    ),
    phrase(rf"(?:your\s)?(?:chat|conversation)\sis\snow\swith\s{_EN_A_PERSON}"),
    # "A colleague will take over", "Our team will get back to you"
    phrase(
        rf"{_EN_A_PERSON}\s(?:will|is\sgoing\sto)\s(?:be\s(?:right\s)?with|join|take\sover|get\s(?:back\s)?"
        rf"to|contact|call|reach\sout|assist|help|reply|answer)\s?(?:you|us|here|from\shere|this|to|it)?"
        r"(?=\s(?:you|chat|shortly|soon|right|now|in|within|here|from|as|with|via|by|personally|[.,])|$)"
    ),
    phrase(
        rf"{_EN_A_PERSON}\sis\s(?:on\s(?:the|their|its)\sway|joining|taking\sover|already\son\sit)"
    ),
    # "Transferring you now", "bringing in a colleague"
    phrase(
        rf"(?:transferring|connecting)\syou(?=\s(?:now|to|with|over)\b|\s[.,]|$){_WORDS}{{0,4}}"
    ),
    phrase(rf"(?:getting|bringing\sin|fetching|calling\sin)\s{_EN_A_PERSON}"),
)
_GERMAN_WHO = (
    r"(?:mitarbeiter|mitarbeiterin|kollegen|kollegin|kolleginnen|menschen|team|support|berater|"
    r"kundenservice|kundendienst|fachabteilung|ansprechpartner|kollege|mensch)"
)
_GERMAN: tuple[Phrasing, ...] = (
    phrase(
        r"ich\s(?:verbinde|leite|ubergebe|uebergebe|reiche|stelle|hole|informiere)\s"
        r"(?:sie|dich|das|ihre?n?|deine?n?|es|den|an|einen|eine|jemanden|kollegen)"
        rf"{_WORDS}{{0,6}}?\s(?:{_GERMAN_WHO}|weiter|durch|dazu|jetzt|nun)"
    ),
    phrase(r"ich\shabe\s(?:[^\s.,]+\s){0,6}(?:weitergeleitet|ubergeben|verstandigt|informiert)"),
    phrase(
        rf"eine?r?\s(?:[^\s.,]+\s){{0,2}}{_GERMAN_WHO}\s(?:ubernimmt|kummert\ssich"
        rf"|meldet\ssich\s(?:gleich|sofort|umgehend|in\skurze|bald)|ist\sgleich|wird\ssich{_WORDS}{{0,4}}"
        r"\s(?:melden|kummern))"
    ),
    phrase(
        r"(?:sie|du)\s(?:werden|wirst)\s(?:[^\s.,]+\s){0,2}?(?:mit\s(?:[^\s.,]+\s){1,3}?verbunden"
        r"|(?:an\s(?:[^\s.,]+\s){1,3}?)?(?:weitergeleitet|verbunden)(?=\s[.,]|$))"
    ),
    phrase(
        r"(?:ihre?|deine?)\s(?:anfrage|frage|nachricht|anliegen|chat)\s(?:wurde|wird|ist)\s"
        rf"(?:[^\s.,]+\s){{0,3}}?an\s(?:[^\s.,]+\s){{0,2}}?{_GERMAN_WHO}\s"
        r"(?:weitergeleitet|ubergeben|weitergegeben)"
    ),
)
_SPANISH_WHO = (
    r"(?:agentes?|persona|companeros?|companeras?|asesor|asesora|equipo|humano|supervisor|"
    r"especialistas?|soporte|colegas?)"
)
_SPANISH: tuple[Phrasing, ...] = (
    phrase(
        r"(?:le|te|lo|la)\s(?:estoy\s)?(?:transfiero|transfiriendo|paso|pasando|comunico|conecto"
        rf"|conectando|derivo|pongo\sen\scontacto)\s(?:[^\s.,]+\s){{0,4}}{_SPANISH_WHO}"
    ),
    phrase(
        r"(?:voy\sa|vamos\sa)\s(?:transferir|pasar|conectar|derivar)(?:le|te|lo|la)(?:\s[^\s.,]+)?"
    ),
    phrase(
        r"(?:he|hemos)\s(?:transferido|enviado|pasado|escalado|derivado|avisado)\s"
        rf"(?:[^\s.,]+\s){{0,5}}{_SPANISH_WHO}"
    ),
    phrase(
        rf"un[ao]?\s(?:[^\s.,]+\s)?{_SPANISH_WHO}\s(?:[^\s.,]+\s)?"
        r"(?:atendera|contactara|respondera|ayudara|escribira|se\spondra)"
    ),
    phrase(
        r"(?:su|tu)\s(?:solicitud|consulta|caso|mensaje)\s(?:ha\ssido|fue|sera)\s"
        r"(?:enviad[ao]|transferid[ao]|escalad[ao]|derivad[ao]|pasad[ao])\s"
        rf"(?:[^\s.,]+\s){{0,4}}{_SPANISH_WHO}"
    ),
)
_FRENCH_WHO = (
    r"(?:conseillers?|conseilleres?|agents?|collegues?|personne|humain|equipe|specialistes?|support|"
    r"service)"
)
_FRENCH: tuple[Phrasing, ...] = (
    phrase(
        r"je\s(?:vous|te)\s(?:transfere|passe|mets\sen\s(?:relation|contact)|connecte|redirige)\s"
        rf"(?:[^\s.,]+\s){{0,4}}{_FRENCH_WHO}"
    ),
    phrase(r"je\svais\s(?:vous|te)\s(?:transferer|mettre\sen\s(?:relation|contact)|connecter)"),
    phrase(
        rf"je\s(?:transfere|transmets|passe|confie)\s(?:votre|ta)\s(?:[^\s.,]+\s){{1,4}}{_FRENCH_WHO}"
    ),
    phrase(
        r"(?:j\sai|nous\savons)\s(?:transmis|transfere|envoye|passe|prevenu|alerte|informe)\s"
        rf"(?:[^\s.,]+\s){{0,5}}{_FRENCH_WHO}"
    ),
    phrase(
        rf"une?\s(?:[^\s.,]+\s)?{_FRENCH_WHO}\s(?:va|vont)\s(?:vous|te)\s"
        r"(?:repondre|contacter|aider|rejoindre|rappeler)"
    ),
    phrase(
        r"(?:vous\sallez\setre|vous\setes)\s(?:mis|mise|transfere|transferee|redirige|connecte)\s"
        rf"(?:[^\s.,]+\s){{0,5}}{_FRENCH_WHO}"
    ),
)
_PHRASINGS = (*_ENGLISH, *_GERMAN, *_SPANISH, *_FRENCH)

_ANY_OF_THEM = in_one(_PHRASINGS)
"""One pass instead of thirty: hardly an answer promises anything."""


def find(answer: str) -> str | None:
    """The words of the answer that promise a person; None when it promises nothing."""
    if _ANY_OF_THEM.search(f" {line_text(answer)}") is None:
        return None
    line = line_of(answer)
    for phrasing in _PHRASINGS:
        match = phrasing.pattern.search(line.text)
        if match is not None:
            start, end = line.span(match.start(), match.end())
            return answer[start:end]
    return None
