"""Words for the visitor when a person takes over, by language; plain Python.

A manager's own texts come first. The language is the conversation's, so these do not go through
gettext: "de-AT" reads German, an unknown language English.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from escalation.away_texts import AWAY, OUTCOMES, PASSED_ON
from escalation.types import ReasonCode

DEFAULT = "default"
FALLBACK_LANGUAGE = "en"

_Texts = Mapping[str, Mapping[str, str]]

NOTICES: _Texts = MappingProxyType(
    {
        "en": {
            DEFAULT: "I am passing this to a colleague so that you get a right answer.",
            ReasonCode.HUMAN_REQUESTED: "Of course. I am passing you to a colleague.",
            ReasonCode.KEYWORD: "This is best looked at by a person. I am passing it on now.",
            ReasonCode.UNRESOLVED_LIMIT: (
                "I have not been able to solve this, sorry. A colleague takes over from here; "
                "you do not need to repeat anything."
            ),
            ReasonCode.FRUSTRATION: (
                "I am sorry that this has been so tedious. A colleague takes over from here; you "
                "do not need to repeat anything."
            ),
            ReasonCode.SENSITIVE_OR_COMPLIANCE: (
                "A specialist should look at this. I am passing it on, with all you wrote."
            ),
            ReasonCode.AFTER_HOURS_URGENT: (
                "This sounds urgent. I am passing it on now, so that a colleague sees it first."
            ),
            ReasonCode.ABUSE: "I am passing this conversation to a colleague.",
            ReasonCode.AI_ERROR: "Something is not working on my side. I am passing you on.",
            ReasonCode.AI_TIMEOUT: "This takes me too long. I am passing you to a colleague.",
            ReasonCode.AGENT_TAKEOVER: "",
        },
        "de": {
            DEFAULT: (
                "Ich gebe das an eine Kollegin oder einen Kollegen weiter, "
                "damit Sie eine richtige Antwort bekommen."
            ),
            ReasonCode.HUMAN_REQUESTED: (
                "Gerne. Ich gebe Sie an eine Kollegin oder einen Kollegen weiter."
            ),
            ReasonCode.KEYWORD: "Das sieht sich am besten ein Mensch an. Ich gebe es jetzt weiter.",
            ReasonCode.UNRESOLVED_LIMIT: (
                "Das konnte ich leider nicht lösen. Ab hier übernimmt ein Mensch; "
                "Sie müssen nichts wiederholen."
            ),
            ReasonCode.FRUSTRATION: (
                "Es tut mir leid, dass das so mühsam ist. Ab hier übernimmt ein Mensch; "
                "Sie müssen nichts wiederholen."
            ),
            ReasonCode.SENSITIVE_OR_COMPLIANCE: (
                "Das sollte sich eine Fachperson ansehen. Ich gebe alles weiter, was Sie "
                "geschrieben haben."
            ),
            ReasonCode.AFTER_HOURS_URGENT: (
                "Das klingt dringend. Ich gebe es jetzt weiter, damit es als Erstes gesehen wird."
            ),
            ReasonCode.ABUSE: "Ich gebe dieses Gespräch an einen Menschen weiter.",
            ReasonCode.AI_ERROR: "Bei mir klemmt gerade etwas. Ich gebe Sie weiter.",
            ReasonCode.AI_TIMEOUT: "Das dauert mir zu lange. Ich gebe Sie weiter.",
            ReasonCode.AGENT_TAKEOVER: "",
        },
        "es": {
            DEFAULT: "Paso su consulta a un compañero para que reciba una respuesta correcta.",
            ReasonCode.HUMAN_REQUESTED: "Claro. Le paso con un compañero.",
            ReasonCode.KEYWORD: "Es mejor que lo vea una persona. Lo paso ahora mismo.",
            ReasonCode.UNRESOLVED_LIMIT: (
                "Siento no haber podido resolverlo. Un compañero sigue desde aquí; no tiene que "
                "repetir nada."
            ),
            ReasonCode.FRUSTRATION: (
                "Siento que esto sea tan pesado. Un compañero sigue desde aquí; no tiene que "
                "repetir nada."
            ),
            ReasonCode.SENSITIVE_OR_COMPLIANCE: (
                "Esto debe verlo un especialista. Le paso todo lo que ha escrito."
            ),
            ReasonCode.AFTER_HOURS_URGENT: (
                "Parece urgente. Lo paso ahora para que sea lo primero que se vea."
            ),
            ReasonCode.ABUSE: "Paso esta conversación a un compañero.",
            ReasonCode.AI_ERROR: "Algo no funciona por mi parte. Le paso con un compañero.",
            ReasonCode.AI_TIMEOUT: "Estoy tardando demasiado. Le paso con un compañero.",
            ReasonCode.AGENT_TAKEOVER: "",
        },
        "fr": {
            DEFAULT: "Je transmets votre demande à un collègue pour une réponse juste.",
            ReasonCode.HUMAN_REQUESTED: "Bien sûr. Je vous passe un collègue.",
            ReasonCode.KEYWORD: "Une personne doit regarder cela. Je transmets tout de suite.",
            ReasonCode.UNRESOLVED_LIMIT: (
                "Je n'ai pas pu résoudre cela, désolé. Un collègue prend la suite ; vous n'avez "
                "rien à répéter."
            ),
            ReasonCode.FRUSTRATION: (
                "Je suis désolé que ce soit si pénible. Un collègue prend la suite ; vous n'avez "
                "rien à répéter."
            ),
            ReasonCode.SENSITIVE_OR_COMPLIANCE: (
                "Un spécialiste doit regarder cela. Je lui transmets tout ce que vous avez écrit."
            ),
            ReasonCode.AFTER_HOURS_URGENT: (
                "Cela semble urgent. Je transmets maintenant, pour que ce soit vu en premier."
            ),
            ReasonCode.ABUSE: "Je transmets cette conversation à un collègue.",
            ReasonCode.AI_ERROR: "Un souci de mon côté. Je vous passe un collègue.",
            ReasonCode.AI_TIMEOUT: "Cela me prend trop de temps. Je vous passe un collègue.",
            ReasonCode.AGENT_TAKEOVER: "",
        },
    }
)

FORM_TEXTS: _Texts = MappingProxyType(
    {
        "en": {
            "title": "Leave us a message",
            "text": (
                "Nobody is free right now. What you wrote is kept; tell us how to reach you and a "
                "colleague will answer."
            ),
            "name": "Name",
            "email": "E-mail",
            "message": "Anything to add?",
            "thanks": "Thank you. A colleague will read all of this and answer you.",
            "kept": (
                "Thank you, that is kept too. A colleague answers as soon as somebody is back; "
                "you can close this page."
            ),
        },
        "de": {
            "title": "Hinterlassen Sie uns eine Nachricht",
            "text": (
                "Gerade ist niemand frei. Was Sie geschrieben haben, bleibt erhalten; sagen Sie "
                "uns, wie wir Sie erreichen, dann meldet sich jemand."
            ),
            "name": "Name",
            "email": "E-Mail",
            "message": "Möchten Sie etwas ergänzen?",
            "thanks": "Danke. Wir lesen alles und melden uns bei Ihnen.",
            "kept": (
                "Danke, auch das bleibt erhalten. Sobald wieder jemand da ist, bekommen Sie eine "
                "Antwort; Sie können diese Seite schließen."
            ),
        },
        "es": {
            "title": "Déjenos un mensaje",
            "text": (
                "Ahora mismo no hay nadie disponible. Lo que ha escrito se conserva; díganos cómo "
                "contactarle y le responderemos."
            ),
            "name": "Nombre",
            "email": "Correo electrónico",
            "message": "¿Algo que añadir?",
            "thanks": "Gracias. Lo leeremos todo y le responderemos.",
            "kept": "Gracias, también se conserva. Le responderemos en cuanto haya alguien.",
        },
        "fr": {
            "title": "Laissez-nous un message",
            "text": (
                "Personne n'est disponible pour le moment. Ce que vous avez écrit est conservé ; "
                "dites-nous comment vous joindre et nous vous répondrons."
            ),
            "name": "Nom",
            "email": "E-mail",
            "message": "Quelque chose à ajouter ?",
            "thanks": "Merci. Nous lirons tout et nous vous répondrons.",
            "kept": "Merci, c'est conservé aussi. Nous répondrons dès que quelqu'un sera là.",
        },
    }
)


_TRUE_ANYWAY = frozenset(
    {
        ReasonCode.AFTER_HOURS_URGENT,
        ReasonCode.SENSITIVE_OR_COMPLIANCE,
        ReasonCode.AGENT_TAKEOVER,
    }
)
"""Reasons whose own words do not say that a person comes at once."""


def notice(reason: ReasonCode, language: str, own: _Texts) -> str:
    """What the visitor reads when a person takes over; empty where nothing is to be said.

    `own`: the policy's texts, by language, then by reason code or "default".
    """
    return _found((reason.value, DEFAULT), language, own, NOTICES)


def notice_while_away(reason: ReasonCode, language: str, own: _Texts) -> str:
    """The same while nobody can come soon: the manager's words, else ours without haste."""
    if reason in _TRUE_ANYWAY:
        return notice(reason, language, own)
    return _found((reason.value, DEFAULT), language, own, {}) or _found(
        (PASSED_ON,), language, {}, AWAY
    )


def form_text(name: str, language: str, own: _Texts) -> str:
    """One text of the message form: title, text, name, email, message, thanks, kept."""
    return _found((name,), language, own, FORM_TEXTS)


def away(code: str, language: str) -> str:
    """Why nobody comes now: "closed_hours", "closed", "full"; empty for what needs no reason."""
    return _found((code,), language, {}, AWAY)


def outcome(name: str, language: str, own: _Texts) -> str:
    """What comes next: message_text, captured, assistant_note, assistant_note_again."""
    return _found((name,), language, own, OUTCOMES)


def _found(names: tuple[str, ...], language: str, own: _Texts, built_in: _Texts) -> str:
    """The manager's text in the visitor's language, else the built-in one, else English."""
    for code in (language, language.partition("-")[0], FALLBACK_LANGUAGE):
        for table in (own, built_in):
            texts = table.get(code, {})
            for name in names:
                if name in texts:
                    return texts[name]
    return ""
