"""What the supervisor says to the person who started it."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence

from config.supervisor.layout import Layout
from config.supervisor.website import Website

Login = tuple[str, str, str, str]  # role, user name, password, path of the page


def note(text: str) -> None:
    """One line about something that happened."""
    print(text, file=sys.stderr, flush=True)


def ready(website: Website, layout: Layout, took_s: float, logins: Sequence[Login]) -> None:
    """The block that ends a start: where things are, who can log in, how to stop."""
    lines = ["", f"Baton is running (started in {took_s:.1f} s)", ""]
    pages = [("Inbox", "/inbox/"), ("Admin", "/admin/")]
    if logins:
        pages.insert(0, ("Demo site", "/demo/"))
    lines += [f"  {title:<11}{website.address}{path}" for title, path in pages]
    if logins:
        lines += ["", "Demo logins", *_login_lines(logins)]
        if not website.is_private:
            lines += ["", "Whoever reaches this machine can log in like that: set BATON_DEMO=0."]
    lines += ["", f"  Data       {layout.root}", f"  Logs       {layout.logs}"]
    lines += ["", "Ctrl+C stops everything.", ""]
    print("\n".join(lines), flush=True)


def demo_logins() -> list[Login]:
    """The demo's accounts, as `config.demo` tells them; none while there is no such module."""
    try:
        found = importlib.util.find_spec("config.demo")
    except ModuleNotFoundError:
        return []
    if found is None or found.origin is None:
        return []
    return list(importlib.import_module("config.demo").logins())


def _login_lines(logins: Sequence[Login]) -> list[str]:
    widths = [max(len(login[column]) for login in logins) for column in range(3)]
    return [
        "  " + "  ".join(f"{login[i]:<{widths[i]}}" for i in range(3)) + f"  {login[3]}"
        for login in logins
    ]
