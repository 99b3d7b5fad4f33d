"""A draft tried out: a conversation that does not exist walks it in a world that somebody made up.

The same engine, the same rules. Nothing is stored, nobody is told, no other system is called;
between two events everything is in the hands of whoever tries, signed.
"""

from flows.trying.events import try_out
from flows.trying.forms import EventForm, TryError, WorldForm, read_form
from flows.trying.trial import Tried

__all__ = ["EventForm", "Tried", "TryError", "WorldForm", "read_form", "try_out"]
