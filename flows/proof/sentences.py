"""What the proof found, as one sentence for the manager and a way on the canvas that shows it."""

from __future__ import annotations

from flows.proof.loops import Loop
from flows.proof.model import OWN, Key
from flows.proof.situations import when
from flows.proof.ways import Search, Stranded
from flows.types import Problem


def stranded_problem(search: Search, one: Stranded) -> Problem:
    """Somebody is left with nothing."""
    node, path = _shown(search, one.key, one.path)
    is_elsewhere = one.key[0] != OWN
    port = one.exit.port if one.exit and not is_elsewhere else ""
    here = "a way through the flow that this goes on to" if is_elsewhere else _this(search, one)
    if one.exit is None:
        ending = "goes round in a circle: no person, no end and no message is ever reached"
        code = "never_ends"
    else:
        ending = "ends without a person, a message or an answer"
        code = "dead_end"
    if is_elsewhere:
        code = f"{code}_elsewhere"
    sentence = f"{_when(one)}{here} {ending}."
    return Problem(
        "error", node, sentence[0].upper() + sentence[1:], code=code, port=port, path=path
    )


def loop_problem(search: Search, loop: Loop) -> Problem:
    """A way round that nobody stops."""
    node, shown = _shown(search, loop.way[0], (*search.way_to(loop.way[0]), *loop.way[1:]))
    if not loop.mask:
        message = "This loop never waits for anybody."
        return Problem("error", node, message, code="restless_loop", path=shown)
    moment = when(loop.mask)
    message = (
        f"{moment[0].upper()}{moment[1:]}, this loop goes round by itself without an end: only "
        "time drives it. Lead one of its ways to a person, a message or an end."
    )
    return Problem("error", node, message, code="unattended_loop", path=shown)


def _when(one: Stranded) -> str:
    moment = when(one.mask)
    if one.has_changed:
        changed = "when things change on the way here"
        return f"{changed} ({moment.removeprefix('when ')}), " if moment else f"{changed}, "
    return f"{moment}, " if moment else ""


def _this(search: Search, one: Stranded) -> str:
    place = search.model.places[one.key]
    named = next(
        (port.label for port in place.ports if one.exit and port.name == one.exit.port), ""
    )
    return f"the way “{named}”" if named else "this way"


def _shown(search: Search, key: Key, path: tuple[Key, ...]) -> tuple[str, tuple[str, ...]]:
    """The node of this flow that shows it, and the part of the way that lies in this flow."""
    own = tuple(node for version, node in path if version == OWN)
    if key[0] == OWN:
        return key[1], own
    way = search.way_to(key)
    last = [node for version, node in way if version == OWN]
    return (last[-1] if last else ""), own or tuple(last)
