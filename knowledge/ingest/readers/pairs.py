"""Tables of questions and answers: delimiter and columns are recognised, bad rows are named."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.ingest.readers.configured import configured
from knowledge.ingest.readers.encoding import clean, decode
from knowledge.ingest.readers.files import check_size
from knowledge.ingest.readers.types import Doubts, Limits, UnreadableError

MAX_ROWS = 5000
MAX_QUESTION = 300  # it becomes the title
MAX_ANSWER = 20_000
MAX_PHRASINGS = 50
_MAX_CATEGORY = 120
_MAX_URL = 500
_MAX_REPAIRS = 20
_SAMPLE_ROWS = 60
_DELIMITERS = (",", ";", "\t", "|")
_EXCERPT = 80

# Names of columns as people write them, folded; the first of a field is its own name.
_NAMES: dict[str, tuple[str, ...]] = {
    "question": ("question", "questions", "q", "frage", "pregunta", "vraag", "domanda", "pergunta"),
    "answer": (
        "answer", "answers", "a", "antwort", "antworten", "reponse", "respuesta", "antwoord",
        "risposta", "resposta", "response", "reply", "text", "content",
    ),
    "title": ("title", "titel", "titre", "titulo", "titolo", "name", "heading"),
    "url": ("url", "link", "address", "source", "page", "adresse", "quelle", "seite", "href"),
    "category": (
        "category", "kategorie", "categorie", "categoria", "topic", "thema", "section", "group",
        "tag", "tags",
    ),
    "phrasings": (
        "phrasings", "more phrasings", "other phrasings", "phrasing", "variants", "variations",
        "alternatives", "alternative questions", "also asked", "synonyms", "examples",
        "example questions", "more questions", "weitere fragen", "varianten", "similar questions",
    ),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
_URL = re.compile(r"^(https?://[^\s]+|/(?!/)[^\s]*)$")


@dataclass(frozen=True, slots=True)
class Pair:
    """One question with its answer. `row`: as a spreadsheet numbers it, from 1."""

    row: int
    question: str
    answer: str
    title: str = ""
    url: str = ""
    category: str = ""
    phrasings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Equal for questions that differ in case, blanks and marks at the end only."""
        return key_of(self.question)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be imported. `reason`: a key of `knowledge.ingest.readers.messages`."""

    row: int
    reason: str
    excerpt: str
    facts: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class PairTable:
    """What a file of pairs holds. `columns`: field of each column, empty where it is not used."""

    delimiter: str
    has_header: bool
    columns: tuple[str, ...]
    names: tuple[str, ...]
    pairs: tuple[Pair, ...]
    bad: tuple[BadRow, ...]
    doubts: tuple[str, ...] = ()


def key_of(question: str) -> str:
    """What a question is recognised by: its words, folded."""
    return " ".join(re.findall(r"[^\W_]+", question.casefold()))


def reference_of(question: str) -> str:
    """The reference of a pair's article: the same question always has the same."""
    words = key_of(question).split()
    digest = hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]
    return f"qa-{'-'.join(words[:8])[:80]}-{digest}"


def read_text_of(data: bytes, limits: Limits | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of a CSV file and codes of doubts. Raises UnreadableError."""
    check_size(len(data), limits or configured())
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableError("spreadsheet")
    decoded = decode(data)
    doubts = Doubts()
    if decoded.is_guess:
        doubts.add("encoding_guessed")
    text = clean(decoded.text, doubts)
    if not text.strip():
        raise UnreadableError("empty")
    return text, tuple(doubts.codes)


def read_pairs(text: str, doubts: Sequence[str] = ()) -> PairTable:
    """The pairs of a table, and each row that is none with its reason. Raises UnreadableError."""
    # Excel writes this line to say which delimiter follows.
    declared = re.match(r"sep=(.)\n", text)
    start = 1 if declared else 0
    body = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(body)
    records = list(_records(body, delimiter))
    header = next((cells for _, cells in records if isinstance(cells, list)), [])
    columns, has_header = _columns(header)
    if "question" not in columns or "answer" not in columns:
        raise UnreadableError("no_pair_columns")
    if has_header:
        records = records[[cells for _, cells in records].index(header) + 1 :]
    if len(records) > MAX_ROWS:
        raise UnreadableError("too_many_rows", {"rows": len(records), "limit": MAX_ROWS})
    pairs, bad = _sorted_out([(row + start, cells) for row, cells in records], columns)
    if not pairs and not bad:
        raise UnreadableError("no_pairs")
    names = tuple(cell.strip() for cell in header) if has_header else ()
    return PairTable(delimiter, has_header, columns, names, pairs, bad, tuple(doubts))


def _delimiter(text: str) -> str:
    """The one that gives the most rows of the same number of cells, and known names of columns."""

    def merit(delimiter: str) -> tuple[bool, float]:
        rows = []
        for _, cells in _records(text, delimiter):
            if isinstance(cells, list):
                rows.append(cells)
            if len(rows) == _SAMPLE_ROWS:
                break
        widths = [len(cells) for cells in rows]
        usual = max(set(widths), key=widths.count, default=0)
        known = bool(rows) and {"question", "answer"} <= set(_columns(rows[0])[0])
        is_named = known and _columns(rows[0])[1]
        return is_named, widths.count(usual) / len(widths) if usual > 1 else 0.0

    return max(_DELIMITERS, key=merit)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row that is not blank: its number, and its cells or the code of its fault."""
    lines = text.splitlines(keepends=True)
    row, at, repairs = 0, 0, 0
    while at < len(lines):
        reader = csv.reader(io.StringIO("".join(lines[at:])), delimiter=delimiter, strict=True)
        begin = 0
        try:
            for cells in reader:
                row += 1
                if any(cell.strip() for cell in cells):
                    yield row, cells
                begin = reader.line_num
            return
        except csv.Error as error:
            # Go on below the line where the broken row began: one bad mark must not hide the rest.
            row, at, repairs = row + 1, at + begin + 1, repairs + 1
            open_quote = "unexpected end" in str(error)
            yield row, "open_quote" if open_quote else "broken_row"
            if repairs == _MAX_REPAIRS:
                yield row + 1, "given_up"
                return


def _columns(header: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The field of each column, and whether the first row names them."""
    fields = [_field(cell) for cell in header]
    if {"question", "answer"} <= set(fields):
        seen: set[str] = set()
        once = []
        for field in fields:
            once.append("" if field in seen and field != "phrasings" else field)
            seen.add(field)
        return tuple(once), True
    usual = ("question", "answer", "url", "category")
    return tuple(usual[: len(header)]) if 2 <= len(header) <= len(usual) else (), False


def _field(cell: str) -> str:
    folded = re.sub(r"[\s_\-]+", " ", cell.strip().strip(":*").casefold())
    folded = folded.translate(str.maketrans("áàâéèêíóôúü", "aaaeeeioouu"))
    return _FIELD_OF.get(folded, _FIELD_OF.get(re.sub(r" ?\d+$", "", folded), ""))


def _sorted_out(
    records: Sequence[tuple[int, list[str] | str]], columns: Sequence[str]
) -> tuple[tuple[Pair, ...], tuple[BadRow, ...]]:
    pairs: list[Pair] = []
    bad: list[BadRow] = []
    first: dict[str, Pair] = {}
    for row, cells in records:
        if isinstance(cells, str):
            bad.append(BadRow(row, cells, ""))
            continue
        found = _pair(row, cells, columns)
        if isinstance(found, Pair) and (twin := first.get(found.key)) is not None:
            same = " ".join(twin.answer.split()) == " ".join(found.answer.split())
            reason = "repeated" if same else "contradicts"
            found = BadRow(row, reason, _short(found.question), (("row", twin.row),))
        if isinstance(found, BadRow):
            bad.append(found)
        else:
            first[found.key] = found
            pairs.append(found)
    return tuple(pairs), tuple(bad)


def _pair(row: int, cells: Sequence[str], columns: Sequence[str]) -> Pair | BadRow:
    excerpt = _short(" | ".join(cell.strip() for cell in cells if cell.strip()))
    if any(cell.strip() for cell in cells[len(columns) :]):
        return BadRow(row, "too_many_cells", excerpt, (("limit", len(columns)),))
    fields: dict[str, list[str]] = {}
    for field, cell in zip(columns, cells, strict=False):
        if field and cell.strip():
            fields.setdefault(field, []).append(cell.strip())
    question = " ".join(_one(fields, "question").split())
    pair = Pair(
        row=row,
        question=question,
        answer=_one(fields, "answer"),
        title=" ".join(_one(fields, "title").split())[:MAX_QUESTION],
        url=_one(fields, "url"),
        category=" ".join(_one(fields, "category").split())[:_MAX_CATEGORY],
        phrasings=_phrasings(fields.get("phrasings", []), question),
    )
    reason = _fault(pair)
    return BadRow(row, reason, excerpt) if reason else pair


def _one(fields: dict[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _phrasings(cells: Sequence[str], question: str) -> tuple[str, ...]:
    """Other ways to ask: one a line, or divided by bars or semicolons."""
    found = [" ".join(part.split()) for cell in cells for part in re.split(r"[\n|;]", cell)]
    kept = {key_of(one): one[:MAX_QUESTION] for one in found if key_of(one)}
    kept.pop(key_of(question), None)
    return tuple(kept.values())[:MAX_PHRASINGS]


def _fault(pair: Pair) -> str:
    if not pair.key:
        return "no_question"
    if not re.search(r"\w", pair.answer):
        return "no_answer"
    if len(pair.question) > MAX_QUESTION:
        return "long_question"
    if len(pair.answer) > MAX_ANSWER:
        return "long_answer"
    if pair.url and (len(pair.url) > _MAX_URL or not _URL.match(pair.url)):
        return "bad_url"
    return ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
