"""Bytes become text: declared, recognised or guessed, and it is said which."""

from __future__ import annotations

import codecs
import re
import unicodedata

from knowledge.ingest.readers.types import Decoded, Doubts, UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers decode, so that no name chosen by a file reaches the other codecs of Python.
_KNOWN = re.compile(
    r"utf[-_]?(8|16|16le|16be|32)$|(iso[-_]?8859|latin)[-_]?\d+$|(windows|cp)[-_]?125\d$"
    r"|us-ascii$|ascii$|koi8[-_][ru]$|mac(intosh|[-_]?roman)$|ibm866$|cp866$"
    r"|gb2312$|gbk$|gb18030$|big5(-hkscs)?$|shift[-_]?jis$|sjis$|windows-31j$|euc[-_](jp|kr)$"
    r"|iso-2022-jp$|tis-620$"
)
# As browsers do: what calls itself Latin-1 is the Windows superset.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_SAMPLE = 4000
# UTF-8 read as Windows-1252: a capital with tilde or circumflex, then what no word has there.
_GARBLED = re.compile(
    r"Ã[\u0080-\u00bf\u0152-\u0161\u0178\u017d\u017e\u2018-\u203a]"
    r"|â€[\u0080-\u009f\u0153\u02dc\u2018-\u2122\u00a6]|Â[\u00a0-\u00bf]"
)
# Characters without a shape, in which instructions for a model can be hidden from its readers.
# Joiners stay: some scripts and pictures need them.
_UNSEEN = re.compile("[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MIN_GARBLED = 2


def decode(data: bytes, declared: str = "") -> Decoded:
    """The text of `data`. `declared`: what the sender or the file says, empty if nothing.

    Raises UnreadableError when it is no text, or when its encoding cannot be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], encoding), encoding)
    if wide := _wide_without_mark(data):
        return Decoded(_strict(data, wide), wide, is_guess=True)
    if b"\x00" in data[:_SAMPLE]:
        raise UnreadableError("binary")
    codec = _codec(declared)
    if codec.startswith("iso2022"):  # looks like ASCII, so it goes before UTF-8
        return Decoded(_strict(data, codec), codec)
    # Before the declaration: valid UTF-8 with other letters is never anything else by chance, and
    # servers often declare wrongly.
    if (text := _try(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    if codec and codec != "utf-8" and (text := _try(data, codec)) is not None:
        return Decoded(text, codec)
    return _guess(data)


def clean(text: str, doubts: Doubts) -> str:
    """Text that can be stored: composed letters, no control characters, `\\n` at line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    if "\ufffd" in text or any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        doubts.add("replaced_letters")
        text = text.encode("utf-8", "ignore").decode("utf-8").replace("\ufffd", "")
    if len(_GARBLED.findall(text)) >= _MIN_GARBLED:
        doubts.add("looks_garbled")
    text = _UNSEEN.sub("", _CONTROL.sub("", text))
    return unicodedata.normalize("NFC", text)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("unknown_encoding") from error


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide_without_mark(data: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every other byte."""
    sample = data[:_SAMPLE]
    sample = sample[: len(sample) // 2 * 2]
    half = len(sample) // 2
    if half < 2:
        return ""
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else ""


def _codec(name: str) -> str:
    """Python's name of a declared encoding that browsers know too; empty for any other."""
    name = name.strip().strip("\"'").lower()
    if not _KNOWN.match(name):
        return ""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return ""
    return _WIDER.get(codec, codec)


def _guess(data: bytes) -> Decoded:
    # Only files without any declaration come here.
    from charset_normalizer import from_bytes

    western = _try(data, "cp1252")
    best = from_bytes(data[:200_000]).best()
    if best is not None and best.alphabets and not _is_latin(best.alphabets):
        text = _try(data, best.encoding)
        if text is not None:
            return Decoded(text, best.encoding, is_guess=True)
    # Among Latin alphabets guesses of short texts are little more than chance: the usual one.
    if western is not None and _reads_well(western):
        return Decoded(western, "cp1252", is_guess=True)
    if best is not None and (text := _try(data, best.encoding)) is not None and _reads_well(text):
        return Decoded(text, best.encoding, is_guess=True)
    raise UnreadableError("unknown_encoding" if western is not None or best else "binary")


def _is_latin(alphabets: list[str]) -> bool:
    return all(name.startswith(("Basic Latin", "Latin", "General Punct")) for name in alphabets)


def _reads_well(text: str) -> bool:
    """Whether letters, digits, blanks and usual signs make up nearly all of it."""
    sample = text[:_SAMPLE]
    odd = sum(unicodedata.category(letter) in {"Cc", "Cn", "Co"} for letter in sample)
    odd -= sum(sample.count(blank) for blank in "\n\r\t")
    foreign = sum(ord(letter) > 0x7F for letter in sample)
    return odd <= len(sample) * 0.01 and foreign <= len(sample) * 0.35
