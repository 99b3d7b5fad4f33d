"""Recognising greetings, thanks and farewells that ask for nothing; pure."""

from __future__ import annotations

import re

_FILLER = r"(?:there|again|everyone|all|team|baton|bot|assistant|so much|a lot|very much|you|and)"
# What visitors say when it is settled; it counts as thanks.
_SETTLED = (
    r"(?:no[,. ]+)?(?:that(?:'?s| is)|that was) all(?: i (?:needed|wanted)(?: to know)?| for now)?|"
    r"(?:no[,. ]+)?nothing else|"
    r"(?:that|this|it)(?:'?s| has| is)? (?:solved|fixed|answered|sorted|resolved)"
    r"(?: (?:it|that|everything|(?:my|the) (?:problem|question|issue)))?(?: now)?|"
    r"(?:(?:my|the) )?(?:problem|question|issue)(?:'?s| is)? "
    r"(?:solved|answered|fixed|resolved|sorted)|"
    r"(?:that|this|it) (?:works|worked)(?: now| fine| perfectly)?|"
    r"(?:i'?m |i am |we'?re )?all (?:set|sorted)(?: now)?"
)
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "greeting",
        r"(?:hi+|hello+|hey+|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|"
        r"hallo|hola|bonjour|ciao)",
    ),
    (
        "thanks",
        r"(?:(?:ok(?:ay)?|great|perfect|super|awesome|cool|got it|nice|wonderful|excellent|alright|"
        r"that(?:'?s| is)? (?:all|great|perfect|helpful|it)|that helped|that helps)?[,.! ]*"
        r"(?:thanks?(?: you)?|thank u|thx|ty|cheers|many thanks|much appreciated)"
        r"(?: for (?:your|the|all your) (?:help|time|answer|reply|information|info))?|"
        rf"{_SETTLED})",
    ),
    (
        "farewell",
        r"(?:good ?bye|bye(?:[ -]?bye)?|see (?:you|ya)(?: later| soon)?|take care|"
        r"have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|night)|good night)",
    ),
    (
        "acknowledgement",
        r"(?:ok(?:ay)?|great|perfect|super|awesome|cool|got it|nice|wonderful|excellent|alright|"
        r"understood|i see|sounds good|that(?:'?s| is) (?:great|perfect|helpful|it)|"
        r"that help(?:ed|s))",
    ),
    (
        "identity",
        r"(?:(?:are|r) (?:you|u) (?:a |an )?(?:ai )?"
        r"(?:(?:ro)?bot|human|person|real(?: person| human)?|machine|ai|robot|chat ?bot)|"
        r"(?:am i|is this) (?:talking|chatting|speaking)? ?(?:to|with)? ?(?:a |an )?(?:real )?"
        r"(?:(?:ro)?bot|human|person|machine|ai)|who are you|what are you|"
        r"what(?:'?s| is) your name)",
    ),
    (
        "wellbeing",
        r"(?:how are you(?: doing)?(?: today)?|how(?:'?s| is) it going|what(?:'?s| is) up)",
    ),
    (
        "ability",
        r"(?:what can you (?:do|help(?: me)? with)|what do you know|how can you help(?: me)?|"
        r"can you help(?: me)?|i (?:have a|have got a|got a|'?ve got a) question|"
        r"(?:i )?need (?:some )?help|help(?: me)?)",
    ),
)
_PATTERNS = tuple(
    (kind, re.compile(rf"^(?:{pattern})(?:[\s,.!?]+{_FILLER})*$", re.IGNORECASE))
    for kind, pattern in _KINDS
)
_OPENING = re.compile(
    rf"^(?:{_KINDS[0][1]}|{_KINDS[1][1]}|{_KINDS[3][1]})(?:[ ]+{_FILLER})?[\s,.!:;-]+",
    re.IGNORECASE,
)
_EDGES = " \t\n,.!?:;-–—\"'()❤👍😊🙂😀🙏👋"


def small_talk(text: str) -> str:
    """The kind of small talk the text consists of; empty when it holds anything else.

    Kinds: greeting, thanks, farewell, acknowledgement, identity, wellbeing, ability.
    """
    rest = " ".join(text.replace("’", "'").split()).strip(_EDGES)
    if not rest or len(rest) > 120:
        return ""
    while True:
        for kind, pattern in _PATTERNS:
            if pattern.match(rest):
                return kind
        shorter = _OPENING.sub("", rest, count=1).strip(_EDGES)
        if shorter == rest or not shorter:
            return ""
        rest = shorter
