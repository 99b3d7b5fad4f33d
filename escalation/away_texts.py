"""Words for visitors whom nobody can talk with now, by language; plain Python.

They say what is true and what comes next, and promise nothing that the product does not keep.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_Texts = Mapping[str, Mapping[str, str]]

PASSED_ON = "passed_on"
"""Stands for notices that would say that a person comes at once."""

AWAY: _Texts = MappingProxyType(
    {
        "en": {
            PASSED_ON: "I am passing this on to our team.",
            "closed_hours": "Our team is not there at the moment.",
            "closed": "Our team cannot take any more conversations at the moment.",
            "full": "So many people are waiting that nobody would come to you for a long time.",
        },
        "de": {
            PASSED_ON: "Ich gebe das an unser Team weiter.",
            "closed_hours": "Unser Team ist gerade nicht da.",
            "closed": "Unser Team kann gerade keine weiteren Gespräche annehmen.",
            "full": "Es warten so viele, dass für Sie lange niemand frei würde.",
        },
        "es": {
            PASSED_ON: "Paso su consulta a nuestro equipo.",
            "closed_hours": "Nuestro equipo no está en este momento.",
            "closed": "Nuestro equipo no puede atender más conversaciones en este momento.",
            "full": "Hay tanta gente esperando que tardaríamos mucho en atenderle.",
        },
        "fr": {
            PASSED_ON: "Je transmets votre demande à notre équipe.",
            "closed_hours": "Notre équipe n'est pas là pour le moment.",
            "closed": "Notre équipe ne peut plus prendre de conversations pour le moment.",
            "full": "Il y a tant d'attente que personne ne serait libre avant longtemps.",
        },
    }
)

OUTCOMES: _Texts = MappingProxyType(
    {
        "en": {
            "message_text": (
                "What you wrote is kept; tell us how to reach you and a colleague will answer."
            ),
            "captured": (
                "Nobody can come right now. What you wrote is kept; a colleague reads it and "
                "answers you here."
            ),
            "assistant_note": (
                "I have noted that a colleague is to get back to you. Until then I am happy to go "
                "on helping: just write."
            ),
            "assistant_note_again": (
                "Nobody is free yet. It stays noted that a colleague gets back to you; until then "
                "you can go on writing to me."
            ),
        },
        "de": {
            "message_text": (
                "Was Sie geschrieben haben, bleibt erhalten; sagen Sie uns, wie wir Sie erreichen, "
                "dann meldet sich jemand."
            ),
            "captured": (
                "Gerade kann niemand kommen. Was Sie geschrieben haben, bleibt erhalten; jemand "
                "liest es und antwortet Ihnen hier."
            ),
            "assistant_note": (
                "Ich habe notiert, dass sich jemand bei Ihnen meldet. Bis dahin helfe ich gerne "
                "weiter: Schreiben Sie einfach."
            ),
            "assistant_note_again": (
                "Es ist noch niemand frei. Es bleibt notiert, dass sich jemand bei Ihnen meldet; "
                "bis dahin können Sie mir weiter schreiben."
            ),
        },
        "es": {
            "message_text": (
                "Lo que ha escrito se conserva; díganos cómo contactarle y le responderemos."
            ),
            "captured": (
                "Ahora mismo no puede venir nadie. Lo que ha escrito se conserva; un compañero lo "
                "leerá y le responderá aquí."
            ),
            "assistant_note": (
                "He anotado que un compañero se pondrá en contacto con usted. Mientras tanto, "
                "sigo a su disposición: escríbame."
            ),
            "assistant_note_again": (
                "Todavía no hay nadie libre. Queda anotado que un compañero se pondrá en contacto "
                "con usted; mientras tanto puede seguir escribiéndome."
            ),
        },
        "fr": {
            "message_text": (
                "Ce que vous avez écrit est conservé ; dites-nous comment vous joindre et nous "
                "vous répondrons."
            ),
            "captured": (
                "Personne ne peut venir pour le moment. Ce que vous avez écrit est conservé ; un "
                "collègue le lira et vous répondra ici."
            ),
            "assistant_note": (
                "J'ai noté qu'un collègue doit revenir vers vous. D'ici là, je continue volontiers "
                "à vous aider : écrivez-moi."
            ),
            "assistant_note_again": (
                "Personne n'est encore libre. Il reste noté qu'un collègue revient vers vous ; "
                "d'ici là, vous pouvez continuer à m'écrire."
            ),
        },
    }
)
