"""The demo: a hosting company's site, its help centre, its people and a week of conversations."""

from __future__ import annotations

SITE_NAME = "Demo site"
DEMO_PASSWORD = "baton-demo"  # noqa: S105 (demo data only; refused outside the demo)


def logins() -> list[tuple[str, str, str, str]]:
    """The demo's people as (role, user name, password, first page)."""
    return [
        ("Agent", "ada", DEMO_PASSWORD, "/inbox/"),
        ("Agent", "abel", DEMO_PASSWORD, "/inbox/"),
        ("Manager", "mona", DEMO_PASSWORD, "/admin/"),
    ]
