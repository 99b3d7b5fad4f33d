"""How people ask for a person in Spanish; accents are folded."""

from __future__ import annotations

import re

from escalation.gauges.patterns.base import Language, any_of, phrase

_PERSON = any_of(
    "persona|humano|humana|ser\\shumano|agente|asesor|asesora|operador|operadora|representante",
    "encargado|encargada|gerente|supervisor|supervisora|responsable|jefe|jefa|alguien|empleado",
    "empleada|tecnico|especialista|ejecutivo|ejecutiva|atencion\\sal\\scliente|soporte",
    "servicio\\sal\\scliente|companero|gestor|equipo",
)
_SURE = any_of(
    "persona|humano|agente|asesor|asesora|operador|operadora|representante|ser\\shumano|encargado",
    "supervisor|gerente",
)
_REAL = any_of("real|humano|humana|de\\sverdad|de\\scarne\\sy\\shueso|fisica|en\\svivo|viva")
_A = any_of("un|una|el|la|los|su|tu|vuestro|alguna|algun|otra|otro|algun\\sotro")
_NP = rf"(?:{_A}\s){{0,2}}(?:verdadera\s|verdadero\s|autentica\s)?"
_TALK = any_of(
    "hablar|hable|hablo|charlar|chatear|conversar|comunicarme|comunicarse|comunicar|contactar",
    "contactarme|conectar|conectarme|ponerme\\sen\\scontacto|platicar|hablarle",
)
_PASS = any_of(
    "pasame|paseme|pasenme|pasarme|ponme|pongame|ponganme|comunicame|comuniqueme|comuniquenme",
    "conectame|conecteme|transfiereme|transfierame|transferirme|derivame|deriveme|redirigeme",
)
_CLAUSE = r"(?<![^.,]\s)"
_BOT = any_of("bot|robot|maquina|ordenador|computadora|chatbot|ia")

PHRASINGS = (
    phrase(rf"{_TALK}\s(?:[^\s.,]+\s)?(?:con|a)\s{_NP}{_PERSON}(?:\s{_REAL})?"),
    phrase(rf"{_PASS}\s(?:[^\s.,]+\s)?(?:con|a)\s{_NP}[^\s.,]+"),
    phrase(
        rf"(?:quiero|quisiera|necesito|deme|dame|prefiero|exijo|me\sgustaria)\s(?:a\s|hablar\s)?"
        rf"(?:con\s)?{_NP}{_SURE}(?:\s{_REAL})?"
    ),
    phrase(
        rf"{_CLAUSE}(?:(?:por\sfavor|si|no|ya|ok)\s(?:,\s)?){{0,3}}(?:{_A}\s)?{_SURE}(?:\s{_REAL})?(?:\s,)?"
        r"\s(?:por\sfavor|porfavor|porfa|ya|ahora)(?=\s|$)"
    ),
    phrase(rf"{_CLAUSE}(?:{_A}\s)?(?:{_SURE}\s{_REAL}|agente|operador|asesor)(?=\s\.|$)"),
    phrase(rf"alguien\s{_REAL}"),
    phrase(r"(?:hay|esta)\s(?:alguna?\s|una?\s)?(?:alguien|persona|humano)\s(?:real|humano|ahi)"),
    phrase(r"con\squien\s(?:puedo|podria|debo)\s(?:hablar|comunicarme)"),
    phrase(
        r"(?:puede|podria)\s(?:ayudarme|atenderme|llamarme)\s(?:alguien|una\spersona|un\s(?:agente"
        r"|humano))"
    ),
    phrase(
        rf"(?:no|odio|harto\sde|harta\sde|cansado\sde|cansada\sde)\s(?:[^\s.,]+\s){{0,4}}con\s"
        rf"(?:un\s|una\s|este\s|esta\s)?{_BOT}",
        0.7, deniable=False,
    ),
)  # fmt: skip

DENIED_BEFORE = re.compile(
    r"(?:^|\s)(?:(?:no|nunca|sin|tampoco|antes\sde|despues\sde|en\svez\sde|en\slugar\sde)"
    r"(?:\s(?:quiero|quisiera|necesito|hace\sfalta|deseo|me\sgustaria|quiera|tener|que|para|es"
    r"|necesario|me))*|(?:clientes|usuarios|visitantes|bot)(?:\s[^\s.,]+)?)\s$"
)
ASKED_WHY = re.compile(r"(?:^|\s)(?:por\sque|porque|no\spuedo)(?:\s[^\s.,]+){0,5}\s$")

SPANISH = Language(PHRASINGS, DENIED_BEFORE, ASKED_WHY)
