"""English words that colour a message; folded, so "can't" is "cant"."""

from __future__ import annotations

from escalation.gauges.lexicon.base import lexicon

ENGLISH = lexicon(
    rage="angry anger* angri* furious fury rage raging livid mad pissed outrag* infuriat* enrag* "
    "irate fuming seeth* hate hates hated hateful hating hatred loath* despis* detest* resent* "
    "hostil* bitter spite* vile fed scream* yell* rant ranting blame* accus* liar* lie lies lied "
    "lying cheat* scam* fraud* steal* stole* stolen thief thieves rob robbed robbery robbing "
    "crook* corrupt* unethical illegal lawsuit sue suing lawyer* bully* bullies evil cruel racis* "
    "sexis* bigot* nazi* fascis* misogyn* homophob* wtf ffs smh ugh argh grr* betray* toxic "
    "backstab* manipulat* abus* extort* swindl* deceiv* deceit* dishonest* villain*",
    annoyed="annoy* irritat* frustrat* ridiculous* absurd* ludicrous nonsense insane insult* "
    "unacceptable inexcusable shameful shame disgrac* pathetic* useless* worthless pointless "
    "hopeless* incompeten* idiotic idiocy stupid* dumb* moron* silly foolish lame lazy rude* "
    "disrespect* arrogan* ignoran* obnoxious condescend* hypocri* entitled selfish petty cring* "
    "tired exhaust* enough stop seriously honestly wast* joke jokes mess messed broken garbage "
    "trash* rubbish bs ruin* spoil* overrat* overpriced ripoff nerve bother* complain* complaint* "
    "blah whatever unprofessional unbelievabl* nerves clueless shitty bullshit* crap crappy "
    "insuffer* unbearabl* intoler* tedious nagging whining whiny stubborn careless sloppy "
    "laughable mockery farce circus nightmare outdated clunky worst embarrass* delusional",
    disgust="disgust* gross* nasty yuck* yucky ew eww ewww icky creep* creepy repuls* revolt* "
    "vomit* puke puking sicken* filth* dirty rotten stink* stinks horrif* awful* terribl* "
    "horribl* horrid dread* atroc* abys* appall* weird* perver* pedo* rape* rapist* hideous "
    "grotesque despicable deplorable monstrous barf* cancer* vulgar sick trashy barbaric inhuman*",
    sad="disappoint* unfortunate* sad sadly sadden* upset* unhapp* miserabl* depress* regret* "
    "hurt* cry cried crying lonely lose loses losing loser* fail* failed failure worse bad badly "
    "poor poorly weak boring bored dull letdown sucks suck sucked sucky wish wished "
    "pity lack* lacking struggl* suffer* pain* concern* worr* stress* anxi* afraid scared unfair "
    "injust* ignored ignore ignoring refus* denied reject* heartbr* tragic tragedy hopeless* "
    "discourag* underwhelm* mediocre bummer ashamed guilt* alas died dead death shit expected",
    trouble="problem* issue* trouble* wrong* error* mistake* fault* damage* broke broken missing "
    "lost late delay* wait waited waiting cancel* fail* unable cant impossible hard difficult "
    "stuck "
    "crash* freez* bug bugs buggy slow charged overcharg* refund* incorrect nothing never down",
    swearing="fuck* fuk* fck* fu shit* bullshit* horseshit ass asses asshole* arse* arsehole* "
    "bitch* bastard* damn* dammit goddamn* hell crap* piss* dick* dickhead* cock cunt* whore* "
    "slut* prick* twat* wank* bollocks bugger bloody motherf* mf mofo dumbass* jackass* douche* "
    "retard* fag* nigg* screw effing freaking frickin* stfu gtfo wtf ffs af kys",
    insult="idiot* moron* imbecil* stupid dumb dumber dumbest dumbass* fool fools loser* jerk* "
    "scum* trash garbage clown* coward* pathetic worthless useless ugly fat pig pigs rat freak "
    "freaks weirdo* psycho* maniac* lunatic* crazy insane retard* asshole* bitch* bastard* cunt* "
    "dick* prick* twat* whore* slut* disgusting filthy liar* ignorant brainless braindead "
    "nitwit* dimwit* halfwit* dork* fag* nigg* tard* simpleton* clueless incompetent hoe thot",
    sexual="sex sexy sexual* nude* naked boob* tits titties titty penis vagina pussy horny porn* "
    "masturb* orgasm* blowjob* dildo* kiss* bang hump* cum virgin* strip boner cock dick suck "
    "lick* fuck* bra panties underwear busty erotic* kinky hooker* prostitut* condom* anal",
    threat="kill* murder* punch* stab* shoot* shot burn* die dies bomb* smash* attack* threat* "
    "revenge violen* destroy* strangl* choke* hang beat beating slap* kys regret pay suicid* "
    "shut destroy gun knife",
    glad="thank* thanks thx ty cheers appreciat* grateful gratitude love* loved lovely loving "
    "great awesome amazing* wonderful* fantastic* excellent* perfect* brilliant* beautiful* good "
    "nice* best better glad happy happi* enjoy* enjoyed fun funny haha* lol lmao hilarious laugh* "
    "smile* excit* cool sweet cute adorabl* congrat* welcome pleas* pleasure helpful helps helped "
    "solved works worked win wins won winning blessed proud impress* interesting favorite "
    "favourite yay woo* glorious delight* recommend* kind kindly hope hopefully stellar superb "
    "charming gorgeous inspir* generous relief relieved worth wholesome kudos bravo neat legend",
    agree="yes yep yeah yup agree* agreed exactly right correct true sure absolutely definitely "
    "indeed fair makes sense valid ok okay fine understand* understood believe same also",
    asking="what why how who where when which whose wonder* wondering curious confus* anyone "
    "somebody someone mean means explain* clarif* source tell know guess think maybe perhaps "
    "possibly idk unsure question* could would does did is are huh please",
    you="you your youre yours u ur yourself yourselves",
    others="they them their theyre people he she him her his guy guys man men woman women kids "
    "everyone",
    self="i im ive me my mine myself id ill we our us",
    denial="not no dont doesnt didnt isnt arent wasnt werent wont wouldnt cant cannot couldnt "
    "shouldnt havent hasnt hadnt never none nobody nothing nowhere without aint nor neither hardly",
    stress="so too very really extremely absolutely totally completely utterly literally fucking "
    "such always every all ever even just still already actually seriously how damn again times "
    "constantly forever",
)
