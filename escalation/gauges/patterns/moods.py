"""How people say outright that they have had enough, and how they insult or threaten."""

from __future__ import annotations

from escalation.gauges.patterns.base import Phrasing, any_of, phrase

_VERY = r"(?:(?:so|very|really|extremely|quite|getting|absolutely|totally|just|beyond|fucking)\s)*"
_AM = any_of("i\\sam|im|i\\swas|i\\sfeel|we\\sare|were|makes?\\sme|making\\sme|i\\sget|got\\sme")
_THIS = any_of("this|that|it|your\\s[^\\s.,]+|the\\s[^\\s.,]+|thats|its|youre|you\\sare")
_IS = r"(?:\s(?:is|was|are|were|has\sbeen|s))?"

FRUSTRATION: tuple[Phrasing, ...] = (
    # English
    phrase(rf"{_AM}\s{_VERY}(?:frustrated|annoyed|angry|furious|fed\sup|sick\sof|tired\sof"
           rf"|livid|mad"
           r"|pissed(?:\soff)?|irritated|disappointed|losing\s(?:my\s)?patience)", 0.9),
    phrase(rf"{_THIS}{_IS}\s{_VERY}(?:an?\s)?{_VERY}(?:ridiculous|frustrating|annoying"
           rf"|infuriating|unacceptable"
           r"|outrageous|absurd|pathetic|useless|a\sjoke|waste\sof\s(?:my\s)?time|nightmare)", 0.9),
    phrase(r"(?:had\senough|(?:what|such)\sa\s(?:joke|waste\sof\s(?:my\s)?time|disgrace)"
           r"|waste\sof\s(?:my\s)?time"
           r"|sick\sand\stired|are\syou\skidding(?:\sme)?|getting\son\smy\snerves"
           r"|at\sthe\send\sof\smy)", 0.9),
    phrase(r"(?:how\smany\stimes\s(?:do|must|should|have)|for\sthe\s(?:third|fourth|fifth|tenth"
           r"|hundredth"
           r"|umpteenth|last)\stime|over\sand\sover\sagain)", 0.8),
    phrase(r"(?:worst|terrible|awful|horrible|pathetic|lousy)\s(?:customer\s)?(?:service"
           r"|support|experience"
           r"|company|help|app|website)", 0.9),
    phrase(r"you(?:\speople|\sguys|\sall)?\s(?:are|re)\s(?:completely\s|so\s)?(?:useless"
           r"|incompetent|hopeless"
           r"|no\shelp|not\shelping)", 0.9),
    # German
    phrase(r"(?:nase\svoll|reicht\s(?:mir|s|es)|es\sreicht|stinksauer|zeitverschwendung"
           r"|unverschamtheit"
           r"|frechheit|geht\s(?:mir\s)?auf\sdie\snerven|zum\s(?:dritten|vierten|x\sten"
           r"|zehnten)\smal)", 0.9),
    phrase(r"(?:das|es|sowas)\s(?:ist\s|nervt\s)?(?:doch\s|echt\s|wirklich\s|einfach\s|ja\s"
           r"|nur\snoch\s)*"
           r"(?:lacherlich|unverschamt|nervt|nervig|inakzeptabel|unzumutbar|ein\switz)", 0.9),
    phrase(r"(?:bin|werde)\s(?:ich\s)?(?:echt\s|sehr\s|langsam\s|wirklich\s|richtig\s|so\s)*"
           r"(?:wutend|sauer|genervt|frustriert|enttauscht|verargert)", 0.9),
    # Spanish
    phrase(r"(?:estoy\s(?:muy\s|tan\s|bastante\s)?(?:harto|harta|enfadado|enfadada|enojado"
           r"|enojada|frustrado|frustrada"
           r"|decepcionado|decepcionada|indignado|indignada|molesto|molesta)|perdida\sde\stiempo"
           r"|(?:es|esto\ses)\s(?:ridiculo|inaceptable|una\sverguenza|indignante|el\scolmo)"
           r"|no\spuedo\smas)", 0.9),
    # French
    phrase(r"(?:en\sai\s(?:vraiment\s)?(?:marre|assez|ras\sle\sbol)|perte\sde\stemps"
           r"|n\sen\speux\splus"
           r"|c\sest\s(?:vraiment\s)?(?:ridicule|inadmissible|inacceptable|lamentable"
           r"|scandaleux|une\shonte|agacant)"
           r"|suis\s(?:tres\s|vraiment\s)?(?:enerve|enervee|furieux|furieuse|decu|decue"
           r"|en\scolere|frustre|frustree))", 0.9),
)  # fmt: skip

_NAMES = any_of(
    "idiots?|morons?|imbeciles?|assholes?|bitch(?:es)?|bastards?|cunts?|dickheads?|pricks?|twats?",
    "retards?|losers?|scumbags?|scum|whores?|sluts?|motherfuckers?|fuckers?|dumbass(?:es)?|jerks?",
    "piece\\sof\\s(?:shit|crap|garbage|trash)|pieces\\sof\\s(?:shit|crap|garbage|trash)|cow"
    r"|pigs?|fucks?",
)
_FOUL = (
    r"(?:(?:a|an|the|such|you|all|just|fucking|stupid|dumb|little|fat|ugly|useless|filthy"
    r"|bloody|damn|complete|total|absolute|are)\s)*"
)

ABUSE: tuple[Phrasing, ...] = (
    # English
    phrase(rf"(?:you|ur|u|youre|your)\s(?:are\s|re\s)?{_FOUL}{_NAMES}", 1.0),
    phrase(r"(?:fuck|screw|fuk|fck)\s(?:you|u|off|ya|yourself|this\scompany)", 1.0),
    phrase(r"(?:go\s(?:to\shell|fuck\syourself|die|kill\syourself)|kill\syourself|drop\sdead|kys"
           r"|shut\s(?:the\s(?:fuck|hell)\s)?up|stfu|gtfo|piss\soff|eat\sshit|kiss\smy\sass"
           r"|suck\smy\s[^\s.,]+)", 1.0),
    phrase(r"i\s(?:will|ll|am\sgoing\sto|m\sgoing\sto|gonna|wanna|want\sto)\s(?:kill|hurt"
           r"|murder|stab|shoot|beat"
           r"|strangle|slap|punch)\s(?:you|your|u|them|him|her|all|everyone)", 1.0),
    phrase(r"(?:have|want)\ssex\swith|(?:show|send)\sme\s(?:your\s)?(?:boobs|tits|nudes?|naked)"
           r"|fuck\sme", 1.0),
    # German
    phrase(r"(?:du|sie|ihr)\s(?:bist\s|sind\s|seid\s)?(?:alle\s|ein\s|eine\s|so\sein\s"
           r"|dumme[rs]?\s|blode[rs]?\s|verdammte[rs]?\s)*"
           r"(?:idiot|idioten|trottel|vollidiot(?:en)?|arschloch(?:er)?|wichser|hurensohn"
           r"|schlampe|versager|schwein|depp(?:en)?|penner)", 1.0),
    phrase(r"(?:fick\sdich|verpiss\sdich|halt(?:s|\sdie|\sdein)\s(?:fresse|maul|klappe"
           r"|schnauze)|leck\smich"
           r"(?:\sam\sarsch)?|du\skannst\smich\smal)", 1.0),
    # Spanish
    phrase(r"(?:eres|sois|son)\s(?:un\s|una\s|unos\s|unas\s|todos\s)*(?:idiotas?|imbecil(?:es)?"
           r"|estupid[oa]s?|gilipollas"
           r"|basura|cabron(?:es)?|pendej[oa]s?|inutiles)", 1.0),
    phrase(r"(?:vete\sa\sla\smierda|vete\sal\scarajo|hij[oa]s?\sde\sputa|que\ste\sjodan|jodete"
           r"|chinga\stu\smadre|callate)", 1.0),
    # French
    phrase(r"(?:(?:tu\ses|vous\setes)\s(?:un\s|une\s|des\s|tous\s|vraiment\s)*"
           r"|espece\sd\s?e?\s?)(?:idiots?|cons?|connards?|connasse"
           r"|abrutis?|salauds?|cretins?|imbeciles?)", 1.0),
    phrase(r"(?:va\ste\sfaire\s(?:foutre|voir)|ferme\s(?:la|ta\sgueule)|ta\sgueule"
           r"|nique\sta\smere|fils\sde\spute|ntm)", 1.0),
)  # fmt: skip
