"""`python -m bench builder`: a flow of 200 nodes in the builder, in a real browser.

Frame times come from the browser while a node, or the canvas, is dragged about. Between two frames
lie at least 16.7 ms, however little is done: the browser draws sixty a second. So the work of a
frame is told too: from its beginning, before the mouse is looked at, until it has been laid out and
handed to be painted.
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bench import screen
from bench.product import BenchError, Product, running_product

NODES = 200
MOVES = 240  # of the mouse, in one drag
LOADS = 5
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
)
_PATIENCE_MS = 60_000
_WATCH = """() => {
  window.frames_ms = [];
  window.work_ms = [];
  window.watching = true;
  let last = performance.now();
  let began = 0;
  const painted = new MessageChannel();
  painted.port1.onmessage = () => window.work_ms.push(performance.now() - began);
  const frame = (now) => {
    window.frames_ms.push(now - last);
    last = now;
    began = now;
    painted.port2.postMessage(0);
    if (window.watching) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
_STOP = """() => {
  window.watching = false;
  return { between: window.frames_ms.slice(2), work: window.work_ms.slice(2) };
}"""


def measure(nodes: int = NODES) -> dict[str, Any]:
    """Milliseconds: loading until every node is drawn, and frames while dragging."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if not path:
        raise BenchError("no Chromium on this machine: `make test-all` installs it")
    with running_product() as product, sync_playwright() as playwright:
        screen.step(f"a flow of {nodes} nodes is stored")
        stored = product.call("bench.stored_flow", "--nodes", str(nodes))
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([_cookie(product, stored["session"])])
        page = context.new_page()
        address = f"{product.address}/admin/flows/flow/{stored['flow']}/builder/"
        loads = [_load(page, address) for _ in range(LOADS)]
        found = {
            "nodes": stored["nodes"],
            "drawn": page.locator(".react-flow__node").count(),
            "load_ms": {"first": loads[0], "best": min(loads), "all": loads},
            "drag_node": _dragged(page, ".react-flow__node >> nth=8"),
            "drag_canvas": _dragged(page, ".react-flow__pane"),
        }
        browser.close()
    return found


def _cookie(product: Product, session: str) -> Any:
    host = urlsplit(product.address).hostname
    return {"name": "sessionid", "value": session, "domain": host, "path": "/"}


def _load(page: Any, address: str) -> int:
    """Milliseconds from asking for the page to nodes that can be touched."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(".react-flow__node").first.wait_for(timeout=_PATIENCE_MS)
    page.locator(".react-flow__edge").first.wait_for(state="attached", timeout=_PATIENCE_MS)
    return round((time.perf_counter() - began) * 1000)


def _dragged(page: Any, what: str) -> dict[str, float]:
    box = page.locator(what).bounding_box()
    if box is None:
        raise BenchError(f"{what} is not on the screen")
    x, y = box["x"] + min(box["width"] / 2, 400), box["y"] + min(box["height"] / 4, 60)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_WATCH)
    for step in range(MOVES):
        there = step if step < MOVES / 2 else MOVES - step
        page.mouse.move(x + there * 2, y + there)
    frames = page.evaluate(_STOP)
    page.mouse.up()
    return _figures(frames)


def _figures(frames: Mapping[str, list[float]]) -> dict[str, float]:
    work, between = sorted(frames["work"]), sorted(frames["between"])
    return {
        "frames": len(between),
        "work_median_ms": round(statistics.median(work), 2),
        "work_p95_ms": round(work[int(len(work) * 0.95)], 2),
        "between_median_ms": round(statistics.median(between), 2),
        "between_p95_ms": round(between[int(len(between) * 0.95)], 2),
        "longest_ms": round(between[-1], 2),
    }


def readable(results: Mapping[str, Any]) -> str:
    """A table."""
    load = results["load_ms"]
    rows = [
        (
            name,
            one["frames"],
            f"{one['work_median_ms']:.1f} / {one['work_p95_ms']:.1f}",
            f"{one['between_median_ms']:.1f} / {one['between_p95_ms']:.1f}",
            f"{one['longest_ms']:.0f}",
        )
        for name, one in (
            ("a node", results["drag_node"]),
            ("the canvas", results["drag_canvas"]),
        )
    ]
    head = ("dragging", "frames", "work p50 / p95 ms", "between p50 / p95 ms", "longest ms")
    note = (
        f"{results['nodes']} nodes, {results['drawn']} of them drawn; loaded in "
        f"{load['first']} ms the first time, {load['best']} ms at best"
    )
    return "\n".join([screen.table(head, rows), "", note])
