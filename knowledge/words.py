"""Text to word stems for searching and comparing; pure apart from the Snowball stemmer."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator

import Stemmer

from knowledge.language import primary_code
from knowledge.stop_words import STOP_WORDS

_WORD = re.compile(r"\w+(?:['’]\w+)?")
# Thai, Japanese, Chinese.
_SIGNS = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNSPACED = re.compile(f"[{_SIGNS}]")
_UNSPACED_OR_OTHER = re.compile(f"[{_SIGNS}]+|[^{_SIGNS}]+")
_SNOWBALL = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# Grammar words, and the words people wrap a question in when they chat. Neither says what the
# question is about, and in a small knowledge base they would look rare and therefore important.
_GRAMMAR = """
a about above after again against all also am an and any are aren't as at be because been before
being below between both but by can can't cannot could couldn't did didn't do does doesn't doing
don't down during each either else ever few for from further had hadn't has hasn't have haven't
having he he's her here here's hers herself him himself his how how's however i i'd i'll i'm i've
if in into is isn't it it's its itself just let's like may me might more most much must my myself
neither no nor not now of off on once only or other ought our ours ourselves out over own per
please same shall shan't she she's should shouldn't so some such than that that's the their theirs
them themselves then there there's these they they'd they'll they're they've this those though
through to too under until up upon us very was wasn't we we'd we'll we're we've were weren't what
what's when when's where where's whether which while who who's whom whose why why's will with
within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself
"""
_CHATTER = """
able actually anybody anyone anything basically could dear everyone everything explain get gets
getting give given go going gonna got gotta guys happen happened happens hello help hey hi info
information kindly know make maybe mean need nobody none nothing ok okay pls possible possibly
question quick quickly really say saying says somebody someone something sorry sure tell thank
thanks thing things thx try trying use used using wanna want wanted wants way ways wish wonder
wondering work works yeah yep
"""
# Values of one visitor's case, and words of how one asks: an article that answers all the same
# rarely has them, so their absence says little.
_CASE_NAMES = """
one two three four five six seven eight nine ten eleven twelve dozen hundred thousand monday
tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays
saturdays sundays january february march april june july august september october november
december today tomorrow yesterday tonight morning afternoon evening weekend last next ago week
weeks long take takes taking
"""
_CASE_WORDS = frozenset(_CASE_NAMES.split())
VERSION = "2"  # of the rules above: stored stems are made anew when it changes

_ENGLISH = frozenset((_GRAMMAR + _CHATTER).replace("'", "").split())
_STOP_WORDS = {**STOP_WORDS, "en": _ENGLISH}

_local = threading.local()


def words(text: str) -> list[str]:
    """All words of the text in order, in lower case, apostrophes removed."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group().lower().replace("'", "").replace("’", "")
        if word.isascii() or not _UNSPACED.search(word):
            found.append(word)
        else:
            found.extend(_pairs(word))
    return found


def _pairs(run: str) -> Iterator[str]:
    """Overlapping pairs of signs: scripts that leave no gaps between words are searched by them."""
    for part in _UNSPACED_OR_OTHER.findall(run):
        if len(part) == 1 or not _UNSPACED.match(part):
            yield part
        else:
            yield from (part[start : start + 2] for start in range(len(part) - 1))


def stems(text: str, language: str = "en") -> list[str]:
    """The stems of the words that carry meaning, in order, repeated words repeated."""
    stop = stop_words(language)
    kept = [word for word in words(text) if word not in stop]
    stemmer = _stemmer(language)
    return list(stemmer.stemWords(kept)) if stemmer else kept


def is_case_word(word: str) -> bool:
    """Whether the word is a number, a day or the like: a detail rather than a subject."""
    return word in _CASE_WORDS or word[:1].isdigit()


def stop_words(language: str) -> frozenset[str]:
    """Words that are never searched for; empty for languages without a list."""
    return _STOP_WORDS.get(primary_code(language), frozenset())


def joined_stems(texts: Iterable[str], language: str) -> str:
    """Stems of several texts in the form in which a chunk stores them."""
    return " ".join(stem for text in texts for stem in stems(text, language))


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """A stemmer of this thread: stemmer objects must not be shared between threads."""
    name = _SNOWBALL.get(primary_code(language))
    if name is None:
        return None
    cache: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if name not in cache:
        cache[name] = Stemmer.Stemmer(name)
    return cache[name]
