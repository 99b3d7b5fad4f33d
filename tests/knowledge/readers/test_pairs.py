"""Tables of questions and answers: recognised, checked row by row, never half understood."""

from __future__ import annotations

import pytest

from knowledge.ingest.readers import UnreadableError
from knowledge.ingest.readers.messages import sentence
from knowledge.ingest.readers.pairs import PairTable, key_of, read_pairs, read_text_of, reference_of


def table(text: str) -> PairTable:
    return read_pairs(*read_text_of(text.encode()))


def faults(found: PairTable) -> list[tuple[int, str]]:
    assert all(sentence(bad.reason, dict(bad.facts)) for bad in found.bad)
    return [(bad.row, bad.reason) for bad in found.bad]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_and_columns_are_recognised(delimiter: str) -> None:
    rows = [
        ["Category", "Frage", "Antwort", "Link"],
        ["Paying", "How can I pay?", "By card.", "https://a.example/pay"],
        ["", "Where are you?", "In Riga.", ""],
    ]
    found = table("\n".join(delimiter.join(row) for row in rows))
    assert (found.delimiter, found.has_header) == (delimiter, True)
    assert found.columns == ("category", "question", "answer", "url")
    first, second = found.pairs
    assert (first.row, first.question, first.answer) == (2, "How can I pay?", "By card.")
    assert (first.category, first.url) == ("Paying", "https://a.example/pay")
    assert (second.row, second.url, found.bad) == (3, "", ())


def test_without_a_header_the_first_column_asks_and_the_second_answers() -> None:
    found = table("How can I pay?,By card.\nWhere are you?,In Riga.\n")
    assert not found.has_header
    assert [pair.question for pair in found.pairs] == ["How can I pay?", "Where are you?"]


def test_answers_may_hold_separators_lines_and_quotation_marks() -> None:
    found = table('question,answer\nHow?,"First, this.\nThen ""that""."\nWhy?,Because.\n')
    assert [pair.answer for pair in found.pairs] == ['First, this.\nThen "that".', "Because."]
    assert [pair.row for pair in found.pairs] == [2, 3]


def test_further_phrasings_come_from_one_column_or_several() -> None:
    found = table(
        "question;answer;more phrasings;phrasing 2\n"
        "How can I pay?;By card.;payment methods | how can i PAY;paypal?\n"
    )
    assert found.pairs[0].phrasings == ("payment methods", "paypal?")


def test_every_bad_row_is_named_with_its_reason_and_the_good_ones_stay() -> None:
    found = table(
        "question,answer,url\n"
        "Good?,Yes.,\n"
        ",No question.,\n"
        "No answer?,,\n"
        "Bad address?,Yes.,javascript:alert(1)\n"
        "Too many?,one, two, three, four\n"
        "\n"
        f"{'long ' * 70}?,Yes.,\n"
        "good,Yes.,\n"
        "GOOD ?,No!,\n"
        "Last?,Yes.,/help\n"
    )
    assert [pair.question for pair in found.pairs] == ["Good?", "Last?"]
    assert faults(found) == [
        (3, "no_question"),
        (4, "no_answer"),
        (5, "bad_url"),
        (6, "too_many_cells"),
        (8, "long_question"),
        (9, "repeated"),
        (10, "contradicts"),
    ]
    assert dict(found.bad[-1].facts) == {"row": 2}


def test_a_quotation_mark_that_is_never_closed_hides_no_other_row() -> None:
    found = table(
        'question,answer\nOne?,Yes.\nTwo?,"No end\nThree?,Yes.\nFour?,"Good"bad\nFive?,5\n'
    )
    assert [pair.question for pair in found.pairs] == ["One?", "Three?", "Five?"]
    assert next(reason for _, reason in faults(found)) in {"open_quote", "broken_row"}


def test_a_file_of_broken_rows_ends() -> None:
    found = table("question,answer\n" + 'a?,"b\n' * 200)
    assert faults(found)[-1][1] == "given_up"
    assert len(found.bad) < 30


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x03\x04....", "spreadsheet"),
        (b"one column\nonly this\n", "no_pair_columns"),
        (b"a,b,c,d,e,f,g\n1,2,3,4,5,6,7\n", "no_pair_columns"),
        (b"question,answer\n", "no_pairs"),
        (bytes(range(256)), "binary"),
    ],
)
def test_files_that_hold_no_pairs_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pairs(*read_text_of(data))
    assert caught.value.code == code
    assert str(caught.value)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(UnreadableError, match="5001 rows"):
        table("question,answer\n" + "".join(f"q{n}?,a\n" for n in range(5001)))


def test_excel_files_are_read_as_excel_writes_them() -> None:
    text = "sep=;\nQuestion;Answer\nGrüße?;Ja, 5 €\n"
    found = read_pairs(*read_text_of(text.encode("cp1252")))
    assert (found.pairs[0].question, found.pairs[0].row) == ("Grüße?", 3)
    assert found.doubts == ("encoding_guessed",)
    assert table("\ufeff" + text).doubts == ()


def test_a_question_has_one_reference_however_it_is_written() -> None:
    assert reference_of("How can I pay?") == reference_of(" how can I PAY ")
    assert reference_of("How can I pay?") != reference_of("How can I pay you?")
    assert key_of("Wie geht’s?") == "wie geht s"
    assert len(reference_of("word " * 60)) < 120
