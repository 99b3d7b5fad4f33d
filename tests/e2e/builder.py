"""The flow builder in a manager's window; counts what the person at it does."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Builder:
    """Every click, every text written and every drag is one action."""

    def __init__(self, page: Page, base: str, flow: int) -> None:
        self.page = page
        self.actions = 0
        self.palette = page.get_by_role("complementary", name="Nodes to add")
        self.canvas = page.locator(".fb-canvas")
        self.dock = page.locator(".fb-dock")
        self.dialog = page.get_by_role("dialog")
        self.log = page.get_by_role("log", name="Conversation of the test")
        self.rows = page.locator(".fb-rows > li")
        page.goto(f"{base}/admin/flows/flow/{flow}/builder/")
        expect(page.get_by_role("button", name="Publish")).to_be_visible()

    def node(self, name: str) -> Locator:
        """The card of a node on the canvas, by its name."""
        exact = re.compile(f"^{re.escape(name)}$")
        title = self.page.locator(".fb-node-name strong").filter(has_text=exact)
        return self.canvas.locator(".react-flow__node").filter(has=title)

    def port(self, node: str, port: str) -> Locator:
        """The round handle from which a connection is drawn."""
        line = self.node(node).locator(".fb-port").filter(has_text=port)
        return line.locator(".react-flow__handle")

    def click(self, target: Locator) -> None:
        """One click."""
        self.actions += 1
        target.click()

    def add(self, kind: str) -> None:
        """A node after the one that is selected, by one click in the palette."""
        self.click(self.palette.get_by_role("button", name=kind, exact=True))

    def write(self, label: str, text: str, *, entry: int = 0) -> None:
        """Into a field of the settings, or of the entry of a list there: a click, and the text."""
        place = self.dock.locator(".fb-entry").nth(entry - 1) if entry else self.dock
        field = place.get_by_label(label, exact=True).first
        self.click(field)
        self.actions += 1
        field.fill(text)

    def choose(self, label: str, option: str) -> None:
        """From a list of the settings."""
        self.actions += 1
        self.dock.get_by_label(label, exact=True).select_option(label=option)

    def lead(self, port: str, target: str) -> None:
        """In the settings of the selected node: this way out leads to that node."""
        self.actions += 1
        select = self.dock.get_by_role("combobox", name=re.compile(f"{port}$"))
        select.select_option(label=target)

    def connect(self, node: str, port: str, target: str) -> None:
        """Draws a connection from the port to the node."""
        self._drag(self.port(node, port), self.node(target).locator(".fb-in"))

    def draw_out(self, node: str, port: str, kind: str, *, dx: int, dy: int) -> None:
        """Draws a connection into the empty canvas, and takes a kind from the menu there."""
        start = self._middle(self.port(node, port))
        self._drag_between(start, (start[0] + dx, start[1] + dy))
        menu = self.page.get_by_role("dialog", name="Add a node here")
        self.click(menu.get_by_role("option", name=re.compile(f"^{kind}")))

    def more(self, item: str) -> None:
        """From the menu of what is needed less often."""
        self.click(self.page.get_by_role("button", name="More", exact=True))
        self.click(self.page.get_by_role("button", name=item, exact=True))

    def is_saved(self) -> None:
        """All changes are on the server."""
        expect(self.page.locator(".fb-saving")).to_contain_text(re.compile("Saved"))

    def publish(self, note: str) -> None:
        """Goes live with a note, and sees that it did."""
        self.click(self.page.get_by_role("button", name="Publish", exact=True))
        field = self.dialog.get_by_label("What changed, and why?")
        self.click(field)
        self.actions += 1
        field.fill(note)
        self.click(self.dialog.get_by_role("button", name="Publish now"))
        expect(self.page.get_by_text(re.compile("Version [0-9]+ is live"))).to_be_visible()

    def try_out(self, text: str) -> None:
        """Says something in the test drawer, which is opened and started if need be."""
        if not self.log.is_visible():
            self.page.get_by_role("button", name="Test", exact=True).click()
            self.dock.get_by_role("button", name="Start the test").click()
        field = self.dock.get_by_label("The visitor writes")
        field.fill(text)
        field.press("Enter")
        expect(self.log).to_contain_text(text)

    def _drag(self, start: Locator, end: Locator) -> None:
        self._drag_between(self._middle(start), self._middle(end))

    def _drag_between(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.actions += 1
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
        mouse.move(*end, steps=4)
        mouse.up()

    @staticmethod
    def _middle(target: Locator) -> tuple[float, float]:
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box, "it cannot be seen"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


NAME = """() => {
    const one = document.activeElement;
    const label = one.labels?.[0] ?? one;
    return (one.getAttribute("aria-label") ?? label.innerText ?? "").trim();
}"""
MOST_TABS = 150


class Keyboard:
    """Somebody without a mouse: goes from control to control, and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, name: str, *, back: bool = False) -> None:
        """Presses Tab (with Shift if `back`) until the control of this name has the focus."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate(NAME) == name:
                return
        raise AssertionError(f"{name!r} cannot be reached by keyboard")

    def press_on(self, name: str, *, back: bool = False) -> None:
        """Enter on the control of this name."""
        self.go_to(name, back=back)
        self.page.keyboard.press("Enter")

    def type(self, text: str, *keys: str) -> None:
        """Writes where the focus is, then presses these keys."""
        self.page.keyboard.type(text)
        for key in keys:
            self.page.keyboard.press(key)
