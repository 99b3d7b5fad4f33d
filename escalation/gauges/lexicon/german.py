"""German words that colour a message; umlauts are folded ("wütend" is "wutend")."""

from __future__ import annotations

from escalation.gauges.lexicon.base import lexicon

GERMAN = lexicon(
    rage="wutend* wut zorn* sauer stinksauer verargert* arger* argere emport* emporung* hasse hass "
    "verhasst betrug* betrogen betruger* abzock* abgezockt lug luge lugen lugt lugner* gelogen "
    "verarsch* veralber* frechheit unverschamt* dreist* anwalt klage anzeige gestohlen geklaut "
    "unverantwortlich* wucher kriminell* rasend ausrast* kotz* schnauze",
    annoyed="nerv nervt nervig* genervt frust* lacherlich* absurd* unsinn quatsch blodsinn "
    "inakzeptabel* unzumutbar* peinlich* erbarmlich* nutzlos* sinnlos* unfahig* dumm* blod* "
    "doof* bescheuert* faul unhoflich* respektlos* arrogant* ignorant* satt genug reicht "
    "zeitverschwendung verschwend* witz zumutung mull schrott kaputt ruiniert schlamperei "
    "beschwer* unglaublich* katastroph* schlampig* unprofessionell* umstandlich* sauerei saftladen "
    "armselig* albern* leid schwachsinn* wahnsinn",
    disgust="ekel* eklig* widerlich* abscheulich* furchtbar* schrecklich* grasslich* grauenhaft* "
    "grauenvoll* scheusslich* schmutz* dreck* stink* pervers* mies* krank",
    sad="enttausch* leider traurig* schade unglucklich* bedauer* verletz* weine verlier* verloren "
    "versag* gescheitert schlecht* schlimm* schwach* langweil* arm unfair* ungerecht* ignoriert "
    "abgelehnt verzweifel* sorge* angst hilflos* stress* mangelhaft* ungenugend* miserabel*",
    trouble="problem* fehler* storung* defekt* kaputt falsch* fehlt fehlende* spat verspat* warte "
    "warten gewartet stornier* gekundigt unmoglich schwierig* langsam* abgesturzt absturz "
    "abgebucht erstatt* mahnung nichts nie geht",
    swearing="scheiss* scheisse* kacke mist verdammt* verflucht* arsch* arschloch* fick* gefickt "
    "wichs* hure* hurensohn* schlampe* fotze* piss* kacken bastard* drecks* verfickt*",
    insult="idiot* trottel* depp* dummkopf* blodmann versager* arschloch* wichser* hurensohn* "
    "schlampe* fotze* missgeburt* spast* spasti* abschaum drecksack dreckskerl schwein* "
    "penner* vollidiot* hirnlos* dumm* blod* feigling* lugner* nutte* behindert* hohlkopf",
    sexual="sex sexy nackt* titten penis schwanz muschi geil* porno* kuss* kussen ficken fick* "
    "orgasmus hoschen bumsen vogeln",
    threat="umbring* tote toten sterb* stirb verreck* prugel* erschiess* erstech* bombe anzund* "
    "droh* rache bereuen pistole zerstor* schlage schlagt schlagen verbrenn*",
    glad="danke* dank vielen dankbar* liebe lieb super toll* klasse wunderbar* fantastisch* "
    "ausgezeichnet* perfekt* genial* besser beste* freu* glucklich* froh spass lustig* haha* "
    "prima spitze nett* freundlich* hilfreich* geholfen hilft gelost klappt gern gerne "
    "zufrieden* empfehl* hoffe hoffentlich lob interessant* bitte schone schoner schones gut "
    "gute guten gutes guter",
    agree="ja jo genau richtig korrekt stimmt sicher klar absolut ok okay verstehe verstanden auch",
    asking="was warum wieso weshalb wie wer wo wann welche welcher welches wessen frage* fragen "
    "vielleicht moglich konnte konnten kann gibt erklar* weiss wisst denn",
    you="du dich dir dein deine deinen ihr euch euer eure sie ihnen ihre ihren",
    others="leute er ihm ihn mann frau jeder alle man",
    self="ich mich mir mein meine meinen meiner wir uns unser unsere",
    denial="nicht nein kein keine keinen keinem keiner nie niemals niemand nichts ohne weder",
    stress="so zu sehr wirklich extrem absolut total vollig komplett echt immer alle jedes mal "
    "schon noch wieder standig dauernd endlich ewig uberhaupt",
)
