"""How visitors say that an answer did not help, and how they say that it did."""

from __future__ import annotations

from escalation.gauges.patterns.base import Phrasing, any_of, phrase

_NOT = any_of(
    "not|doesnt|does\\snot|didnt|did\\snot|isnt|is\\snot|wasnt|dont|do\\snot|hasnt|has\\snot|never"
)

OBJECTIONS: tuple[Phrasing, ...] = (
    # English
    phrase(rf"{_NOT}\s(?:really\s|even\s|at\sall\s|very\s)*(?:help|helped|helping|helpful)"),
    phrase(rf"{_NOT}\s(?:really\s|even\s)*(?:answer|answered|answering|solve|solved|fix|fixed|resolve"
           r"|resolved)(?:\s(?:my|the|it|anything|that|this))?"),
    phrase(rf"still\s(?:{_NOT}|cant|cannot|wont|no|the\ssame|an?\serror|broken|having|have\sthe|get\s(?:the|an|this|that)"
           r"|getting\s(?:the|an|this|that)|same|nothing|fails|failing|down|stuck)"),
    phrase(r"(?:doesnt|does\snot|didnt|did\snot|isnt|not)\s(?:seem\sto\s)?(?:work|working)"
           r"\s(?:either|too|still|as\swell|for\sme)"),
    phrase(r"(?:that|this|it)\s(?:just\s|also\s|really\s)?(?:doesnt|does\snot|didnt|did\snot)\s(?:work)"),
    phrase(r"(?:thats|that\sis|this\sis|its)\s(?:still\s)?(?:wrong|not\s(?:it|right|correct|true|what"
           r"|helpful|my\s(?:question|problem))|incorrect|useless|no\shelp|the\swrong)"),
    phrase(r"(?:not|isnt|wasnt|nt)\swhat\si\s(?:asked|meant|mean|want|wanted|need|was\slooking|am\slooking)"),
    phrase(r"you\s(?:dont|do\snot|didnt|did\snot|still\sdont|are\snot)\s(?:really\s|even\s)?"
           r"(?:understand|understanding|get\sit|get\sme|read|listen|listening|answer|answering)"),
    phrase(
        r"(?:already\s(?:tried|did|done|told|said|asked|checked|read)"
        r"|i\sjust\s(?:told\syou|said\sthat|asked\sthat|tried\sthat))"
    ),
    phrase(r"(?:same|wrong)\s(?:problem|error|issue|answer|thing|result)(?:\sagain)?"),
    phrase(r"(?:i\shave\s|ive\s)?tried\s(?:that|this|it|all\sof|everything|both)"),
    phrase(r"no\s(?:luck|difference|change|success)"),
    phrase(r"(?:wrong|useless|unhelpful|nonsense)(?=\s\.|$)"),
    phrase(r"(?:this|that|it)\s(?:is\s|s\s)?(?:so\s|really\s|completely\s|all\s)*(?:pointless|nonsense|makes\sno\ssense"
           r"|doesnt\smake\s(?:any\s)?sense|does\snot\smake\s(?:any\s)?sense|not\smaking\s(?:any\s)?sense|has\snothing\sto\sdo)"),
    phrase(r"what\sare\syou\s(?:talking|on)\sabout|what\sdo\syou\s(?:even\s)?mean|you\s(?:make|are\smaking)\sno\ssense"),
    phrase(r"(?:i\sam|im)\s(?:so\s|really\s|very\s|still\s|now\s)*confused|i\s(?:still\s)?(?:dont|do\snot)\sunderstand"
           r"\s(?:what\syou|that|this|your|you)"),
    phrase(r"i\sasked\s(?:you\s)?(?:first|about|for|if|whether|what|how|when|where)|you\salready\s(?:said|told|asked)"
           r"|you\s(?:didnt|did\snot|havent|have\snot|never)\s(?:tell|told|say|said|give|given|send|sent)\sme"),
    phrase(r"(?:but|no)\s(?:,\s)?(?:that\sis|thats|that\swas|it\sis|its|it\swas)\s(?:not|wrong)"),
    # German
    phrase(r"(?:hilft|half|geholfen|hilfreich)\s(?:mir\s)?(?:(?:leider|auch|immer|noch|so)\s)*nicht"),
    phrase(r"nicht\s(?:geholfen|hilfreich|weiter|gelost|geklappt|funktioniert|das\s?was|beantwortet"
           r"|richtig|gemeint|die\sfrage)"),
    phrase(r"immer\snoch\s(?:nicht|das|der|die|kein|keine|ein|eine|kaputt)"),
    phrase(r"(?:geht|klappt|funktioniert|stimmt)\s(?:(?:leider|auch|so|bei\smir|immer|noch)\s)*nicht"),
    phrase(r"(?:habe|hab)\sich\s(?:(?:schon|bereits|alles|das)\s)*(?:versucht|probiert|gemacht|gesagt)"),
    phrase(r"(?:ergibt|macht)\s(?:das\s)?(?:gar\s|doch\s|uberhaupt\s)*keinen\ssinn|was\smeinen\ssie|wovon\sreden\ssie"
           r"|danach\shabe\sich\snicht\sgefragt|das\sist\snicht\smeine\sfrage"),
    phrase(r"(?:verstehst|verstehen)\s(?:mich|sie|du|es|meine)\s(?:[^\s.,]+\s)?nicht"),
    # Spanish
    phrase(r"no\s(?:me\s)?(?:ayuda|ayudo|sirve|sirvio|funciona|funciono|resuelve|responde|es\slo\sque)"),
    phrase(r"sigue\s(?:sin|igual|fallando|el\smismo|dando)"),
    phrase(r"ya\s(?:lo\s)?(?:he\s)?(?:intente|intentado|probe|probado|hice)"),
    phrase(r"no\s(?:me\s)?(?:entiendes|entiende|has\sentendido)"),
    phrase(r"no\stiene\ssentido|de\sque\s(?:me\s)?habla|eso\sno\ses\slo\sque\spregunt[^\s]*|no\sentiendo\snada"),
    # French
    phrase(r"(?:marche|fonctionne|aide|repond|resout)\s(?:toujours\s)?pas"),
    phrase(r"toujours\s(?:pas|le\smeme|la\smeme|rien|en\spanne)"),
    phrase(r"deja\s(?:essaye|fait|tente|dit)"),
    phrase(r"n\sa\s(?:aucun|pas\sde)\ssens|de\squoi\sparlez\svous|je\sne\scomprends\s(?:pas|rien)"),
    phrase(r"pas\s(?:ce\sque\sj|utile|la\sreponse|compris)"),
)  # fmt: skip

SATISFACTION: tuple[Phrasing, ...] = (
    phrase(r"(?:that|this|it)\s(?:really\s)?(?:worked|works|helped|helps|did\sit|solved\sit|fixed\sit)"),
    phrase(r"(?:thank\syou|thanks|thx|perfect|great|awesome|solved|brilliant|excellent)"),
    phrase(r"(?:danke|super|perfekt|klappt\sjetzt|geht\sjetzt|hat\sgeklappt|hat\sgeholfen|gelost)"),
    phrase(r"(?:gracias|perfecto|genial|funciono|resuelto)"),
    phrase(r"(?:merci|parfait|super|ca\smarche|resolu)"),
)  # fmt: skip
