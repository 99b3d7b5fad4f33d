"""The sentences for staff: why something could not be read, or what to check although it was."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SENTENCES: dict[str, Promise] = {
    "empty": _("This file is empty."),
    "no_text": _("No text was found in this document."),
    "no_text_on_page": _(
        "No text was found on this page. Pages that only appear with JavaScript cannot be read: "
        "add the text as an article instead."
    ),
    "too_large": _("This file is too large: %(size)s MB. At most %(limit)s MB are read."),
    "too_much_text": _(
        "This file holds too much text for one article. Divide it into several files."
    ),
    "too_many_pages": _(
        "This PDF has %(pages)s pages. At most %(limit)s are read: divide it into several files."
    ),
    "unknown_kind": _(
        "This kind of file cannot be read. Use Markdown, plain text, HTML, PDF or Word (.docx)."
    ),
    "old_office": _(
        "This is a file of an old Office version. Open it in Word and save it as .docx."
    ),
    "other_office": _(
        "This is an archive or Office file, but not a Word document. Save it as PDF or .docx."
    ),
    "encrypted": _("This file is protected with a password. Remove the password and add it again."),
    "corrupt_pdf": _("This PDF is damaged and cannot be read. Save or export it again."),
    "corrupt_docx": _("This Word file is damaged and cannot be read. Save it again in Word."),
    "scanned": _(
        "This PDF has only pictures of pages, no text. Run text recognition (OCR) on it first."
    ),
    "took_too_long": _(
        "Reading this file took longer than %(seconds)s seconds and was stopped. Divide it, or "
        "export it again."
    ),
    "too_much_memory": _(
        "Reading this file needed too much memory and was stopped. Divide it, or export it again."
    ),
    "bomb": _(
        "This file unpacks to far more than a document ever holds, so it was not opened. Save it "
        "again in Word."
    ),
    "xml_entities": _(
        "This Word file defines XML entities, which Word never writes; it was not opened. Save it "
        "again in Word."
    ),
    "too_nested": _("This file is nested too deeply to be read. Save or export it again."),
    "binary": _("This is not a text file. Use Markdown, plain text, HTML, PDF or Word (.docx)."),
    "unknown_encoding": _(
        "The encoding of this file cannot be told, so its letters would be wrong. Save it as UTF-8."
    ),
    # Doubts: the text was read, but somebody should look at it.
    "encoding_guessed": _(
        "The file does not say how its letters are encoded, so that was guessed. Check accents and "
        "special characters, or save it as UTF-8."
    ),
    "looks_garbled": _(
        "Some letters look garbled, such as “Ã¼” for “ü”. They were already so in the file: check "
        "the text."
    ),
    "replaced_letters": _("Some letters could not be read and were left out. Check the text."),
    "pages_without_text": _(
        "Some pages are pictures without text and were skipped. Run text recognition (OCR) on the "
        "file to include them."
    ),
    "pictures_skipped": _("Pictures were left out: the assistant reads text only."),
    # Tables of questions and answers.
    "spreadsheet": _("This is a spreadsheet file. Save it as CSV (in Excel: “CSV UTF-8”)."),
    "no_pair_columns": _(
        "No columns for questions and answers were found. Name them “question” and “answer” in the "
        "first row."
    ),
    "no_pairs": _("This file has no rows below its first one."),
    "too_many_rows": _("This file has %(rows)s rows. At most %(limit)s are imported at once."),
    "no_question": _("The question is missing."),
    "no_answer": _("The answer is missing."),
    "long_question": _("The question is longer than 300 characters."),
    "long_answer": _("The answer is longer than 20,000 characters: add it as an article."),
    "bad_url": _("The address must begin with https:// or, for a page of this site, with a slash."),
    "too_many_cells": _(
        "More than %(limit)s cells: an answer with the separator in it needs quotation marks "
        "around it."
    ),
    "open_quote": _("A quotation mark is opened and never closed."),
    "broken_row": _("Quotation marks inside a cell must be doubled."),
    "given_up": _("Too many broken rows: the rest of the file was not looked at."),
    "repeated": _("The same question and answer as in row %(row)s."),
    "contradicts": _("The same question as in row %(row)s, with another answer."),
}


def sentence(code: str, facts: Mapping[str, str | int] | None = None) -> str:
    """The sentence of a code, with its facts filled in."""
    return str(_SENTENCES[code]) % dict(facts or {})
