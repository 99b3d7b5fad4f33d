"""Grammar words, and those that people wrap a question in when they chat, by language.

Neither says what a question is about, and in a small knowledge base they would look rare and
therefore important.
"""

from __future__ import annotations

from collections.abc import Mapping

_LISTS = {
    "de": """
aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist bitte bräuchte
brauche da dabei dafür damit dann danke das dass dein deine dem den denn der des deshalb die dies
diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas
euch euer eure für gar geht gern gerne gibt guten habe haben hallo hat hatte hätte hier hilfe ich
ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann kannst
kein keine keinem keinen keiner können könnt könnte könnten man mal mehr mein meine meinem meinen
meiner mich mir mit möchte möchten muss müssen nach nein nicht nichts noch nun nur ob oder ohne sehr
sein seine seinem seinen seiner seit sich sie sind so soll sollte sonst tag über um und uns unser
unsere unserem unseren unserer vielen vom von vor wann war waren warum was wegen weil welche welchem
welchen welcher welches wenn wer werde werden wie wieder wieso will wir wird wo wollen wurde würde
zu zum zur
""",
    "es": """
a al algo alguna algunas alguno algunos ante antes aquí así ayuda aún bien buenas buenos cada como
cómo con cual cuál cuales cuáles cuando cuándo cuanta cuánta cuanto cuánto de del desde días donde
dónde dos el él ella ellas ellos en entre era eres es esa esas ese eso esos esta está están estar
estas este esto estos estoy favor fue gracias ha hace hacer hacia han has hasta hay he hola la las
le les lo los más me mi mis mucho muy nada necesito ni no nos nosotros o otra otro para pero poco
por porque pues puede puedo que qué quien quién quiero quisiera se sea ser si sí sido sin sobre son
soy su sus también tan te tengo tiene tienen todo todos tu tus un una unas uno unos usted ustedes
y ya yo
""",
    "fr": """
à ai aide alors après as au aucun aussi autre autres aux avant avec avez avoir avons bien bonjour ça
ce cela ces cet cette ceux chaque chez comme comment d dans de depuis des deux dois donc du elle
elles en encore entre est et étais était étant être eu fait faire faut ici il ils j je jour l la le
les leur leurs lui ma mais me merci mes mon n ne ni non nos notre nous on ont ou où oui par pas
peu peut peux plaît plus pour pourquoi pouvez puis qu quand que quel quelle quelles quels qui quoi s
sa salut sans se ses si son sont souhaite suis sur svp ta te tes ton tous tout toute toutes très tu
un une va vais veux voudrais vos votre vous y
""",
    "it": """
a ad ai al alla alle allo anche ancora avere avete aveva buongiorno c che chi ci ciao come con cosa
così cui da dagli dai dal dalla dalle dei del della delle dello di dopo dov dove due e è ed era ero
essere fa fare fino gli grazie ha hai hanno ho i il in io l la le lei li lo loro lui ma me mi mia
mie miei mio molto nei nel nella nelle noi non nostra nostro o ogni per perché però più poi posso
potete prima può qual quale quali quando quanto quella quelle quelli quello questa queste questi
questo qui sa salve se sei senza si sia siamo siete solo sono sta su sua sue sui sul sulla suo suoi
te ti tra tu tua tuo tutte tutti tutto un una uno vi voglio voi vorrei
""",
    "nl": """
aan al alle als ben bent bij daar dan dank dat de deze die dit doe doen door dus een en er gaan gaat
geen goedendag graag had hallo heb hebben hebt heeft hem het hier hij hoe hoeveel hoi ik in is ja je
jij jou jouw jullie kan kun kunnen kunt maar me meer met mij mijn moet moeten mogen na naar nee niet
niets nog nu of om onder ons onze ook op over te tot u uit uw van veel voor waar waarom wanneer want
waren was wat we welke wel wie wij wil wilde willen word worden wordt zal ze zich zij zijn zo zonder
zou
""",
    "pt": """
a à ajuda ao aos as às até bem boa bom cada com como da das de dela dele deles depois do dos e é ela
elas ele eles em então entre era essa essas esse esses esta está estão estar estas este estes estou
eu faz fazer foi for fosse gostaria há isso isto já lá lhe mais mas me mesmo meu meus minha minhas
muito na nada não nas nem no nos nós nossa nosso num numa o obrigada obrigado oi olá onde os ou para
pela pelas pelo pelos pode podem poderia por porque posso pra preciso quais qual quando quanto que
quem quero são se sem ser será seu seus si sim só sobre sua suas também te tem têm tenho ter teu tua
tudo um uma umas uns você vocês vou
""",
}

STOP_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _LISTS.items()
}
