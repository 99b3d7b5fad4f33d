"""Files made for tests: PDF and Word documents, good and broken, written byte by byte."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


@dataclass(frozen=True)
class Put:
    """Words at a place: points from the left and from the bottom of the page."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False


@dataclass(frozen=True)
class Rule:
    """A straight rule between two points."""

    x0: float
    y0: float
    x1: float
    y1: float


def pdf(
    *pages: Sequence[Put | Rule], title: str = "", password: str | None = None, extra: str = ""
) -> bytes:
    """A PDF of A4 pages. With a password it is encrypted with 40-bit RC4, as old printers do.

    `extra`: entries added to the dictionary of the first page.
    """
    objects: list[bytes] = [b"", b""]  # catalog and page tree come first
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>")
    objects.append(b"<< /Title (" + title.encode("latin-1") + b") >>")
    kids = []
    for page in pages:
        content = len(objects) + 1
        objects.append(_stream("\n".join(map(_operator, page)).encode("cp1252")))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %s"
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (content, extra.encode())
        )
        kids.append(b"%d 0 R" % (content + 1))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return assemble(objects, password)


def assemble(objects: Sequence[bytes], password: str | None = None) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog, the fifth the title."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    trailer = b"/Root 1 0 R /Info 5 0 R "
    if password is not None:
        key, entry = _encryption(password)
        trailer += entry
    for number, body in enumerate(objects, 1):
        if password is not None and b"stream\n" in body:
            body = _locked(body, key, number)
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d %s>>\n" % (len(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def flate_bomb(megabytes: int) -> bytes:
    """A PDF of a few kilobytes whose only page unpacks to so many megabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            stream,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>",
            b"<< >>",
        ]
    )


def picture_pdf() -> bytes:
    """A page that is nothing but a picture, as scanners make them."""
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            _stream(b"q 595 0 0 842 0 0 cm /Im Do Q"),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R "
            b"/Resources << /XObject << /Im 6 0 R >> >> >>",
            b"<< >>",
            picture,
        ]
    )


def _operator(one: Put | Rule) -> str:
    if isinstance(one, Rule):
        return f"{one.x0} {one.y0} m {one.x1} {one.y1} l S"
    font = "F2" if one.bold else "F1"
    text = one.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {one.size} Tf {one.x} {one.y} Td ({text}) Tj ET"


def _encryption(password: str) -> tuple[bytes, bytes]:
    """File key and trailer entry of the standard handler, revision 2."""
    user = (password.encode("latin-1") + _PAD)[:32]
    owner = _rc4(hashlib.md5(user, usedforsecurity=False).digest()[:5], user)
    identity = bytes(16)
    seed = user + owner + struct.pack("<i", -4) + identity
    key = hashlib.md5(seed, usedforsecurity=False).digest()[:5]
    entry = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<%s> <%s>] " % (
        owner.hex().encode(),
        _rc4(key, _PAD).hex().encode(),
        identity.hex().encode(),
        identity.hex().encode(),
    )
    return key, entry


def _locked(body: bytes, key: bytes, number: int) -> bytes:
    head, _, rest = body.partition(b"stream\n")
    content = rest.removesuffix(b"\nendstream")
    salt = struct.pack("<I", number)[:3] + b"\0\0"
    own = hashlib.md5(key + salt, usedforsecurity=False).digest()[:10]
    return head + b"stream\n" + _rc4(own, content) + b"\nendstream"


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_WORD_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}"><Relationship Id="s1" '
    f'Type="{_OFFICE}/styles" Target="styles.xml"/><Relationship Id="n1" '
    f'Type="{_OFFICE}/numbering" Target="numbering.xml"/></Relationships>'
)
_STYLES = f'<?xml version="1.0"?><w:styles {_W}>' + "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
    "</w:style>"
    for name in ("Title", "heading 1", "heading 2", "TOC 1")
)
_STYLES += "</w:styles>"
_NUMBERING = f'<?xml version="1.0"?><w:numbering {_W}>' + "".join(
    f'<w:abstractNum w:abstractNumId="{number}">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in range(3))
    + f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    for number, form in ((1, "bullet"), (2, "decimal"))
)
_NUMBERING += "</w:numbering>"


def paragraph(text: str, style: str = "", *, bold: bool = False) -> str:
    """A paragraph, in a style such as "Title" or "heading1"."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{look}<w:r>{weight}<w:t>{escape(text)}</w:t></w:r></w:p>"


def item(text: str, *, numbered: bool = False, level: int = 0) -> str:
    """An item of a list."""
    number = 2 if numbered else 1
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        f"</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
    )


def word_table(*rows: Sequence[str]) -> str:
    """A table without any formatting."""
    cells = (
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(cells)}</w:tbl>"


def docx(
    *blocks: str, document: str | None = None, more: Mapping[str, bytes | str] | None = None
) -> bytes:
    """A Word file of these blocks. `document`: the whole main part instead; `more`: other parts."""
    whole = document or (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{"".join(blocks)}'
        "</w:body></w:document>"
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/document.xml": whole,
        "word/_rels/document.xml.rels": _WORD_RELS,
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERING,
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def understated(data: bytes, name: str, size: int) -> bytes:
    """The archive, lying in both of its lists about how large one part is when unpacked."""
    changed = bytearray(data)
    for mark, size_at, name_at, name_size_at in (
        (b"PK\x03\x04", 22, 30, 26),
        (b"PK\x01\x02", 24, 46, 28),
    ):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            length = struct.unpack_from("<H", data, at + name_size_at)[0]
            if data[at + name_at : at + name_at + length] == name.encode():
                struct.pack_into("<I", changed, at + size_at, size)
            at += 4
    return bytes(changed)
