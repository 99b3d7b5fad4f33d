"""Words of our mails, by language; plain Python, like the words for visitors in escalation/texts.

The reader's language is that of the site or of the conversation and not that of a request, so these
do not go through gettext: "de-AT" reads German, an unknown language English.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

FALLBACK = "en"

_Texts = Mapping[str, Mapping[str, str]]

TEAM: _Texts = MappingProxyType(
    {
        "en": {
            "waiting": "A visitor waits: %(queue)s",
            "waiting_body": (
                "%(visitor)s has been waiting in %(queue)s since %(since)s, and nobody of the team "
                "is looking at the inbox."
            ),
            "unseen": "Still nobody there: %(queue)s",
            "unseen_body": (
                "%(visitor)s has been waiting in %(queue)s since %(since)s. The team was told, and "
                "nobody has come."
            ),
            "others": "%(count)d visitors wait in this queue in all.",
            "message": "A message was left: %(queue)s",
            "message_body": "%(visitor)s left a message for %(queue)s.",
            "callback": "A call was promised: %(queue)s",
            "callback_body": "%(visitor)s was promised a call by %(queue)s.",
            "follow_up": "Somebody is to follow up: %(queue)s",
            "follow_up_body": "%(visitor)s was promised that a person of %(queue)s follows up.",
            "call_at": "The call: %(when)s",
            "due": "To be answered by: %(when)s",
            "help": "Help is needed: %(queue)s",
            "help_body": "%(by)s asks for help in %(queue)s. %(count)s wait there now.",
            "reason": "Why a person: %(reason)s",
            "last": "The visitor's words:",
            "open": "Open the conversation: %(link)s",
            "open_inbox": "Open the inbox: %(link)s",
            "why_you": "You get this mail because you belong to a team that looks after visitors.",
        },
        "de": {
            "waiting": "Jemand wartet: %(queue)s",
            "waiting_body": (
                "%(visitor)s wartet seit %(since)s in %(queue)s, und niemand aus dem Team sieht "
                "in den Posteingang."
            ),
            "unseen": "Noch immer niemand da: %(queue)s",
            "unseen_body": (
                "%(visitor)s wartet seit %(since)s in %(queue)s. Das Team weiß davon, und niemand "
                "ist gekommen."
            ),
            "others": "Insgesamt warten %(count)d Personen in dieser Warteschlange.",
            "message": "Eine Nachricht ist da: %(queue)s",
            "message_body": "%(visitor)s hat eine Nachricht für %(queue)s hinterlassen.",
            "callback": "Ein Rückruf ist versprochen: %(queue)s",
            "callback_body": "%(visitor)s hat das Versprechen, dass %(queue)s zurückruft.",
            "follow_up": "Jemand soll sich melden: %(queue)s",
            "follow_up_body": (
                "%(visitor)s hat das Versprechen, dass sich ein Mensch aus %(queue)s meldet."
            ),
            "call_at": "Der Anruf: %(when)s",
            "due": "Zu beantworten bis: %(when)s",
            "help": "Hilfe wird gebraucht: %(queue)s",
            "help_body": "%(by)s bittet um Hilfe in %(queue)s. Dort warten jetzt %(count)s.",
            "reason": "Warum ein Mensch: %(reason)s",
            "last": "Die Worte der Person:",
            "open": "Gespräch öffnen: %(link)s",
            "open_inbox": "Posteingang öffnen: %(link)s",
            "why_you": (
                "Sie bekommen diese Mail, weil Sie zu einem Team gehören, das sich um Besucher "
                "kümmert."
            ),
        },
    }
)

VISITOR: _Texts = MappingProxyType(
    {
        "en": {
            "reply": "%(name)s answered you: %(site)s",
            "reply_body": "You wrote to %(site)s, and this is the answer:",
            "wrote": "%(name)s wrote:",
            "back": "To answer, open the chat on this page: %(link)s",
            "back_no_link": "To answer, open the chat on our website again.",
            "no_mail": "Nobody reads answers to this mail.",
        },
        "de": {
            "reply": "%(name)s hat Ihnen geantwortet: %(site)s",
            "reply_body": "Sie haben %(site)s geschrieben, und das ist die Antwort:",
            "wrote": "%(name)s schrieb:",
            "back": "Zum Antworten öffnen Sie den Chat auf dieser Seite: %(link)s",
            "back_no_link": "Zum Antworten öffnen Sie den Chat auf unserer Website.",
            "no_mail": "Antworten auf diese Mail liest niemand.",
        },
        "es": {
            "reply": "%(name)s le ha respondido: %(site)s",
            "reply_body": "Usted escribió a %(site)s y esta es la respuesta:",
            "wrote": "%(name)s escribió:",
            "back": "Para contestar, abra el chat en esta página: %(link)s",
            "back_no_link": "Para contestar, abra el chat en nuestro sitio web.",
            "no_mail": "Nadie lee las respuestas a este correo.",
        },
        "fr": {
            "reply": "%(name)s vous a répondu : %(site)s",
            "reply_body": "Vous avez écrit à %(site)s, et voici la réponse :",
            "wrote": "%(name)s a écrit :",
            "back": "Pour répondre, ouvrez la discussion sur cette page : %(link)s",
            "back_no_link": "Pour répondre, ouvrez la discussion sur notre site.",
            "no_mail": "Personne ne lit les réponses à ce message.",
        },
    }
)


def words_in(texts: _Texts, language: str) -> Mapping[str, str]:
    """The texts in this language, else in that of its first part, else in English."""
    code = language.lower().replace("_", "-")
    return texts.get(code) or texts.get(code.split("-")[0]) or texts[FALLBACK]


def moment_in(at: datetime, zone: ZoneInfo) -> str:
    """The moment as a clock in this zone shows it, in a form that every language reads alike."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
