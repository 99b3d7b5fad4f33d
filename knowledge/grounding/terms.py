"""Words that matter when a claim is compared with its source, as comparable stems; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from knowledge.words import stems, stop_words

# Words of one line may stand for each other. Only what can hardly change a fact: no opposites, no
# degrees, nothing that names a product.
_ALIKE = """
cost costs price prices priced charge charged fee fees pay pays paid payment payments paying
delete deletes deleted remove removes removed erase erased
site sites website websites
mail mails email emails e-mail message messages
stay stays stayed remain remains remained keep keeps kept store stores stored save saved
extra additional more further
begin begins start starts started
end ends ended finish finished
buy order orders ordered purchase purchased
choose chooses chosen select selected pick click press tap
type enter entered fill
send sends sent sending
receive receives received get gets got arrive arrives arrived
allow allows allowed permit permitted
maximum max most limit limited limits exceed
minimum min least
month months monthly
year years yearly annual annually
day days daily
week weeks weekly
hour hours hourly
last lasts take takes took
ask request requests requested require required requirement
turn switch switched enable enabled
show shows shown display displayed visible
change changes changed modify edit adjust raise update updated set sets setting settings
help helps support supports assist
person persons people human colleague
reach contact write
create creates created make makes made add adds added
large big size
available availability offer offers offered include includes included provide provided contain
interrupt interrupted stop stops stopped offline
backup backups back
login log-in log sign
under in at
free nothing
site website webpage page
reject rejected refuse refused
move moves moved transfer transferred
once single one
fix repair repaired solve
quick quickly fast immediately instantly
work works working run runs running
active effect effective
"""
# How an answer is introduced or softened; claims nothing of its own.
_FRAME = """
able accord according already answer answers article articles ask asked assist available case
certain certainly come comes course currently detail details directly do each every example
explain find follow following follows found general give gives glad go great happy help here hope
important information like made make makes many mention mentioned moment much new normally note
nothing of own passage passages please put question recommend right same say several short simple
simply some sorry step steps still sure take takes text thank usually visit welcome word yes
"""
_WORD = re.compile(r"[^\W_]+(?:[._'’-][^\W_]+)*")


def _groups() -> Mapping[str, str]:
    """Stem to the stems of its first group; a word in several groups keeps its first."""
    known: dict[str, str] = {}
    for line in _ALIKE.strip().splitlines():
        members = [stem for word in line.split() for stem in stems(word) or [word]]
        first = members[0]
        for stem in members:
            known.setdefault(stem, first)
    return MappingProxyType(known)


_GROUPS = _groups()
FRAME = frozenset(_GROUPS.get(stem, stem) for stem in stems(_FRAME)) - {"cost"}


@lru_cache(maxsize=4096)
def terms(text: str, language: str = "en") -> frozenset[str]:
    """The stems of the words that carry meaning, words that stand for each other made one."""
    found = stems(text, language)
    if language[:2] != "en":
        return frozenset(found)
    return frozenset(_GROUPS.get(stem, stem) for stem in found)


def same_family(one: str, other: str) -> bool:
    """Whether two stems are most likely forms of one word: "registr" and "regist"."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 4 and longer.startswith(shorter[: max(4, len(shorter) - 2)])


def words_of(text: str) -> list[str]:
    """All words in order as written, inner dots and hyphens kept."""
    return _WORD.findall(text)


def is_grammar(word: str, language: str = "en") -> bool:
    """Whether the word only holds a sentence together."""
    return word.lower().replace("'", "").replace("’", "") in stop_words(language)
