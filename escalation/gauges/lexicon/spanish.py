"""Spanish words that colour a message; accents are folded."""

from __future__ import annotations

from escalation.gauges.lexicon.base import lexicon

SPANISH = lexicon(
    rage="enojad* enfad* furios* furia rabia ira iracund* indignad* indignante* harto harta hartos "
    "hartas odio odiar odiosa estafa* timo timador* engan* mentira* mentiroso* miente mienten "
    "ladron* robaron robo fraude* abuso* abusiv* descar* sinverguenz* denunci* demanda* "
    "abogado* corrupt* verguenza vergonzos* indignacion traicion* ilegal* robado robada robar "
    "robaste",
    annoyed="molest* irrit* frustr* ridicul* absurd* tonteria* inaceptable* intolerable* "
    "lamentable* "
    "patetic* inutil* inservible* incompetent* estupid* idiot* tont* vag* grosero* maleducad* "
    "irrespetuos* arrogant* ignorant* cansad* basta perdida burla broma desastre basura porqueria "
    "arruin* queja* quejar* increible insoportable* pesadilla chapuza* pesimo* pesima* colmo "
    "desesper* aburrid* incapac* tomadura pelo",
    disgust="asco asquero* repugnan* horrible* horroroso* espantos* terrible* atroz* nefast* "
    "sucio* "
    "suciedad apest* pervers* vomit*",
    sad="decepcion* desgraciadamente lamentablemente triste* tristeza lastima infeliz pena dolor* "
    "llor* perd* fracas* mal mala malo malos malas peor deficiente* debil* injust* ignor* rechaz* "
    "preocup* miedo ansied* estres* angusti* disgust*",
    trouble="problema* error* fallo* falla* averia* roto rota danad* equivocad* falta falto tarde "
    "retras* demora* espera* esperando cancel* imposible dificil* lento lenta cobrad* cobraron "
    "reembols* nada nunca funciona bloquead*",
    swearing="mierda* joder jodid* puta* puto* putos cono carajo cabron* cabrones gilipollas "
    "pendej* "
    "chinga* verga polla culo hostia maldit* cagada cago cojones huevon*",
    insult="idiota* imbecil* estupid* tonto tonta tontos gilipollas pendej* cabron* puta puto hijo "
    "malparid* cretin* subnormal* retrasad* payas* cobarde* escoria cerdo* feo fea gordo "
    "gorda mongol* zorra* mentiroso* perra maricon*",
    sexual="sexo sexy sexual* desnud* tetas pene vagina cono porno* besar beso* follar folla* "
    "mamada* cachond* orgasmo* bragas",
    threat="matar mato matare muere morir muert* disparar bomba amenaz* venganza arrepent* destru* "
    "cuchillo pistola",
    glad="gracias agradec* amor encanta* genial* increible fantastic* maravill* excelente* "
    "perfect* "
    "estupend* bueno buena buenos buenas bien mejor* feliz feliz* alegr* content* divertid* jaja* "
    "amable* util ayudo ayuda resuelto resolvio funciono satisfech* recomiend* espero favor "
    "interesante* bonit* lind* guay",
    agree="vale claro exacto exactamente correcto cierto verdad seguro acuerdo entiendo ok tambien",
    asking="que porque como quien donde cuando cual cuales duda* pregunt* quizas tal vez podria "
    "puede pueden puedo saber explic* alguien",
    you="tu tus te ti vosotros usted ustedes vuestr* su sus eres",
    others="ellos ellas el ella gente hombre* mujer* todos",
    self="yo me mi mis mio mia nosotros nos nuestr*",
    denial="no nunca jamas nadie nada ningun* sin ni tampoco",
    stress="tan muy demasiado realmente extremadamente absolutamente totalmente completamente "
    "siempre todo todos cada aun todavia ya otra vez veces otra constantemente",
)
