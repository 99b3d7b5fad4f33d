"""Web pages: the main text without navigation, banners and footers, and what the page is called."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from knowledge.ingest.readers import tree
from knowledge.ingest.readers.names import from_file_name, meant, tidy
from knowledge.ingest.readers.types import SourceText, UnreadableError

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})")
_SITE_NAME = re.compile(r"\s+[|–—·»:-]\s+")
_AROUND = {"nav", "footer", "aside", "form", "dialog", "menu"}
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert"}
_NOISE = re.compile(
    r"(^|[\s_-])(cookie\w*|consent|breadcrumbs?|skip-?links?|share|sharing|social(-\w+)?|newsletter"
    r"|pagination|related(-\w+)?|sidebar|advert\w*|promo)($|[\s_-])",
    re.IGNORECASE,
)
_HEADING_TAGS = {f"h{level}" for level in range(1, 7)}
_BLANKS = re.compile(r"\s+")
_MIN_WORDS = 20
_MIN_LINE = 30  # characters: shorter lines stand in menus too
_MOST = 0.9
_MAX_EXTRACTED = 500_000  # characters: beyond that, finding the article takes many seconds
# Below this share of the visible words the extraction has lost the article.
_MIN_SHARE = 0.3


def declared_charset(data: bytes) -> str:
    """What the page says about its encoding; empty if nothing."""
    head = data[:4096]
    found = _XML_ENCODING.search(head) or _CHARSET.search(head)
    return found[1].decode("ascii") if found else ""


def read_html(name: str, text: str) -> SourceText:
    """The main text of a page as Markdown. Raises UnreadableError when a reader would see none.

    `name`: file name or address; links are completed with an address.
    """
    root = _parse(text)
    if "://" in name:
        _complete_links(root, name)
    title = _title(root) or from_file_name(name)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    canonical = _canonical(root, name)
    _open_folds(root)
    _drop_noise(root)
    body = _without_title(_main_text(root), title)
    if not re.search(r"\w", body):
        raise UnreadableError("no_text_on_page")
    return SourceText(
        title, "markdown", body + "\n", language=language.strip()[:12], canonical=canonical
    )


def _parse(text: str) -> HtmlElement:
    text = _DECLARATION.sub("", text, count=1)
    if not text.strip():
        raise UnreadableError("empty")
    try:
        # Of a text, not of bytes: the encoding is already decided.
        return document_fromstring(text, parser=HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.ParserError, ValueError) as error:
        raise UnreadableError("no_text_on_page") from error


def _complete_links(root: HtmlElement, address: str) -> None:
    for link in root.iter("a"):
        if href := link.get("href"):
            try:
                link.set("href", urljoin(address, href.strip()))
            except ValueError:  # such as an unfinished IPv6 address
                link.attrib.pop("href")


def _title(root: HtmlElement) -> str:
    headings = [tidy(one.text_content()) for one in root.iter("h1") if not tree.is_hidden(one)]
    shared = root.xpath("string(//meta[@property='og:title']/@content)")
    whole = tidy(root.xpath("string(//title[1])"))
    if len(headings) == 1 and meant(headings[0]):
        return headings[0]
    return meant(str(shared)) or meant(_without_site(whole)) or next(filter(meant, headings), "")


def _without_site(title: str) -> str:
    """“Returns | Shop” without the name of the site: the longest part."""
    return max(_SITE_NAME.split(title), key=len) if title else ""


def _canonical(root: HtmlElement, address: str) -> str:
    href = str(root.xpath("string((//link[@rel='canonical']/@href)[1])")).strip()
    try:
        whole = urljoin(address, href) if href else ""
    except ValueError:
        return ""
    return whole if whole.startswith(("http://", "https://")) and len(whole) <= 500 else ""


def _open_folds(root: HtmlElement) -> None:
    """What opens at a click is shown, with its button as the heading; all else hidden stays so."""
    opened: set[str] = set()
    for button in root.xpath("//*[@aria-controls or @data-bs-target]"):
        target = button.get("aria-controls") or button.get("data-bs-target") or ""
        opened.update(target.replace("#", "").split())
        if button.tag in {"button", "a"}:
            in_heading = any(above.tag in _HEADING_TAGS for above in button.iterancestors())
            button.tag = "span" if in_heading else "summary"
    for fold in root.xpath("//*[@id]"):
        if fold.get("id") in opened and tree.is_hidden(fold) and not _is_menu(fold):
            for name in ("hidden", "aria-hidden", "style"):
                fold.attrib.pop(name, None)


def _is_menu(element: HtmlElement) -> bool:
    """Whether most of its words are links."""
    words = len(element.text_content().split())
    linked = sum(len(link.text_content().split()) for link in element.iter("a"))
    return linked * 2 > words


def _drop_noise(root: HtmlElement) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in {"html", "body", "main"}:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        noise = (
            element.tag in _AROUND
            or (element.get("role") or "") in _ROLES
            or tree.is_hidden(element)
            or (element.tag not in {"article", "h1", "h2", "h3"} and bool(_NOISE.search(names)))
            or (element.tag == "header" and _is_site_header(element))
        )
        if noise and element.getparent() is not None:
            element.drop_tree()


def _is_site_header(header: HtmlElement) -> bool:
    return not any(above.tag in {"main", "article"} for above in header.iterancestors())


def _main_text(root: HtmlElement) -> str:
    """The marked main part where there is one; else the part that holds the article; else all."""
    body = root.find("body")
    whole = root if body is None else body
    visible = tree.to_markdown(whole)
    for marked in (root.xpath("//main | //*[@role='main']"), root.xpath("//article")):
        if len(marked) == 1:
            text = tree.to_markdown(marked[0])
            if len(text.split()) >= min(_MIN_WORDS, len(visible.split())):
                return text
    if len(visible) > _MAX_EXTRACTED:
        return visible
    found = tree.to_markdown(_around(whole, _extracted_lines(root)))
    return found if len(found.split()) >= len(visible.split()) * _MIN_SHARE else visible


def _extracted_lines(root: HtmlElement) -> list[str]:
    """Lines that extraction takes for the article, without blanks."""
    # Heavy (data files of several languages), and needed for pages without a marked main part.
    import trafilatura

    text = trafilatura.extract(
        tostring(root, encoding="unicode"), include_tables=False, fast=True, favor_precision=True
    )
    lines = (_BLANKS.sub("", line).lstrip("-") for line in (text or "").splitlines())
    return [line for line in lines if len(line) >= _MIN_LINE]


def _around(whole: HtmlElement, lines: list[str]) -> HtmlElement:
    """The smallest part of the page with nearly all of these lines."""
    found = whole
    while lines:
        inner = next((child for child in found if _holds(child, lines)), None)
        if inner is None or inner.tag in {"p", "table", "ul", "ol", "dl", "pre"}:
            break
        found = inner
    return found


def _holds(element: HtmlElement, lines: list[str]) -> bool:
    if not isinstance(element.tag, str):
        return False
    text = _BLANKS.sub("", element.text_content())
    return sum(line in text for line in lines) >= len(lines) * _MOST


def _without_title(body: str, title: str) -> str:
    """The text without its first heading where that repeats the title."""
    first, _, rest = body.strip().partition("\n")
    plain = tidy(re.sub(r"[*`\\]", "", first.lstrip("#")))
    same = first.startswith("#") and plain.casefold() == title.casefold()
    return rest.strip() if same and rest.strip() else body.strip()
