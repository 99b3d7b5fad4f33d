"""Reading JSON Lines: every fault is one line that names file and line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from knowledge.evaluation.rows import Ids, Row, RowError, read_rows

GOOD = b'{"id": "a"}\n'


def rows(path: Path, content: bytes) -> list[Row]:
    path.write_bytes(content)
    return list(read_rows([path]))


def fault(path: Path, content: bytes) -> str:
    with pytest.raises(RowError) as caught:
        rows(path, content)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(str(path))


def test_rows_know_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    found = rows(path, b'{"id": "a"}\n\n  \n{"id": "b"}')
    assert [(row.values["id"], row.file, row.line) for row in found] == [
        ("a", path, 1),
        ("b", path, 4),
    ]


def test_a_packed_file_reads_like_a_plain_one_whatever_its_name(tmp_path: Path) -> None:
    for name in ("rows.jsonl.gz", "rows.jsonl"):
        assert [row.values for row in rows(tmp_path / name, gzip.compress(GOOD * 2))] == [
            {"id": "a"},
            {"id": "a"},
        ]


def test_several_files_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b'{"id": "a"}\n')
    (tmp_path / "2").write_bytes(b'{"id": "b"}\n')
    found = list(read_rows([tmp_path / "1", tmp_path / "2"]))
    assert [row.values["id"] for row in found] == ["a", "b"]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert rows(tmp_path / "rows", b"\xef\xbb\xbf" + GOOD)[0].values == {"id": "a"}


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (b"{'id': 'b'}", ":2: This is not JSON"),
        (b'{"id": "b"', ":2: This is not JSON"),
        (b"[1]", ":2: A row must be an object, not a list."),
        (b"null", ":2: A row must be an object, not null."),
        (b'"b"', ":2: A row must be an object, not a text."),
        (b"7", ":2: A row must be an object, not a number."),
        (b'{"id": "\xe4"}', ":2: This is not UTF-8 (byte 9)."),
        (b'{"id": NaN}', ":2: This is not JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", ":2: This is not JSON"),
        (b"[" * 200_000, ":2: This is not JSON"),
        (b'{"id": "\\ud800"}', ":2: This has half a character"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, second: bytes, problem: str) -> None:
    assert fault(tmp_path / "rows.jsonl", GOOD + second + b"\n").startswith(problem)


def test_a_damaged_packed_file_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(GOOD * 1000)
    assert "The gzip file is cut off or damaged" in fault(tmp_path / "a.gz", packed[:-20])
    assert "The gzip file is cut off or damaged" in fault(tmp_path / "b.gz", packed[:2] + b"xxxx")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jsonl", tmp_path):
        with pytest.raises(RowError, match="This cannot be read") as caught:
            list(read_rows([path]))
        assert str(caught.value).startswith(f"{path}: ")


def row(**values: object) -> Row:
    return Row(Path("rows.jsonl"), 3, values)


def test_fields_are_read_as_what_they_must_be() -> None:
    one = row(id="a", url=None, tags=["x", "y"], share=1, turns=[{"text": "hi"}])
    assert one.text("id") == "a"
    assert one.text_or_empty("url") == one.text_or_empty("nowhere") == ""
    assert one.texts("tags") == ("x", "y")
    assert one.texts("nowhere") == ()
    assert one.share("share") == 1.0
    assert [turn.text("text") for turn in one.objects("turns")] == ["hi"]
    assert one.objects("nowhere") == ()


@pytest.mark.parametrize(
    ("read", "value", "problem"),
    [
        ("text", 7, "“x” must be text, not a number."),
        ("text", None, "“x” must be text, not null."),
        ("text", True, "“x” must be text, not true or false."),
        ("text", " \n", "“x” is empty."),
        ("text_or_empty", ["a"], "“x” must be text or null, not a list."),
        ("texts", "a", "“x” must be a list of texts."),
        ("texts", ["a", 1], "“x” must be a list of texts."),
        ("share", "0.5", "“x” must be a number from 0 to 1."),
        ("share", True, "“x” must be a number from 0 to 1."),
        ("share", 1.01, "“x” must be a number from 0 to 1."),
        ("objects", {"a": 1}, "“x” must be a list of objects."),
        ("objects", ["a"], "“x” must be a list of objects."),
    ],
)
def test_a_wrong_type_is_named(read: str, value: object, problem: str) -> None:
    with pytest.raises(RowError) as caught:
        getattr(row(x=value), read)("x")
    assert str(caught.value) == f"rows.jsonl:3: {problem}"


@pytest.mark.parametrize("read", ["text", "share"])
def test_a_missing_field_is_named(read: str) -> None:
    with pytest.raises(RowError, match=r"rows\.jsonl:3: “x” is missing\."):
        getattr(row(), read)("x")
    with pytest.raises(RowError, match="“x” is missing"):
        row().text_or_empty("x", required=True)


def test_no_id_comes_twice() -> None:
    ids = Ids()
    ids.take(Row(Path("a.jsonl"), 2, {"id": "one"}))
    with pytest.raises(RowError) as caught:
        ids.take(Row(Path("b.jsonl"), 5, {"id": "one"}))
    assert str(caught.value) == "b.jsonl:5: The id “one” stands already in a.jsonl:2."
