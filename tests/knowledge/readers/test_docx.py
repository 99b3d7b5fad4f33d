"""Reading Word files, good and broken."""

from __future__ import annotations

import io
import zipfile

import pytest

from knowledge.ingest.load import load
from knowledge.ingest.readers import Limits, SourceText, UnreadableError, read_file
from tests.knowledge.readers.making import docx, item, paragraph, understated, word_table


def read(data: bytes, **limits: int) -> SourceText:
    return read_file("Reise-Regeln.docx", data, limits=Limits(**limits))


def code(data: bytes, **limits: int) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data, **limits)
    assert str(caught.value)
    return caught.value.code


def test_headings_lists_and_tables_are_kept() -> None:
    found = read(
        docx(
            paragraph("Returns", "Title"),
            paragraph("Contents .... 1", "TOC1"),
            paragraph("Thirty days <and> no more."),
            paragraph("Steps", "heading1"),
            item("Open orders", numbered=True),
            item("Choose return", numbered=True),
            item("or exchange", level=1),
            paragraph("Prices", "heading2"),
            word_table(("Plan", "Price", "Users"), ("Basic", "5 EUR", "2")),
        )
    )
    assert (found.title, found.kind) == ("Returns", "markdown")
    assert found.body == (
        "Thirty days \\<and> no more.\n\n# Steps\n\n1. Open orders\n2. Choose return\n"
        "   - or exchange\n\n## Prices\n\n| Plan | Price | Users |\n| --- | --- | --- |\n"
        "| Basic | 5 EUR | 2 |\n"
    )
    sections = load(found.kind, found.body)
    assert sections[0].blocks[0].text == "Thirty days <and> no more."
    assert [section.heading for section in sections] == ["", "Steps", "Steps / Prices"]


def test_bold_lines_are_headings_where_no_style_says_so() -> None:
    found = read(docx(paragraph("Opening hours", bold=True), paragraph("From nine to five.")))
    assert found.body == "## Opening hours\n\nFrom nine to five.\n"
    assert found.title == "Reise Regeln"


def test_a_locked_or_old_file_says_what_to_do() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert code(ole) == "old_office"
    assert code(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


@pytest.mark.parametrize(
    "data",
    [
        b"not a zip at all",
        b"PK\x03\x04" + b"word/" + bytes(60),
        docx(paragraph("Some text"))[:500],
        docx(document="<w:document><unclosed>"),
        docx(document="<other/>"),
    ],
)
def test_damaged_files_are_refused(data: bytes) -> None:
    assert code(data) in {"corrupt_docx", "no_text"}


def test_a_file_without_words_is_refused() -> None:
    assert code(docx(paragraph("  "))) == "no_text"


def test_other_archives_are_no_word_files() -> None:
    sheet = docx(more={"xl/workbook.xml": "<workbook/>"}).replace(b"word/", b"wurd/")
    with pytest.raises(UnreadableError, match="not a Word document"):
        read_file("prices.xlsx", sheet)
    assert code(sheet) == "other_office"


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = docx(document="<a>" + " " * 40_000_000 + "</a>")
    assert len(bomb) < 100_000
    assert code(bomb, unpacked_bytes=10_000_000) == "bomb"  # by what it declares
    assert code(bomb) == "bomb"  # by how absurdly well it is packed


def test_a_zip_bomb_that_lies_about_its_size_is_not_opened() -> None:
    bomb = understated(docx(document="<a>" + " " * 40_000_000 + "</a>"), "word/document.xml", 50)
    assert code(bomb, unpacked_bytes=10_000_000) in {"bomb", "corrupt_docx"}


def test_an_archive_with_too_many_entries_is_not_opened() -> None:
    many = {f"word/media/{number}.png": b"x" for number in range(200)}
    assert code(docx(paragraph("Text"), more=many), archive_entries=100) == "bomb"


def test_embedded_archives_stay_packed() -> None:
    inner = docx(document="<a>" + " " * 4_000_000 + "</a>")
    found = read(docx(paragraph("Only this."), more={"word/embeddings/inner.docx": inner}))
    assert found.body == "Only this.\n"


def test_entities_are_refused() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
    assert code(docx(document=laughs)) == "xml_entities"
    wide = '<?xml version="1.0" encoding="UTF-16"?>' + laughs
    with_wide = docx(paragraph("x"), more={"word/comments.xml": wide.encode("utf-16")})
    assert code(with_wide) == "xml_entities"


def test_endless_nesting_is_refused() -> None:
    assert code(docx(document="<a>" * 5000 + "</a>" * 5000)) == "too_nested"


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(docx(paragraph("Text")))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<other/>")
    assert code(out.getvalue()) == "corrupt_docx"


def test_a_compression_that_nobody_here_knows_is_said_to_be_damage() -> None:
    whole = bytearray(docx(paragraph("Text")))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):  # of each part, and in the list
        at = whole.find(mark)
        while at >= 0:
            whole[at + place : at + place + 2] = (99).to_bytes(2, "little")
            at = whole.find(mark, at + 1)
    assert code(bytes(whole)) == "corrupt_docx"
