"""Results are written whole or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from knowledge.evaluation.output import OutputError, rows_to


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_rows_stand_there_once_all_is_done(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with rows_to(path) as out:
        out.write({"a": "ü"})
        assert path.read_text() == "old"
        out.write({"b": 1})
    assert path.read_text(encoding="utf-8") == '{"a": "ü"}\n{"b": 1}\n'
    assert left(tmp_path) == ["out.jsonl"]


def test_a_name_that_ends_in_gz_is_packed(tmp_path: Path) -> None:
    with rows_to(tmp_path / "out.jsonl.gz") as out:
        out.write({"a": 1})
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == b'{"a": 1}\n'


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt()])
def test_what_fails_leaves_everything_as_it_was(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def work() -> None:
        with rows_to(path) as out:
            out.write({"a": 1})
            raise error

    with pytest.raises(type(error)):
        work()
    assert path.read_text() == "old"
    assert left(tmp_path) == ["out.jsonl"]


def test_an_error_of_the_work_is_not_blamed_on_the_output(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError), rows_to(tmp_path / "out.jsonl"):
        raise ConnectionError("the model server is gone")


def test_a_link_keeps_pointing_at_what_it_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    link = tmp_path / "out.jsonl"
    link.symlink_to(tmp_path / "deep" / "real.jsonl")
    with rows_to(link) as out:
        out.write({})
    assert link.is_symlink()
    assert (tmp_path / "deep" / "real.jsonl").read_text() == "{}\n"


def test_places_that_are_no_good_are_refused_at_once(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("in")
    places = {
        tmp_path / "nowhere" / "out.jsonl": "There is no folder",
        tmp_path: "This is no file",
        Path("/dev/null"): "This is no file",
        source: "This is read as well",
        source / "out.jsonl": "There is no folder",
        tmp_path / ("x" * 300): "This cannot be written|File name too long",
    }
    for place, problem in places.items():
        with pytest.raises(OutputError, match=problem) as caught, rows_to(place, [source]):
            pytest.fail("nothing may begin")
        assert str(caught.value).startswith(f"{place}: ")
    assert left(tmp_path) == ["in.jsonl"]
