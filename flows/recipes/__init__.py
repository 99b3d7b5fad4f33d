"""Flows to begin with, one for each use that teams have for them; pure.

Queues, policies and assistants are left to the defaults: an installation may have no others.
"""

from __future__ import annotations

from flows.recipes.after_hours import AFTER_HOURS
from flows.recipes.complex_product import COMPLEX_PRODUCT
from flows.recipes.high_volume import HIGH_VOLUME
from flows.recipes.hosting import HOSTING
from flows.recipes.regulated import REGULATED
from flows.recipes.sales import SALES
from flows.recipes.sheet import Recipe

__all__ = ["RECIPES", "Recipe"]

RECIPES: tuple[Recipe, ...] = (
    HOSTING,
    HIGH_VOLUME,
    COMPLEX_PRODUCT,
    REGULATED,
    AFTER_HOURS,
    SALES,
)
"""In the order in which they are offered."""
