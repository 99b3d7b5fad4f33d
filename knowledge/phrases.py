"""The assistant's own sentences to a visitor, in the visitor's language; plain Python.

The language is the conversation's, not that of the page or of staff, so these do not go through
gettext: "de-AT" reads German, a language without sentences English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from knowledge.language import primary_code

Phrase = Literal[
    "identity", "greeting", "thanks", "farewell", "acknowledgement", "wellbeing", "ability", "which"
]
FALLBACK = "en"

_PHRASES: Mapping[str, Mapping[Phrase, str]] = {
    "en": {
        "identity": "I am an assistant, not a person. I answer from our help articles, and a "
        "person can take over whenever you ask for one.",
        "greeting": "Hello! What can I help you with?",
        "thanks": "You're welcome! Is there anything else I can help with?",
        "farewell": "Goodbye, and thank you for stopping by!",
        "acknowledgement": "Good! Is there anything else I can help with?",
        "wellbeing": "I'm doing fine, thank you! What can I help you with?",
        "ability": "Of course. Tell me in a sentence what it is about, and I will look it up in "
        "our help articles.",
        "which": "I found more than one thing this could be about. Which do you mean?",
    },
    "de": {
        "identity": "Ich bin ein Assistent, kein Mensch. Ich antworte aus unseren Hilfeartikeln, "
        "und jederzeit kann ein Mensch übernehmen, wenn Sie es wünschen.",
        "greeting": "Hallo! Wobei kann ich helfen?",
        "thanks": "Gern geschehen! Kann ich noch bei etwas helfen?",
        "farewell": "Auf Wiedersehen und danke für Ihren Besuch!",
        "acknowledgement": "Gut! Kann ich noch bei etwas helfen?",
        "wellbeing": "Danke, gut! Wobei kann ich helfen?",
        "ability": "Natürlich. Sagen Sie mir in einem Satz, worum es geht, und ich sehe in unseren "
        "Hilfeartikeln nach.",
        "which": "Das könnte mehreres betreffen. Was davon meinen Sie?",
    },
    "es": {
        "identity": "Soy un asistente, no una persona. Respondo con nuestros artículos de ayuda, y "
        "una persona puede atenderle cuando lo pida.",
        "greeting": "¡Hola! ¿En qué puedo ayudarle?",
        "thanks": "¡De nada! ¿Puedo ayudarle en algo más?",
        "farewell": "¡Adiós y gracias por su visita!",
        "acknowledgement": "¡Bien! ¿Puedo ayudarle en algo más?",
        "wellbeing": "¡Muy bien, gracias! ¿En qué puedo ayudarle?",
        "ability": "Por supuesto. Dígame en una frase de qué se trata y lo buscaré en nuestros "
        "artículos de ayuda.",
        "which": "Esto podría referirse a varias cosas. ¿A cuál se refiere?",
    },
    "fr": {
        "identity": "Je suis un assistant, pas une personne. Je réponds à partir de nos articles "
        "d'aide, et une personne peut prendre le relais dès que vous le demandez.",
        "greeting": "Bonjour ! Comment puis-je vous aider ?",
        "thanks": "Avec plaisir ! Puis-je vous aider pour autre chose ?",
        "farewell": "Au revoir et merci de votre visite !",
        "acknowledgement": "Très bien ! Puis-je vous aider pour autre chose ?",
        "wellbeing": "Très bien, merci ! Comment puis-je vous aider ?",
        "ability": "Bien sûr. Dites-moi en une phrase de quoi il s'agit, et je chercherai dans nos "
        "articles d'aide.",
        "which": "Cela peut concerner plusieurs sujets. Duquel parlez-vous ?",
    },
    "it": {
        "identity": "Sono un assistente, non una persona. Rispondo con i nostri articoli di aiuto, "
        "e una persona può subentrare quando lo chiede.",
        "greeting": "Buongiorno! Come posso aiutarla?",
        "thanks": "Prego! Posso aiutarla in altro?",
        "farewell": "Arrivederci e grazie della visita!",
        "acknowledgement": "Bene! Posso aiutarla in altro?",
        "wellbeing": "Bene, grazie! Come posso aiutarla?",
        "ability": "Certo. Mi dica in una frase di che cosa si tratta e cercherò nei nostri "
        "articoli di aiuto.",
        "which": "Potrebbe riguardare più argomenti. Quale intende?",
    },
    "nl": {
        "identity": "Ik ben een assistent, geen mens. Ik antwoord uit onze hulpartikelen, en een "
        "mens kan het overnemen zodra u daarom vraagt.",
        "greeting": "Hallo! Waarmee kan ik helpen?",
        "thanks": "Graag gedaan! Kan ik nog ergens mee helpen?",
        "farewell": "Tot ziens en bedankt voor uw bezoek!",
        "acknowledgement": "Goed! Kan ik nog ergens mee helpen?",
        "wellbeing": "Prima, dank u! Waarmee kan ik helpen?",
        "ability": "Natuurlijk. Zeg me in één zin waar het om gaat, dan zoek ik het op in onze "
        "hulpartikelen.",
        "which": "Dit kan over meer dan één onderwerp gaan. Welk bedoelt u?",
    },
    "pt": {
        "identity": "Sou um assistente, não uma pessoa. Respondo com os nossos artigos de ajuda, e "
        "uma pessoa pode assumir sempre que pedir.",
        "greeting": "Olá! Em que posso ajudar?",
        "thanks": "De nada! Posso ajudar em mais alguma coisa?",
        "farewell": "Até logo e obrigado pela visita!",
        "acknowledgement": "Ótimo! Posso ajudar em mais alguma coisa?",
        "wellbeing": "Tudo bem, obrigado! Em que posso ajudar?",
        "ability": "Claro. Diga-me numa frase de que se trata e eu procuro nos nossos artigos de "
        "ajuda.",
        "which": "Isto pode ter a ver com mais de um assunto. A qual se refere?",
    },
}


def phrase(name: Phrase, language: str) -> str:
    """The sentence in this language, else in English."""
    return _PHRASES.get(primary_code(language), _PHRASES[FALLBACK])[name]


def phrase_for_small_talk(kind: str, language: str) -> str:
    """What is said back to a kind of small talk; a greeting to an unknown kind."""
    known = _PHRASES[FALLBACK]
    return next(
        (phrase(name, language) for name in known if name == kind), phrase("greeting", language)
    )
