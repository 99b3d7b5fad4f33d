"""What the form of a callback says in the visitor's language, where the manager says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_Words = Mapping[str, str]

ENGLISH: _Words = MappingProxyType(
    {
        "title": "Shall we call you back?",
        "text": "Tell us how to reach you; a colleague calls you.",
        "name": "Name",
        "phone": "Telephone",
        "email": "E-mail",
        "slot": "When",
        "slot_hint": "Leave it empty to be called as soon as possible.",
        "message": "What is it about?",
        "thanks": "Thank you. A colleague calls you.",
        "need_contact": "Please leave a number or an e-mail address, so that we can reach you.",
    }
)
_OTHERS: Mapping[str, _Words] = MappingProxyType(
    {
        "de": {
            "title": "Sollen wir Sie zurückrufen?",
            "text": "Sagen Sie uns, wie wir Sie erreichen; jemand ruft Sie an.",
            "name": "Name",
            "phone": "Telefon",
            "email": "E-Mail",
            "slot": "Wann",
            "slot_hint": "Leer lassen, um so bald wie möglich angerufen zu werden.",
            "message": "Worum geht es?",
            "thanks": "Danke. Wir rufen Sie an.",
            "need_contact": "Bitte hinterlassen Sie eine Nummer oder E-Mail-Adresse.",
        },
        "es": {
            "title": "¿Le llamamos?",
            "text": "Díganos cómo contactarle y un compañero le llamará.",
            "name": "Nombre",
            "phone": "Teléfono",
            "email": "Correo electrónico",
            "slot": "Cuándo",
            "slot_hint": "Déjelo vacío para que le llamemos lo antes posible.",
            "message": "¿De qué se trata?",
            "thanks": "Gracias. Un compañero le llamará.",
            "need_contact": "Por favor, deje un teléfono o un correo para poder contactarle.",
        },
        "fr": {
            "title": "Voulez-vous être rappelé ?",
            "text": "Dites-nous comment vous joindre ; un collègue vous appellera.",
            "name": "Nom",
            "phone": "Téléphone",
            "email": "E-mail",
            "slot": "Quand",
            "slot_hint": "Laissez vide pour être appelé dès que possible.",
            "message": "De quoi s'agit-il ?",
            "thanks": "Merci. Un collègue vous appellera.",
            "need_contact": "Merci de laisser un numéro ou une adresse e-mail.",
        },
    }
)


def word(name: str, language: str, own: str = "") -> str:
    """The manager's words, else ours in the visitor's language, else in English."""
    return own or _OTHERS.get(language.partition("-")[0].lower(), ENGLISH)[name]
