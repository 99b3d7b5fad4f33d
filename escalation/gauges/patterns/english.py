"""How people ask for a person in English."""

from __future__ import annotations

import re

from escalation.gauges.patterns.base import Language, any_of, phrase

PERSON = any_of(
    "human|humans|human\\sbeing|person|people|someone|somebody|anyone|anybody|agent|agents",
    "representative|representatives|rep|reps|csr|operator|operators|assistant|advisor|adviser",
    "consultant|specialist|expert|engineer|technician|colleague|coworker|employee|staff",
    "colleagues|coworkers|employees|advisors|advisers|consultants|specialists|operators",
    "executive|manager|managers|management|supervisor|boss|superior|team\\slead|founder",
    "founders|owner|attendant|receptionist|reception|guy|lady|man|woman",
    "customer\\s(?:service|care|support|assistance)|(?:live|human|phone)\\ssupport|support\\steam|sales\\steam",
    "help\\s?desk|front\\sdesk",
)
"""Whom people ask for. Words that also mean other things count only behind a verb of contact."""

SURE = any_of(
    "human|human\\sbeing|person|human\\sperson|agent|human\\sagent|live\\sagent|representative|rep",
    "operator|manager|supervisor|advisor|adviser|assistant|specialist|employee",
    "customer\\sservice\\s(?:rep|agent|representative)|service\\sagent|support\\sagent|live\\sperson",
)
"""Those whom one may simply want, need or be given."""

_REAL = any_of(
    "real|live|actual|living|proper|normal|true|genuine|breathing|flesh\\sand\\sblood|physical",
    "non\\srobotic|non\\srobot|human|competent|intelligent|qualified|senior|different",
)
_BY = any_of("to|with|wth|wit|w|2|too|ot|wirh|directly\\sto|directly\\swith")
_STOP = any_of(
    "about|for|because|and|but|or|if|when|that|which|who|from|in|on|at|of|as|like|i|you|we|he|she",
    "they|is|are|was|were|my|mine|another|other|each|every|no|not",
    "bot|bots|robot|chatbot|machine|computer|ai",
)
_MOD = rf"(?:(?!{_STOP}\s)[^\s.,]+\s)"
_A = any_of("a|an|the|your|one\\sof\\syour|some|some\\sof\\syour|ur|any|na|another")
_TALK = any_of("talk|speak|chat|talking|speaking|chatting|conversation|connect|get\\sin\\stouch")
_REACH = any_of("contact|contacting|reach|get\\shold\\sof|get\\sa\\shold\\sof|get\\sto")
_END = (
    r"(?=\s(?:[.,]|please|pls|plz|now|asap|instead|immediately|right|rather|already|here|who|to\s"
    r"(?:talk|speak|help|call|chat|assist|contact|look|handle|fix|check|reply|answer|explain|solve)"
    r"|for\s(?:help|helo|this|that|it|assistance)|that\scan|and|on\sthe|thanks|thank|today|not\sa)"
    r"(?:\s|$)|$)"
)
_POLITE = r"(?:(?:please|pls|plz|ok|okay|yes|just|well|so|now|kindly)\s(?:,\s)?|no\s[.,]\s){0,3}"
_CLAUSE = r"(?<![^.,]\s)"  # nothing but a break, or the beginning, before
_SOMEONE = any_of(
    "someone|somebody|anyone|anybody|a\\sperson|some\\sperson|some\\shuman|people|a\\scolleague|a\\shuman"
)
_BARE = any_of(
    "human|agent|operator|representative|rep|supervisor|manager|human\\sagent|live\\sagent|advisor",
    "service\\sagent|customer\\s(?:service|support|care|assistance)|live\\s(?:chat|support|person)|real\\speople",
)
"""Those who are asked for when their name is all that is said."""

_NOT_A_NOUN = (
    r"(?!\s(?:readable|resources?|errors?|rights|body|nature|capital|trafficking|verification"
    r"|centered|centred|generated|written|made|being\swritten|elses)(?:\s|$))"
)
_WANT = any_of(
    "i\\s(?:just\\s|really\\s)?(?:want|need|demand|require|wanna|prefer|request)|"
    "(?:i\\swould|id)\\s(?:like|love|prefer|rather\\shave)(?:\\sto\\shave)?|"
    "we\\s(?:want|need)|want|need|wanna|get\\sme|give\\sme|gimme|bring\\sme|find\\sme|send\\sme|"
    "show\\sme|let\\sme\\shave|can\\si\\s(?:get|have)|could\\si\\s(?:get|have)|may\\si\\shave"
)
_PASS = any_of(
    "transfer|transferring|connect|connecting|put|pass|forward|redirect|hand|switch|direct|refer"
)
_ME = any_of(
    "me|us|this|that|it|this\\s(?:chat|call|conversation)|(?:me|us)\\s(?:over|on|through|back)"
)
_BOT = any_of("bot|robot|machine|computer|chatbot|ai|algorithm|program|robots|bots|machines")

PHRASINGS = (
    # talk to a real person
    phrase(rf"{_TALK}\s(?:directly\s)?{_BY}\s(?:one\sof\s|some\sof\s)?{_MOD}{{0,4}}{PERSON}{_NOT_A_NOUN}(?:\s(?:else|real))?"),
    phrase(rf"{_TALK}\s(?:na\s|an?\s)?{_MOD}?(?:human|person|agent|operator|representative)"),
    phrase(
        rf"{_REACH}\s(?:one\sof\s)?{_MOD}{{0,3}}(?:agents?|humans?|person|representative|operator|assistant"
        rf"|supervisor|manager|someone|somebody|support\sagent){_NOT_A_NOUN}(?!\sin\smy)"
    ),
    phrase(rf"(?:call|phone)\s(?:from|with|by)\s{_MOD}{{0,2}}(?:agent|human|person|manager)"),
    # speak to the billing team
    phrase(
        rf"(?:speak|talk|chat)\s(?:directly\s)?{_BY}\s(?:the|your|one\sof\syour|some\sof\syour)\s"
        rf"{_MOD}{{0,3}}(?:office|restaurant|gym|spa|pool|cleaners|waiter|company|lawyer"
        rf"|doctor|nurse|pharmacist)"
    ),
    phrase(
        rf"(?:speak|talk|chat)\s(?:directly\s)?{_BY}\s(?:the\s|your\s)?{_MOD}{{0,2}}(?:team|department|dept|desk|staff|support|sales|billing|service)"
    ),
    phrase(r"(?:speak|talk)\s(?:to|with)\sroom\sservice", 0.6),
    # put me through to somebody
    phrase(
        rf"{_PASS}\s{_ME}\s(?:over\s|through\s|on\s|across\s)?(?:to|with|onto)\s"
        rf"(?:(?:the|a|an|your|one\sof\syour|some)\s)?(?!{_BOT}\s)"
        rf"{_MOD}{{0,3}}(?:{PERSON}|team|department|service|desk|support|sales|billing|line\smanager)"
    ),
    phrase(rf"{_PASS}\s(?:over\s)?to\s(?:me\s)?{_MOD}{{0,2}}(?:human|agent|person|operator)"),
    phrase(rf"(?:put|get|patch)\s{_ME}\s(?:in\stouch|through|in\scontact)\s(?:to|with)\s[^\s.,]+"),
    # give me a human, I need an agent
    phrase(rf"{_WANT}\s(?:{_A}\s)?(?:{_REAL}\s){{0,2}}{SURE}{_NOT_A_NOUN}{_END}"),
    phrase(rf"{_WANT}\s(?:{_A}\s)?(?:{_REAL}\s){{1,2}}{PERSON}{_NOT_A_NOUN}"),
    phrase(rf"{_WANT}\s(?:to\s)?(?:see\s)?(?:your|ur|the)\s(?:manager|supervisor|boss)"),
    phrase(
        rf"(?:{_WANT}|(?:get|have|find|send)(?:\sme)?)\s{_SOMEONE}\s(?:else\s|real\s|human\s)*"
        r"(?:to\s(?:help|call|talk|speak|chat|contact|assist|explain|answer)|on\sthe\s(?:line|phone)"
        r"|(?:who|that)\s(?:can\s(?:help|answer|actually|solve)|understands|knows|actually))"
    ),
    phrase(rf"{_WANT}\s{_SOMEONE}\s(?:else|real|human)"),
    phrase(rf"{_WANT}\s{_SOMEONE}(?:\s(?:please|now|pls))*(?=\s[.]|$)"),
    phrase(
        rf"(?:can|could|will|would|please\shave)\s{_SOMEONE}\s(?:real\s|else\s|human\s|please\s"
        r"|from\s(?:your|the)\s[^\s.,]+\s)*"
        r"(?:call|contact|phone|ring|talk\sto|speak\s(?:to|with)|get\sback\sto|join|take\sover)"
        r"(?:\sme|\sus)?"
    ),
    phrase(
        rf"(?:can|could|will|would|may)\s(?:an?\s|some\s)?(?:(?:{_REAL}\s)+(?:person|human|agent"
        rf"|being)|human|someone\s(?:real|human)|agent|manager|supervisor)\s(?:please\s)?"
        r"(?:help|assist|call|contact|talk|speak|join|take\sover|step\sin|look)"
    ),
    phrase(
        r"(?:is|are|isnt|arent)\s(?:(?:there|any|also|a|an|no|real|live|actual|human)\s)*"
        r"(?:humans?|agents?|persons?|people|someone|somebody|anyone|anybody)\s"
        r"(?:real\s|else\s|there\s)?"
        r"(?:(?:i|we)\s(?:can|could)|to\s(?:talk|speak|chat)|(?:who|that)\scan|available\sto)"
    ),
    phrase(
        r"(?:is|isnt)\sthere\s(?:really\s)?(?:no\sone|noone|nobody|anyone|anybody)\s(?:there\s|here\s)?"
        r"(?:that\s)?(?:i|we)\s(?:can|could)\s(?:talk|speak|chat|turn)"
    ),
    phrase(r"are\sthere\s(?:also\s|any\s)*(?:real\s|actual\s)?humans\s(?:working|there|here|behind)"),
    phrase(
        r"(?:do|dont)\syou\s(?:guys\s)?have\s(?:any\s|an?\s)*(?:real|live|human|actual)\s(?:live\s|real\s)?"
        r"(?:support|agents?|people|persons?|help|humans?|staff|representatives?|operators?)"
    ),
    phrase(r"(?:who|whom)\s(?:can|could|should|do|may)\si\s(?:speak|talk|chat)(?:\s(?:to|with))?"),
    phrase(
        r"(?:want|need|get|give\sme|require|prefer|like|request|some|offer)\s"
        r"(?:(?:some|real|to\shave)\s)*human\s(?:help|assistance|support|contact|intervention)"
    ),
    phrase(
        rf"{_CLAUSE}{_POLITE}(?:transfer|connect|escalate|forward)\sme(?:\s(?:please|now))?"
        r"(?=\s[.]|$)"
    ),
    phrase(r"complain\sto\s(?:a|your|the)\s(?:manager|supervisor|person|human)"),
    phrase(r"(?:live|human)\s(?:chat|agent|support|help)\s(?:please|pls|plz|now)"),
    # agent! - a clause of its own
    phrase(
        rf"{_CLAUSE}{_POLITE}(?:{_A}\s)?(?:(?:{_REAL}\s){{1,2}}{SURE}|{_BARE})"
        rf"(?:\s(?:only|real|not\sa\s{_BOT}))*(?=\s\.|$)"
    ),
    phrase(
        rf"{_CLAUSE}{_POLITE}(?:{_A}\s)?(?:{_REAL}\s){{0,2}}(?:{SURE}|{_BARE})(?:\s,)?"
        r"\s(?:please|pls|plz|now|asap|immediately|instead)(?=\s|$)"
    ),
    phrase(r"(?:someone|somebody|anyone|anybody)\s(?:real|human)(?:\s(?:please|pls|now))?", 0.9),
    phrase(rf"real\s(?:person|human|agent)\s(?:please|pls|plz|now){_END}"),
    phrase(
        rf"{_CLAUSE}{_POLITE}(?:escalated?|please\sescalate|i\swant\sto\sescalate)"
        r"(?:\s(?:this|it|me|my\s[^\s.,]+|the\s[^\s.,]+))?(?:\s(?:please|now))?(?=\s[.,]|$)", 0.8
    ),
    # not a machine
    phrase(
        rf"(?:dont|do\snot|wont|cant\sstand|hate|tired\sof|sick\sof|stop|refuse\sto|rather\snot|not"
        rf"|done|comfortable|enough\sof|time)\s(?:[^\s.,]+\s){{0,6}}(?:to|with|at)\s"
        rf"(?:an?\s|this\s|the\s|your\s|stupid\s|dumb\s|some\s)*{_BOT}",
        0.7, deniable=False,
    ),
    phrase(
        rf"(?:talking|speaking|chatting)\s(?:to|with)\s(?:an?\s|this\s)*{_BOT}\sis\s(?:so\s|really\s)*"
        r"(?:stupid|useless|annoying|pointless|frustrating|a\swaste|dumb|terrible|awful)",
        0.7, deniable=False,
    ),
    phrase(rf"(?:human|person|agent)\s(?:and\s)?not\s(?:an?\s|this\s)?{_BOT}", 0.9, deniable=False),
)  # fmt: skip

_WISHES = (
    r"(?:\s(?:really|even|actually|just|want|wants|wanted|wanting|wanna|wish|wishing|need|needs"
    r"|needed|like|liked|have|has|having|going|gonna|trying|try|tried|looking|asking|ask|asked"
    r"|requesting|request|to|you|me|be|been|it|a|any|please|necessary|for"
    r"|think|believe|i|longer))*"
)
DENIED_BEFORE = re.compile(
    # I don't want to ...
    r"(?:^|\s)(?:(?:dont|do\snot|didnt|did\snot|doesnt|does\snot|never|wouldnt|would\snot|not|no"
    r"|without|wont|will\snot|instead\sof|rather\sthan|avoid|hate|stop|wasnt|was\snot|isnt|arent)"
    + _WISHES
    # how do my customers ..., the bot can ...
    + r"|(?:they|he|she|it|people|customers?|visitors?|users?|bot|chatbot|ai|clients?|friends?"
    r"|system|app|software|api|server|plugin|device|integration|husband|wife|son|daughter|mother|father|employees?|guests?)"
    r"(?:\s(?:can|could|should|would|will|may|might|must|want|wants|to|able|be|get|have|has))*"
    # do I have to ..., thanks for ..., already ...
    r"|(?<!what\s)(?<!how\s)do\s(?:i|we)\s(?:really\s|always\s)?(?:have|need)\sto|thanks?(?:\syou)?\sfor|already"
    # I was ..., before ..., if I ever have to ...
    r"|(?:(?:before|after|while|when|since)(?:\s(?:i|we|you))?|was|were|am\si|are\swe|had\sto|if\s(?:i|we|you))"
    r"(?:\s(?:ever|later|then|just|want|need|have|had|to|already))*)\s$"
)
ASKED_WHY = re.compile(
    r"(?:^|\s)(?:why(?:\s[^\s.,]+){0,5}|(?:can|could|may)\s(?:i|we)\snot(?:\s(?:just|simply|please))*)\s$"
)
"""A question in spite of its "not": "why don't you connect me to an agent?"."""

ENGLISH = Language(PHRASINGS, DENIED_BEFORE, ASKED_WHY)
