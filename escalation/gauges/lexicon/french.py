"""French words that colour a message; accents are folded, "l'agent" is two words."""

from __future__ import annotations

from escalation.gauges.lexicon.base import lexicon

FRENCH = lexicon(
    rage="colere furieu* fache* enerve* rage enrage* indigne* revolt* scandal* deteste* hais haine "
    "arnaqu* escroc* escroqueri* vole voles voleur* mensong* menteur* mentez ment fraude* "
    "abus* malhonnet* honte honteu* avocat* plainte tribunal corromp* trahi* illegal* "
    "inadmissible* culot",
    annoyed="agac* irrit* frustr* ridicul* absurde* nimporte inacceptable* intolerable* "
    "lamentable* "
    "pathetique* inutile* incompeten* stupide* idiot* bete debile* nul nulle nuls impoli* "
    "irrespectu* arrogant* ignorant* marre assez perte blague catastroph* poubelle pourri* gache* "
    "plaindre reclam* incroyable* insupportable* cauchemar* foutage gueule ras bol fatigue* "
    "incapable* minable* desastr* chiant*",
    disgust="degout* degueu* immonde* horrible* affreu* atroce* epouvantable* abominable* "
    "terrible* "
    "sale sales puant* pue pervers* vomi*",
    sad="decu* decev* deception* malheureusement triste* dommage malheureu* regrett* pleur* perdu* "
    "perds echec* echou* mal mauvais* pire faible* ennuy* injust* ignore* refus* inquiet* peur "
    "stress* angoiss* desespere* desol*",
    trouble="probleme* erreur* panne* bug* casse* abime* endommag* manqu* retard* attend* attente "
    "annul* impossible* difficile* lent lente bloque* debit* preleve* rembours* rien jamais marche "
    "fonctionne",
    swearing="merde* putain* connard* connasse* con cons conne salope* salaud* encul* foutre "
    "foutu* bordel chier chie cul bite couille* pute* nique* ntm",
    insult="idiot* imbecile* cretin* abruti* debile* connard* connasse* con conne salope* salaud* "
    "encule* pute* ordure* dechet* menteur* batard* pd tocard* bouffon* attarde*",
    sexual="sexe sexy nu nue nichon* seins penis vagin chatte porno* embrass* baiser baise* sucer "
    "suce bander orgasme* culotte*",
    threat="tuer tue crever creve mourir meurs mort frapp* bombe* bruler menac* vengeance regrett* "
    "detrui* couteau pistolet",
    glad="merci* remerci* adore* aime* genial* super formidable* fantastique* merveill* excellent* "
    "parfait* magnifique* bon bonne bons bien mieux meilleur* content* heureu* joie drole* haha* "
    "mdr lol gentil* aimable* utile* aide resolu* marche satisfait* recommand* espere* plaisir "
    "interessant* joli* sympa* bravo",
    agree="oui ouais exact exactement correct vrai sur certes accord compris comprends ok aussi",
    asking="que quoi pourquoi comment qui ou quand quel quelle quels quelles lequel question* "
    "savoir peut pourrait pouvez pourriez puis expliqu* est quelqu",
    you="tu te toi ton ta tes vous votre vos",
    others="ils elles il elle gens homme* femme* tous",
    self="je j me moi mon ma mes nous notre nos",
    denial="ne n pas non jamais personne rien aucun* sans ni plus",
    stress="tres trop vraiment extremement absolument totalement completement toujours tout toute "
    "chaque encore deja meme fois constamment enfin",
)
