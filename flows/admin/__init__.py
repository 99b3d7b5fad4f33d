"""Admin of flows: drawn in the builder, read here; and what runs, turns and calls came to."""

from flows import call_admin
from flows.admin import flows, runs

__all__ = ["call_admin", "flows", "runs"]
