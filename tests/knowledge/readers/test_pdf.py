"""Reading PDF files, good and broken."""

from __future__ import annotations

import pytest

from knowledge.ingest.load import load
from knowledge.ingest.readers import Limits, SourceText, UnreadableError, read_file
from tests.knowledge.readers.making import Put, Rule, assemble, flate_bomb, pdf, picture_pdf

PROSE = "The quick brown fox jumps over the lazy dog and runs"


def read(data: bytes, **limits: int) -> SourceText:
    return read_file("manual_2024.pdf", data, limits=Limits(**limits))


def code(data: bytes, **limits: int) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data, **limits)
    assert str(caught.value)  # there is a sentence for every code
    return caught.value.code


def test_headings_are_told_by_their_size_and_the_first_is_the_title() -> None:
    page = [
        Put(50, 780, "Fridge manual", 22),
        Put(50, 750, f"{PROSE} through the"),
        Put(50, 738, "dark for-"),
        Put(50, 726, "est."),
        Put(50, 700, "Cleaning", 15),
        Put(50, 680, "Use warm water."),
        Put(50, 660, "Safety first", bold=True),
        Put(50, 640, "Unplug it."),
    ]
    found = read(pdf(page))
    assert found.title == "Fridge manual"
    assert found.body == (
        f"{PROSE} through the dark forest.\n\n## Cleaning\n\nUse warm water.\n\n"
        "### Safety first\n\nUnplug it.\n"
    )


def test_lists_stay_lists() -> None:
    lines = ["Do this:", "1. Open the door.", "2. Wipe the", "shelves.", "• Never use bleach."]
    found = read(pdf([Put(50, 780 - 12 * n, line) for n, line in enumerate(lines)]))
    assert "1. Open the door.\n2. Wipe the shelves.\n- Never use bleach." in found.body


def test_tables_are_found_by_their_rules_and_by_their_columns() -> None:
    ruled = [Rule(50, y, 250, y) for y in (740, 760, 780)]
    ruled += [Rule(x, 740, x, 780) for x in (50, 150, 250)]
    page = [
        Put(50, 800, PROSE),
        *ruled,
        *(Put(55, 766, "Zone"), Put(155, 766, "Degrees"), Put(55, 746, "Top"), Put(155, 746, "6")),
        Put(50, 700, "Plan"),
        Put(200, 700, "Price"),
        Put(350, 700, "Users"),
        *(Put(50, 686, "Basic"), Put(200, 686, "5 EUR"), Put(350, 686, "2")),
        *(Put(50, 672, "Pro plan"), Put(200, 672, "10 EUR"), Put(350, 672, "20")),
    ]
    body = read(pdf(page)).body
    assert "| Zone | Degrees |\n| --- | --- |\n| Top | 6 |" in body
    assert "| Pro plan | 10 EUR | 20 |" in body
    table = load("markdown", body)[0].blocks[-1]
    assert table.text.splitlines()[1] == "Basic – Price: 5 EUR; Users: 2"


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"left {n} of the first column here" for n in range(6)]
    right = [f"right {n} of the second column too" for n in range(6)]
    page = [Put(50, 700 - 12 * n, line) for n, line in enumerate(left)]
    page += [Put(320, 700 - 12 * n, line) for n, line in enumerate(right)]
    body = read(pdf([Put(50, 730, PROSE + " " + PROSE), *page])).body
    assert body.index("left 5") < body.index("right 0")


def test_running_titles_and_page_numbers_are_left_out() -> None:
    numbers = ("one", "two", "three", "four")
    pages = [
        [
            Put(50, 820, "Acme manual, internal"),
            Put(50, 700, f"Text {word} stands here."),
            Put(290, 20, f"{n}"),
        ]
        for n, word in enumerate(numbers, 1)
    ]
    body = read(pdf(*pages)).body
    assert "Acme" not in body
    assert body.split() == [
        word for number in numbers for word in ("Text", number, "stands", "here.")
    ]


def test_the_title_falls_back_to_the_declared_one_and_to_the_file_name() -> None:
    page = [Put(50, 700, PROSE)]
    assert read(pdf(page, title="Fox guide")).title == "Fox guide"
    assert read(pdf(page, title="Microsoft Word - draft.docx")).title == "Manual 2024"


def test_a_file_with_an_empty_password_is_read_and_one_with_a_password_is_refused() -> None:
    page = [Put(50, 700, PROSE)]
    assert PROSE in read(pdf(page, password="")).body
    assert code(pdf(page, password="secret")) == "encrypted"


def test_scanned_pages_are_named_as_such() -> None:
    assert code(picture_pdf()) == "scanned"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n",
        b"%PDF-1.4\n" + bytes(range(256)) * 40,
        pdf([Put(50, 700, PROSE)])[:300],
        b"this is no PDF at all",
    ],
)
def test_damaged_files_are_refused(data: bytes) -> None:
    assert code(data) in {"corrupt_pdf", "no_text"}


def test_pages_that_contain_themselves_end() -> None:
    loop = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] >>",
        b"<< /Type /Pages /Count 9 /Kids [2 0 R] /Parent 3 0 R >>",
        b"<< /Length 4 0 R >>",
        b"<< /Title 5 0 R >>",
    ]
    assert code(assemble(loop)) in {"corrupt_pdf", "no_text"}


def test_a_file_that_unpacks_without_end_is_stopped() -> None:
    data = flate_bomb(400)
    assert len(data) < 1_000_000
    assert code(data, memory_bytes=350 * 1024 * 1024) == "too_much_memory"


def test_a_file_that_takes_too_long_is_stopped() -> None:
    data = pdf(*[[Put(50, 10 + n, PROSE, 1) for n in range(800)]] * 60)
    assert code(data, seconds=1) == "took_too_long"


def test_a_file_with_too_many_pages_says_how_many() -> None:
    with pytest.raises(UnreadableError, match=r"has 4 pages\. At most 3 are read"):
        read(pdf(*[[Put(50, 700, PROSE)]] * 4), pdf_pages=3)
