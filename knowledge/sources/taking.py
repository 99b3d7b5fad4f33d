"""Second half of a run: what was read becomes documents, or is turned down with a reason.

Nothing here deletes a last good copy but `remove_next`, and that only after three readings in a
row that said gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.ingest import indexing
from knowledge.ingest.indexing import IngestError
from knowledge.models import (
    Document,
    DocumentKind,
    DocumentStatus,
    PageOutcome,
    Source,
    SourceKind,
    SourcePage,
    SourceRun,
)
from knowledge.sources import judge, runs
from knowledge.sources.addresses import AddressError, normal
from knowledge.sources.judge import Company, Reading, Reason
from knowledge.sources.references import reference_of, url_of

GONE_READINGS = 3
"""Readings in a row that must find a page gone before its document is removed."""

# A site that lost most of its pages at once is broken or was moved; somebody should look at it.
MANY_GONE = 10
MOST_GONE_SHARE = 0.5

_TAKEN = (PageOutcome.NEW, PageOutcome.UPDATED, PageOutcome.UNCHANGED)
_OBJECTIONS: Mapping[Reason, Promise] = {
    Reason.EMPTY: gettext_lazy("No text was found."),
    Reason.NOT_FOUND: gettext_lazy("The page says that it does not exist."),
    Reason.BROKEN: gettext_lazy("The page says that the site is out of order."),
    Reason.BARRED: gettext_lazy("The site lets only people read it, no programs."),
    Reason.LOGIN: gettext_lazy("The page asks for a login."),
    Reason.COLLAPSED: gettext_lazy(
        "Nearly all of the text was gone, so the last good copy stays. If that is meant, remove "
        "the article and read the source again."
    ),
    Reason.SAME_EVERYWHERE: gettext_lazy("Many pages have this very text, so it is no article."),
}


def take_next(run: SourceRun) -> bool:
    """One page more is settled; False when none is left. Raises `runs.RunStopped`."""
    page = runs.next_page(run, PageOutcome.FETCHED)
    if page is None:
        return False
    if not runs.may_try(run, page):
        _give_up(run, page, _("Indexing this ended the worker."))
        return True
    twins = _twins(run, page)
    objection = _objection(run, page, twins)
    if objection is not None:
        _settle(run, page, PageOutcome.REJECTED, error=str(_OBJECTIONS[objection]))
    elif _is_known(page):
        _take_known(run, page)
    elif _is_alias(page, twins):
        _settle(run, page, PageOutcome.ALIAS)
    else:
        _take(run, page)
    return True


def remove_next(run: SourceRun) -> bool:
    """One document more whose page is gone for good is removed; False when none is left."""
    gone = SourcePage.objects.filter(run=run, outcome=PageOutcome.GONE, document__isnull=False)
    page = gone.filter(gone_count__gte=GONE_READINGS).order_by("pk").first()
    if page is None:
        return False
    with_copy = SourcePage.objects.filter(source=run.source_id, document__isnull=False).count()
    if gone.count() >= MANY_GONE and gone.count() > with_copy * MOST_GONE_SHARE:
        runs.note(run, _("Most pages were gone at once, so no document was removed."))
        return False
    with runs.settling(run):
        document_id, page.document, page.mark = page.document_id, None, ""
        page.outcome, page.etag, page.last_modified = PageOutcome.REMOVED, "", ""
        page.save()
        if document_id and not SourcePage.objects.filter(document=document_id).exists():
            indexing.remove_document(document_id)
    return True


def _twins(run: SourceRun, page: SourcePage) -> list[SourcePage]:
    """Other pages with this very text; what people added by hand may say the same twice."""
    if not SourceKind(run.source.kind).is_web:
        return []
    same = SourcePage.objects.filter(run=run, read_mark=page.read_mark).exclude(pk=page.pk)
    others = same.exclude(outcome=PageOutcome.ALIAS)
    return list(others.only("address", "about", "mark", "outcome", "document_id"))


def _objection(run: SourceRun, page: SourcePage, twins: Sequence[SourcePage]) -> Reason | None:
    """Why the page is no article; what people added by hand is only asked to hold a text."""
    if not page.read_text.strip():
        return Reason.EMPTY
    if not SourceKind(run.source.kind).is_web or _is_known(page):
        return None
    reading = Reading(
        page.address, page.read_title, page.read_text, bool(page.about.get("asks_password"))
    )
    last_words = page.word_count if page.document_id else 0
    return judge.objection(reading, last_words=last_words, company=_company(run, page, twins))


def _company(run: SourceRun, page: SourcePage, twins: Sequence[SourcePage]) -> Company:
    if not twins:
        return Company()
    same = [page, *twins]
    had_other = [one for one in same if one.document_id and one.mark not in {"", page.read_mark}]
    # Variants of one page name the same canonical address; that is no error page's way.
    addresses = {_canonical(one) for one in same}
    read = SourcePage.objects.filter(run=run).exclude(read_mark="").count()
    return Company(len(addresses), read, len(had_other))


def _is_known(page: SourcePage) -> bool:
    return page.document_id is not None and page.read_mark == page.mark


def _take_known(run: SourceRun, page: SourcePage) -> None:
    """The text is the last good copy's; only what failed to be indexed is tried again."""
    error = ""
    if page.document is not None and page.document.status == DocumentStatus.FAILED:
        error = _index(run, page.document)
    _settle(run, page, PageOutcome.FAILED if error else PageOutcome.UNCHANGED, error=error)


def _is_alias(page: SourcePage, twins: Sequence[SourcePage]) -> bool:
    """Whether the same text is taken from another address already.

    That is its canonical address, if it is inside the source and really holds this text (whole
    sites name their start page as canonical by mistake), or else one that was read before.
    """
    if page.document_id:
        return False
    canonical = _canonical(page)
    return any(
        (one.outcome in _TAKEN and one.document_id is not None)
        or (one.outcome == PageOutcome.FETCHED and one.address == canonical)
        for one in twins
    )


def _canonical(page: SourcePage) -> str:
    try:
        return normal(str(page.about.get("canonical") or page.address), base=page.address)
    except AddressError:
        return page.address


def _take(run: SourceRun, page: SourcePage) -> None:
    """The text is a document's, its pieces and vectors follow here and now."""
    with runs.settling(run):
        document = _stored(run.source, page)
    error = _index(run, document)
    if error:
        _settle(run, page, PageOutcome.FAILED, error=error)
        return
    is_new = not page.mark and not page.about.get("was_adopted")
    _settle(run, page, PageOutcome.NEW if is_new else PageOutcome.UPDATED, taken=True)


def _stored(source: Source, page: SourcePage) -> Document:
    """The document with the text that was read; what staff added to it stays."""
    document = page.document or _adopted(source, page) or _added(source, page)
    before = _indexed_parts(document)
    document.source_id = document.source_id or source.pk
    if SourceKind(source.kind).is_web:
        document.url = url_of(page.address)
    elif "url" in page.about:
        document.url = str(page.about["url"])[:500]
    document.category = str(page.about.get("category") or document.category)[:120]
    known = [*document.questions, *page.about.get("questions", [])]
    document.questions = list(dict.fromkeys(known))
    document.title = page.read_title or page.address[:300]
    document.body = page.read_text
    document.kind = page.about.get("kind", DocumentKind.MARKDOWN)
    if _indexed_parts(document) != before:
        document.status = DocumentStatus.PENDING
    document.save()
    page.document = document
    page.save(update_fields=["document", "mark", "about"])
    return document


def _adopted(source: Source, page: SourcePage) -> Document | None:
    """A document that was read from this address before, by another source or a former one."""
    found = Document.objects.filter(
        knowledge_base=source.knowledge_base_id, ref=_reference(source, page)
    ).first()
    if found is not None:
        page.about["was_adopted"] = True
    return found


def _added(source: Source, page: SourcePage) -> Document:
    page.mark = ""  # the copy it belonged to is gone
    page.about.pop("was_adopted", None)
    return Document(
        knowledge_base=source.knowledge_base,
        ref=_reference(source, page),
        source=source,
    )


def _indexed_parts(document: Document) -> tuple[object, ...]:
    return (document.title, document.body, document.kind, list(document.questions))


def _reference(source: Source, page: SourcePage) -> str:
    """Web pages are one document whoever read them; files of two sources may share a name."""
    if SourceKind(source.kind).is_web:
        return reference_of(page.address)
    return reference_of(f"{source.kind}-{source.pk}/{page.address}")


def _index(run: SourceRun, document: Document) -> str:
    """What went wrong for good; empty when it is indexed, or will be as soon as may be."""
    try:
        indexing.index_document(document.pk, alive=lambda: runs.renew(run), worker=f"run-{run.pk}")
    except IngestError as error:
        return "" if error.retryable else str(error)
    return ""


def _give_up(run: SourceRun, page: SourcePage, error: str) -> None:
    """Nobody tries the page's document by itself any more; its last good pieces stay."""
    document = Document.objects.filter(pages=page).exclude(status=DocumentStatus.READY)
    document.update(status=DocumentStatus.FAILED, error=error)
    _settle(run, page, PageOutcome.FAILED, error=error)


def _settle(
    run: SourceRun, page: SourcePage, outcome: PageOutcome, *, error: str = "", taken: bool = False
) -> None:
    with runs.settling(run):
        if taken:
            page.mark, page.word_count = page.read_mark, judge.words_of(page.read_text)
        if outcome in _TAKEN:
            page.upload = None
        page.outcome, page.error = outcome, error or page.error
        if outcome != PageOutcome.FAILED:  # then it may be tried again
            page.read_text = ""
        if outcome in _TAKEN:
            page.etag = str(page.about.get("etag", ""))
            page.last_modified = str(page.about.get("last_modified", ""))
        page.save()
