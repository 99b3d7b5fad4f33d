"""Pages of the demo company: its site and its help centre."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import nh3
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from chat.models import Site
from config.demo import SITE_NAME
from config.demo.articles import all_articles

_markdown = MarkdownIt("commonmark").enable("table")


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    key = Site.objects.filter(name=SITE_NAME).values_list("key", flat=True).first()
    widget = request.build_absolute_uri(static("widget/loader.js"))
    return {"widget_src": widget, "widget_site_key": key or "", **more}


def site(request: HttpRequest) -> HttpResponse:
    """The company's home page."""
    return render(request, "demo/site.html", _context(request))


def help_index(request: HttpRequest) -> HttpResponse:
    """All articles, by category."""
    articles = sorted(all_articles(), key=lambda article: (article.category, article.title))
    categories = [
        {"name": name, "articles": list(group)}
        for name, group in groupby(articles, key=lambda article: article.category)
    ]
    return render(request, "demo/help_index.html", _context(request, categories=categories))


def help_article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article."""
    article = next((one for one in all_articles() if one.slug == slug), None)
    if article is None:
        raise Http404
    body = mark_safe(nh3.clean(_markdown.render(article.body)))  # noqa: S308 (cleaned)
    shown = {"title": article.title, "category": article.category, "body_html": body}
    return render(request, "demo/help_article.html", _context(request, article=shown))
