"""A website on this machine whose pages, faults and moods a test decides."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server says at a path. `drop`: the connection breaks instead; `hang`: silence."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    drop: bool = False
    hang: bool = False


@dataclass
class Site:
    """A running website. `asked`: how often each path was asked for."""

    base: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    ill: dict[str, Reply] = field(default_factory=dict)
    """What is said instead, for now."""

    @property
    def place(self) -> str:
        """Host and port, as the allow-list names it."""
        return self.base.removeprefix("http://")

    def page(self, path: str, title: str, text: str, *links: str, head: str = "") -> None:
        """There is an article at the path."""
        self.replies[path] = Reply(article(title, text, *links, head=head))

    def say(self, path: str, body: str | bytes = b"", **about: Any) -> None:
        """There is something else at the path."""
        content = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(content, **about)

    def sitemap(self, *paths: str, at: str = "/sitemap.xml") -> None:
        """There is a sitemap that names these paths."""
        urls = "".join(f"<url><loc>{self.base}{path}</loc></url>" for path in paths)
        xml = f'<?xml version="1.0"?><urlset xmlns="{SITEMAPS}">{urls}</urlset>'
        self.replies[at] = Reply(xml.encode(), content_type="application/xml")


SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def article(title: str, text: str, *links: str, head: str = "") -> bytes:
    """A page with a menu, an article and a footer."""
    items = "".join(f'<li><a href="{link}">more at {link}</a></li>' for link in links)
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Shop</title>{head}</head><body>"
        f"<nav><ul>{items}</ul></nav><main><h1>{title}</h1><p>{text}</p></main>"
        "<footer>All rights reserved</footer></body></html>"
    ).encode()


@contextmanager
def running_site() -> Iterator[Site]:
    """An empty site, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            reply = site.ill.get(self.path) or site.replies.get(self.path)
            reply = reply or Reply(b"<h1>Not found</h1>", 404)
            if reply.hang:
                site.over.wait()
            if reply.drop or reply.hang:
                self.close_connection = True
                return
            if self.headers.get("If-None-Match") and reply.headers.get("ETag") == self.headers.get(
                "If-None-Match"
            ):
                reply = Reply(status=304)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
