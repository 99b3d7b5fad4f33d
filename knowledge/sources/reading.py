"""First half of a run: each page is fetched and its clean text kept, nothing is replaced yet.

What is knowledge is decided when everything was read, because an error page is often recognised
only by its company: the same text everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.ingest.readers import UnreadableError, read_file
from knowledge.models import Document, PageOutcome, Source, SourceKind, SourcePage, SourceRun
from knowledge.sources import pace, runs, sitemap
from knowledge.sources.addresses import AddressError, Scope, normal, origin, scope_of
from knowledge.sources.content import Page, doubts_in_words, mark_of, page_of
from knowledge.sources.fetch import Fetched, FetchError, fetch
from knowledge.sources.references import reference_of, url_of
from knowledge.sources.robots import robots_of

TRIES = 2
"""Of a page in one run; the second when all others have had their first."""

GONE = {404, 410}
TRY_LATER = {408, 425, 429}
BARRED = {401, 403, 407, 451}
# After so many failures in a row the rest is not tried: each would cost a whole time limit.
FAILURES_IN_A_ROW = 10
_LONGEST_REST_S = 120.0
_MAP_SUFFIXES = (".xml", ".gz", ".txt")


class NotWantedError(Exception):
    """The page must not be read; `str()` says why to staff, `outcome` what that means."""

    def __init__(self, message: str, outcome: PageOutcome) -> None:
        super().__init__(message)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """What reading a page has shown; written in one transaction."""

    outcome: PageOutcome
    error: str = ""
    status: int | None = None
    page: Page | None = None
    final_address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    can_retry: bool = False


def read_next(run: SourceRun) -> float | None:
    """One page more is read; None when none is left, else seconds to wait before the next call.

    Waits for nobody itself: a result above 0 says that nothing was read yet. Raises
    `runs.RunStopped`.
    """
    page = runs.next_page(run, PageOutcome.WAITING)
    if page is None:
        return None
    if not runs.may_try(run, page):
        _settle(run, page, Finding(PageOutcome.FAILED, _("Reading this ended the worker.")))
        return 0.0
    if page.upload is not None:
        _settle(run, page, _from_upload(page))
        return 0.0
    if not SourceKind(run.source.kind).is_web:
        _settle(run, page, Finding(PageOutcome.FAILED, _("The file is not kept any more.")))
        return 0.0
    if rest_s := pace.wait_s(origin(page.address)):
        return rest_s
    finding = _read_map(run, page) if page.is_map else _read_page(run, page)
    _settle(run, page, finding)
    return 0.0


def scope_of_source(source: Source) -> Scope:
    """Which pages belong to a source that is read over the web."""
    return scope_of(
        normal(source.address),
        include=source.include_prefixes,
        exclude=source.exclude_prefixes,
        below_only=source.kind == SourceKind.CRAWL,
    )


def _from_upload(page: SourcePage) -> Finding:
    try:
        text = read_file(page.address, bytes(page.upload or b""))
    except UnreadableError as error:
        return Finding(PageOutcome.FAILED, str(error))
    return Finding(PageOutcome.FETCHED, page=Page(text, "", ()), final_address=page.address)


def _read_page(run: SourceRun, page: SourcePage) -> Finding:
    known = {}
    if page.document_id and page.etag:
        known["If-None-Match"] = page.etag
    elif page.document_id and page.last_modified:
        known["If-Modified-Since"] = page.last_modified
    try:
        fetched = _asked(run, page, known)
    except NotWantedError as error:
        return Finding(error.outcome, str(error))
    except FetchError as error:
        return Finding(PageOutcome.FAILED, str(error), can_retry=error.retryable)
    if fetched.status == 200:
        return _from_answer(run, fetched)
    return _from_status(page, fetched)


def _asked(
    run: SourceRun,
    page: SourcePage,
    headers: Mapping[str, str],
    max_bytes: int | None = None,
) -> Fetched:
    """The answer, every hop of it allowed by scope and robots.txt. Raises as those do."""
    scope = scope_of_source(run.source)

    def check(address: str) -> None:
        inside = scope.is_same_place(address) if page.is_map else scope.covers(address)
        if not inside and address != page.address:
            message = _("The page leads out of this source, to %(address)s.")
            raise NotWantedError(message % {"address": address}, PageOutcome.REJECTED)
        robots = robots_of(address, run.pk)
        if robots.reason:
            raise NotWantedError(robots.reason, PageOutcome.FAILED)
        if not page.is_map and not robots.allows(address):
            message = _("The site's robots.txt asks not to read this page.")
            raise NotWantedError(message, PageOutcome.REJECTED)
        pace.asked(origin(address), robots.delay_s)

    return fetch(page.address, headers=headers, check=check, max_bytes=max_bytes)


def _from_answer(run: SourceRun, fetched: Fetched) -> Finding:
    page = page_of(fetched)
    wants_links = run.source.kind == SourceKind.CRAWL
    return Finding(
        PageOutcome.FETCHED if page.text else PageOutcome.REJECTED,
        page.problem,
        fetched.status,
        page,
        fetched.address,
        fetched.headers,
        links=page.links if wants_links else (),
    )


def _from_status(page: SourcePage, fetched: Fetched) -> Finding:
    status = fetched.status
    code = _("The server answered with HTTP %(status)d.") % {"status": status}
    if status == 304 and page.document_id:
        return Finding(PageOutcome.UNCHANGED, status=status)
    if status in GONE:
        return Finding(PageOutcome.GONE, code, status)
    if status in TRY_LATER or status >= 500:
        wish = fetched.headers.get("retry-after", "")
        if wish.isdecimal():
            pace.asked(origin(fetched.address), min(float(wish), _LONGEST_REST_S))
        return Finding(PageOutcome.FAILED, code, status, can_retry=True)
    if status in BARRED:
        barred = _("The page is not public: %(code)s") % {"code": code}
        return Finding(PageOutcome.REJECTED, barred, status)
    return Finding(PageOutcome.REJECTED, code, status)


def _read_map(run: SourceRun, page: SourcePage) -> Finding:
    try:
        fetched = _asked(run, page, {}, sitemap.MAX_BYTES)
        if fetched.status != 200:
            finding = _from_status(page, fetched)
            is_start = finding.outcome == PageOutcome.GONE and page.depth == 0
            return _usual_maps(run, page) if is_start else _lost_map(finding)
        found = sitemap.parse(fetched.body)
    except sitemap.SitemapError as error:
        is_map_address = page.address.partition("?")[0].lower().endswith(_MAP_SUFFIXES)
        if page.depth == 0 and not is_map_address:
            return _usual_maps(run, page)
        return Finding(PageOutcome.FAILED, str(error))
    except NotWantedError as error:
        return Finding(PageOutcome.FAILED, str(error))
    except FetchError as error:
        return Finding(PageOutcome.FAILED, str(error), can_retry=error.retryable)
    return Finding(PageOutcome.UNCHANGED, status=200, links=found.pages, maps=found.maps)


def _usual_maps(run: SourceRun, page: SourcePage) -> Finding:
    """The address is no sitemap: those that robots.txt names, or the usual one."""
    named = robots_of(page.address, run.pk).sitemaps
    usual = f"{origin(page.address)}/sitemap.xml"
    if page.address == usual and not named:
        return Finding(PageOutcome.FAILED, _("The site has no sitemap at this address."))
    return Finding(PageOutcome.UNCHANGED, maps=tuple(named or [usual]))


def _lost_map(finding: Finding) -> Finding:
    """Pages that a missing sitemap named are not gone for that."""
    return Finding(PageOutcome.FAILED, finding.error, finding.status, can_retry=finding.can_retry)


def _settle(run: SourceRun, page: SourcePage, finding: Finding) -> None:
    """What was found is in the rows, at once or not at all. Raises `runs.RunStopped`."""
    with runs.settling(run):
        goal = _moved_to(run, page, finding)
        _write(page, finding)
        if goal is not None:
            goal.run, goal.depth = run, min(goal.depth, page.depth)
            _write(goal, finding)
            _leave(page, goal)
        _line_up(run, page, finding)
    if finding.outcome == PageOutcome.FAILED and not page.is_map:
        _give_up_if_down(run)


def _write(page: SourcePage, finding: Finding) -> None:
    page.tries += 1
    page.status, page.error, page.read_at = finding.status, finding.error, timezone.now()
    page.outcome = finding.outcome
    if finding.can_retry and page.tries < TRIES:
        page.outcome = PageOutcome.WAITING
    # Anything else in between breaks the row of readings that found it gone.
    page.gone_count = page.gone_count + 1 if finding.outcome == PageOutcome.GONE else 0
    text = finding.page.text if finding.page else None
    if text is not None and finding.page is not None:
        page.read_title, page.read_text = text.title, text.body
        page.read_mark, page.error = mark_of(text), doubts_in_words(text)
        page.about = _facts(page, finding, finding.page)
    page.save()


def _facts(page: SourcePage, finding: Finding, read: Page) -> dict[str, Any]:
    text = read.text
    if text is None:
        return {}
    return {
        **page.about,
        "kind": text.kind,
        "canonical": text.canonical,
        "asks_password": read.has_password_field,
        "etag": finding.headers.get("etag", "")[:300],
        "last_modified": finding.headers.get("last-modified", "")[:60],
    }


def _moved_to(run: SourceRun, page: SourcePage, finding: Finding) -> SourcePage | None:
    """The row of the address that a redirect led to; None when there was none."""
    if page.is_map or not finding.final_address or finding.final_address == page.address:
        return None
    goal, _created = SourcePage.objects.get_or_create(
        source=run.source, address=finding.final_address, defaults={"depth": page.depth}
    )
    return goal


def _leave(page: SourcePage, goal: SourcePage) -> None:
    """The page is known as its goal now; a good copy goes along only with the same text."""
    page.outcome, page.read_text, page.error = PageOutcome.ALIAS, "", ""
    if page.document_id and page.mark == goal.read_mark and not goal.document_id:
        _hand_over(page, goal)
    elif page.document_id and page.document_id != goal.document_id:
        page.outcome = PageOutcome.REJECTED
        message = _("The page leads to %(address)s now; its last good copy stays.")
        page.error = message % {"address": goal.address}
    page.save()


def _hand_over(page: SourcePage, goal: SourcePage) -> None:
    """The document is the goal's, under its address; nothing needs to be indexed again."""
    document = page.document
    if document is None:
        return
    goal.document, page.document = document, None
    goal.mark, goal.word_count, page.mark = page.mark, page.word_count, ""
    goal.save(update_fields=["document", "mark", "word_count"])
    reference = reference_of(goal.address)
    same = Document.objects.filter(knowledge_base=document.knowledge_base_id, ref=reference)
    if not same.exclude(pk=document.pk).exists():
        Document.objects.filter(pk=document.pk).update(ref=reference, url=url_of(goal.address))


def _line_up(run: SourceRun, page: SourcePage, finding: Finding) -> None:
    """What the page leads to is wanted too, inside the limits of the source."""
    if not finding.links and not finding.maps:
        return
    source, scope = run.source, scope_of_source(run.source)
    if page.depth < source.depth_limit or page.is_map:
        inside = [link for link in _normal(finding.links) if scope.covers(link)]
        depth = 0 if page.is_map else page.depth + 1
        runs.want(run, inside, depth=depth, limit=source.page_limit)
    maps = [one for one in _normal(finding.maps) if scope.is_same_place(one)]
    if maps:
        runs.want(run, maps, depth=page.depth + 1, is_map=True, limit=sitemap.MAX_MAPS)


def _normal(addresses: tuple[str, ...]) -> list[str]:
    found = []
    for address in addresses:
        try:
            found.append(normal(address))
        except AddressError:
            continue  # a line of a sitemap that is no address
    return found


def _give_up_if_down(run: SourceRun) -> None:
    """What is left counts as failed when the site fails again and again."""
    read = SourcePage.objects.filter(run=run, is_map=False, read_at__gte=run.started_at)
    latest = list(read.order_by("-read_at").values_list("outcome", "tries")[:FAILURES_IN_A_ROW])
    unlucky = {PageOutcome.FAILED.value, PageOutcome.WAITING.value}
    if len(latest) < FAILURES_IN_A_ROW or any(outcome not in unlucky for outcome, _n in latest):
        return
    with runs.settling(run):
        SourcePage.objects.filter(run=run, outcome=PageOutcome.WAITING).update(
            outcome=PageOutcome.FAILED,
            gone_count=0,
            tries=F("tries") + 1,
            error=_("Not tried: the site failed %(times)d times in a row.")
            % {"times": FAILURES_IN_A_ROW},
        )
