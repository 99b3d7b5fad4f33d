"""The pages that add knowledge to a base: files, pairs, tables, web pages, websites."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from knowledge import services
from knowledge.admin.common import found, may, page
from knowledge.forms.adding import FilesForm, PageForm, PairForm, SiteForm, TableForm
from knowledge.ingest.readers import UnreadableError, check_size
from knowledge.ingest.readers.configured import configured
from knowledge.ingest.readers.messages import sentence
from knowledge.ingest.readers.pairs import PairTable, read_pairs, read_text_of, reference_of
from knowledge.models import KnowledgeBase, Source, SourceKind
from knowledge.services import SourceError
from knowledge.sources.tables import import_table, plan_import
from knowledge.sources.uploads import Looked, add_uploads

# A table waits so long between its preview and the confirmation.
PREVIEW_S = 4 * 3600
PREVIEW_ROWS = 20
BAD_ROWS = 100


def add_files(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Takes several files; each has its own line of result."""
    base = _base(request, object_id)
    form = FilesForm(
        request.POST or None, request.FILES or None, initial={"name": _("Uploaded files")}
    )
    looked: list[Looked] = []
    if request.method == "POST" and form.is_valid():
        try:
            source, looked = add_uploads(
                knowledge_base=base,
                name=form.cleaned_data["name"].strip(),
                files=form.cleaned_data["chosen"],
                created_by=request.user,
            )
        except SourceError as error:
            form.add_error(None, str(error))
        else:
            if source is not None:
                return _taken(admin, request, base, source, looked)
    context = {"title": _("Add files"), "form": form, "looked": looked, "has_files": True}
    return _page(admin, request, base, "add_files.html", context)


def add_pair(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Takes one typed question with its answer."""
    base = _base(request, object_id)
    form = PairForm(request.POST or None, knowledge_base=base)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        document = services.add_document(
            knowledge_base=base,
            ref=reference_of(typed["question"]),
            title=typed["question"],
            body=typed["answer"].strip(),
            url=typed["url"],
            category=typed["category"],
            questions=typed["phrasings"],
        )
        messages.success(
            request,
            _("“%(question)s” was added. The assistant knows it in a moment.")
            % {"question": document.title},
        )
        if "again" in request.POST:
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(_address("knowledgebase", base.pk))
    return _page(
        admin,
        request,
        base,
        "add_pair.html",
        {"title": _("Add a question and its answer"), "form": form, "twin": form.twin},
    )


def add_table(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Takes a CSV file, shows what was understood, and imports it when told to."""
    base = _base(request, object_id)
    if "token" in request.POST:
        return _confirm_table(admin, request, base)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            check_size(file.size or 0, configured())
            text, doubts = read_text_of(file.read())
            table = read_pairs(text, doubts)
        except UnreadableError as error:
            form.add_error("file", str(error))
        else:
            name = form.cleaned_data["name"].strip() or PurePosixPath(file.name or "").stem
            token = secrets.token_urlsafe(24)
            kept = {"text": text, "doubts": doubts, "name": name[:180] or _("Questions")}
            cache.set(_kept_at(request, base, token), kept, PREVIEW_S)
            return _preview(admin, request, base, token, kept, table)
    context = {"title": _("Import a table of questions and answers"), "form": form}
    return _page(admin, request, base, "add_table.html", {**context, "has_files": True})


def add_page(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Takes the address of one page, and has it read."""
    base = _base(request, object_id)
    form = PageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        made = _web_source(
            request,
            form,
            knowledge_base=base,
            name=_short(address),
            kind=SourceKind.PAGE,
            address=address,
            every_hours=form.cleaned_data["every_hours"],
        )
        if made is not None:
            return HttpResponseRedirect(_address("source", made.pk))
    context = {"title": _("Add a web page"), "form": form, "submit": _("Read this page")}
    return _page(admin, request, base, "add_web.html", context)


def add_site(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Takes the address of a website and what of it to read, and has it read."""
    base = _base(request, object_id)
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        name = chosen.pop("name").strip() or _short(chosen["address"])
        made = _web_source(request, form, knowledge_base=base, name=name, **chosen)
        if made is not None:
            return HttpResponseRedirect(_address("source", made.pk))
    context = {"title": _("Add a website"), "form": form, "submit": _("Read this website")}
    return _page(admin, request, base, "add_web.html", context)


def _web_source(request: HttpRequest, form: forms.Form, **fields: Any) -> Source | None:
    """The new source, already being read; None with the reason in the form."""
    try:
        source = services.create_source(created_by=request.user, **fields)
    except SourceError as error:
        form.add_error(None, str(error))
        return None
    services.read_source(source.pk)
    return source


def _taken(
    admin: ModelAdmin,
    request: HttpRequest,
    base: KnowledgeBase,
    source: Source,
    looked: Sequence[Looked],
) -> HttpResponse:
    """On to the source; before that a line for each file, where some were not taken."""
    taken = sum(not one.problem for one in looked)
    text = ngettext(
        "%(count)d file was taken and is being read.",
        "%(count)d files were taken and are being read.",
        taken,
    ) % {"count": taken}
    if taken == len(looked):
        messages.success(request, text)
        return HttpResponseRedirect(_address("source", source.pk))
    context = {"title": text, "source": source, "looked": looked}
    return _page(admin, request, base, "files_taken.html", context)


def _preview(
    admin: ModelAdmin,
    request: HttpRequest,
    base: KnowledgeBase,
    token: str,
    kept: dict[str, Any],
    table: PairTable,
    error: str = "",
) -> HttpResponse:
    plan = plan_import(base, kept["name"], table)
    bad = [(row, sentence(row.reason, dict(row.facts))) for row in table.bad[:BAD_ROWS]]
    context = {
        "title": _("Check before importing"),
        "token": token,
        "name": kept["name"],
        "table": table,
        "columns": _columns(table),
        "plan": plan,
        "rows": plan.rows[:PREVIEW_ROWS],
        "elsewhere": [row for row in plan.rows if row.elsewhere][:PREVIEW_ROWS],
        "bad": bad,
        "bad_more": max(len(table.bad) - BAD_ROWS, 0),
        "doubts": [sentence(code) for code in table.doubts],
        "to_import": plan.new + plan.updated,
        "error": error,
    }
    return _page(admin, request, base, "preview_table.html", context)


def _confirm_table(admin: ModelAdmin, request: HttpRequest, base: KnowledgeBase) -> HttpResponse:
    token = request.POST["token"]
    key = _kept_at(request, base, token)
    kept = cache.get(key)
    if kept is None:
        messages.error(request, _("This preview is too old. Please choose the file once more."))
        return HttpResponseRedirect(request.path)
    table = read_pairs(kept["text"], kept["doubts"])
    if table.bad and "without_bad" not in request.POST:
        error = _("Say first that the bad rows are to be left out.")
        return _preview(admin, request, base, token, kept, table, error)
    try:
        source, plan = import_table(
            knowledge_base=base, name=kept["name"], table=table, created_by=request.user
        )
    except SourceError as problem:
        return _preview(admin, request, base, token, kept, table, str(problem))
    cache.delete(key)
    if not plan.new + plan.updated:
        messages.info(request, _("Nothing was imported: every row is known already."))
    else:
        counts = {"new": plan.new, "updated": plan.updated, "unchanged": plan.unchanged}
        text = _("Importing: %(new)d new, %(updated)d changed, %(unchanged)d as before.")
        messages.success(request, text % counts)
    return HttpResponseRedirect(_address("source", source.pk))


def _columns(table: PairTable) -> list[tuple[str, str]]:
    """Name and meaning of each column; the meaning is empty where it is not used."""
    meanings = {
        "question": _("question"),
        "answer": _("answer"),
        "title": _("title"),
        "url": _("public address"),
        "category": _("category"),
        "phrasings": _("other ways to ask"),
        "": "",
    }
    names = table.names or tuple(str(number) for number in range(1, len(table.columns) + 1))
    return [(name, meanings[field]) for name, field in zip(names, table.columns, strict=False)]


def _kept_at(request: HttpRequest, base: KnowledgeBase, token: str) -> str:
    """Where the table waits; only the person who uploaded it finds it."""
    safe = "".join(letter for letter in token if letter.isalnum() or letter in "-_")[:64]
    return f"knowledge-table-{request.user.pk}-{base.pk}-{safe}"


def _base(request: HttpRequest, object_id: str) -> KnowledgeBase:
    """The base to add to. Raises PermissionDenied."""
    if not may(request, "view_knowledgebase", "add_source", "add_document"):
        raise PermissionDenied
    return found(KnowledgeBase.objects.all(), object_id)


def _page(
    admin: ModelAdmin,
    request: HttpRequest,
    base: KnowledgeBase,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    return page(admin, request, template, {"base": base, **context})


def _short(address: str) -> str:
    """An address as a name: without scheme, query and the usual file names."""
    parts = urlsplit(address)
    path = parts.path.removesuffix("sitemap.xml").removesuffix("index.html")
    return f"{parts.netloc}{path}".rstrip("/")[:200]


def _address(model: str, key: int) -> str:
    return reverse(f"admin:knowledge_{model}_change", args=(key,))
