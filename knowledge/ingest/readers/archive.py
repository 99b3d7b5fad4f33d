"""Zip archives from strangers: counted before and while they are unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from knowledge.ingest.readers.types import Limits, UnreadableError

_STEP = 1 << 16
# Text compresses about tenfold; runs of one letter, which bombs are made of, a thousandfold.
_MAX_RATIO = 200
_RATIO_FROM = 1 << 20
_MAX_DEPTH = 400
_MAX_ELEMENTS = 3_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_word(data: bytes, limits: Limits) -> bytes:
    """A new archive with only the parts of a Word file that hold text, all of them checked.

    Raises UnreadableError when it is no Word file, or one that no Word program writes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_list(archive, limits)
            names = [one for one in archive.infolist() if _is_needed(one.filename)]
            if not any(one.filename == "word/document.xml" for one in names):
                raise UnreadableError("other_office")
            return _copy(archive, names, limits)
    # What zipfile raises for a broken archive; the last but one for a compression it cannot undo.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableError("corrupt_docx") from error
    except RuntimeError as error:  # how zipfile says that a part is encrypted
        raise UnreadableError("encrypted") from error


def _check_list(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    needed = sum(one.file_size for one in entries if _is_needed(one.filename))
    names = {one.filename for one in entries}
    if len(entries) > limits.archive_entries or needed > limits.unpacked_bytes:
        raise UnreadableError("bomb")
    if len(names) != len(entries):  # two parts of one name: programs disagree which one counts
        raise UnreadableError("corrupt_docx")


def _is_needed(name: str) -> bool:
    """Parts with text or structure; pictures, fonts, macros and embedded files stay packed."""
    if not name.endswith((".xml", ".rels")):
        return False
    folder = name.rpartition("/")[0]
    return folder in {"", "_rels", "word", "word/_rels", "docProps"}


def _copy(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> bytes:
    left = limits.unpacked_bytes
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as clean:
        for part in parts:
            text = _unpack(archive, part, left)
            left -= len(text)
            _check_xml(text)
            clean.writestr(part.filename, text)
    return target.getvalue()


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> bytes:
    """The part's bytes, whatever size it declares. Stops at the limit or at an absurd ratio."""
    found = bytearray()
    with archive.open(part) as stream:
        while block := stream.read(_STEP):
            found += block
            absurd = len(found) > _RATIO_FROM and len(found) > part.compress_size * _MAX_RATIO
            if len(found) > limit or absurd:
                raise UnreadableError("bomb")
    return bytes(found)


def _check_xml(text: bytes) -> None:
    """Raises UnreadableError when it defines entities, or nests or repeats without end."""
    depth = elements = 0
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise UnreadableError("xml_entities")

    def begin(*_: object) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS:
            raise UnreadableError("too_nested")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise UnreadableError("corrupt_docx") from error
