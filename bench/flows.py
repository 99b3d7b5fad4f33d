"""How fast flows walk and are proven, on one core: no database, no sockets, only the pure parts."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench import screen
from flows.effects import AskForm
from flows.engine import advance
from flows.graph import parse
from flows.nodes import NODES
from flows.program import OneProgram, Program
from flows.proof import prove
from flows.recipes import RECIPES
from flows.types import Happening, HappeningKind, QueueFigures, Run, WaitFor

SIZES = (50, 200)
AIM_STEPS_S = 20_000
AIM_PROOF_MS = 50.0

_REPEATS = 5
_K = HappeningKind
_VALUES = {"rating": "5", "email": "ada@example.com", "yes_no": "yes", "phone": "+44 20 1"}
_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Quiet:
    """A world in which nothing changes: a person is free, and facts are as they are."""

    now = _NOW
    facts: Mapping[str, Any] = {
        "escalated": True,
        "state": "assistant",
        "episode": 1,
        "epoch": 1,
        "visitor.name": "Ada",
        "page": "https://shop.example/pricing",
        "language": "en",
    }
    figures = QueueFigures("default", True, 2, 1, 0)

    def fact(self, name: str) -> Any:
        """The fact, or None."""
        return self.facts.get(name)

    def queue(self, slug: str) -> QueueFigures:
        """Every queue stands the same."""
        return self.figures


def walked(library: OneProgram, world: Quiet) -> int:
    """One conversation from its beginning to its end; returns the steps that it took."""
    happening: Happening | None = Happening(_K.BEGUN)
    run, steps, form = Run(version=0), 0, None
    while happening is not None:
        went = advance(library, run, happening, world)
        run, steps = went.run, steps + len(went.steps)
        form = next((one for one in went.effects if isinstance(one, AskForm)), form)
        happening = _next(run, form)
    return steps


def _next(run: Run, form: AskForm | None) -> Happening | None:
    """What a helpful world does next; None when the run is over."""
    match run.waiting_for:
        case WaitFor.VISITOR:
            return Happening(_K.ESCALATED, learned={"reason": "human_requested"})
        case WaitFor.AGENT:
            return Happening(_K.AGENT_RESOLVED)
        case WaitFor.FORM if form is not None:
            values = {field["name"]: _value(field) for field in form.fields}
            return Happening(_K.FORM_SETTLED, {"form_id": form.form_id, "values": values})
        case WaitFor.CALL:
            return Happening(_K.CALL_DONE, {"ok": True, "status": 200})
        case WaitFor.TIME:
            return Happening(_K.TIMED_OUT)
    return None


def _value(field: Mapping[str, Any]) -> str:
    options = field.get("options")
    return str(options[0]["value"]) if options else _VALUES.get(field["kind"], "words")


def measure(seconds: float) -> dict[str, Any]:
    """Steps a second for each recipe, and how long the proof takes; best of several rounds."""
    world = Quiet()
    rates = {}
    for recipe in RECIPES:
        library = OneProgram(Program.of(parse(recipe.graph())))
        rates[recipe.slug] = _rate(partial(walked, library, world), seconds)
    proofs = {size: _proof_ms(long_flow(size)) for size in SIZES}
    return {
        "steps_a_second": rates,
        "slowest": min(rates.values()),
        "kinds": len(NODES),
        "proof_ms": proofs,
    }


def _rate(work: Callable[[], int], seconds: float) -> float:
    best = 0.0
    for _ in range(_REPEATS):
        count, began = 0, time.process_time()
        while (spent := time.process_time() - began) < seconds / _REPEATS:
            count += sum(work() for _ in range(100))
        best = max(best, count / spent)
    return best


def _proof_ms(data: Mapping[str, Any]) -> dict[str, float]:
    """Of reading and proving a stored graph, as the builder asks for it with each key."""
    took = []
    gc.collect()
    for _ in range(40):
        began = time.process_time()
        found = prove(parse(data))
        took.append((time.process_time() - began) * 1000)
        assert not any(one.level == "error" for one in found), found[0]
    took.sort()
    return {"p50": statistics.median(took), "p95": took[int(len(took) * 0.95)]}


def long_flow(size: int) -> dict[str, Any]:
    """About so many nodes: the recipes one behind the other, each entered from the ends before."""
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, str]] = []
    entry = ""
    for number in range(1000):
        if len(nodes) >= size:
            break
        data = RECIPES[number % len(RECIPES)].graph()
        first = next(edge["target"] for edge in data["edges"] if edge["source"] == "start")
        if number == 0:
            nodes.append(data["nodes"][0])
            edges.append({"source": "start", "port": "next", "target": f"{first}-0"})
        for edge in edges:
            if edge["target"] == entry:
                edge["target"] = f"{first}-{number}"
        nodes = [node for node in nodes if node["id"] != entry]
        nodes += (_renamed(node, number) for node in data["nodes"] if node["kind"] != "start")
        edges += (
            {**edge, "source": f"{edge['source']}-{number}", "target": f"{edge['target']}-{number}"}
            for edge in data["edges"]
            if edge["source"] != "start"
        )
        entry = f"end-{number}"
    return {"nodes": nodes, "edges": edges}


def _renamed(node: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {**node, "id": f"{node['id']}-{number}"}


def readable(results: Mapping[str, Any]) -> str:
    """Two tables."""
    rates = [(slug, f"{rate:,.0f}") for slug, rate in results["steps_a_second"].items()]
    proofs = [
        (size, f"{one['p50']:.1f}", f"{one['p95']:.1f}")
        for size, one in results["proof_ms"].items()
    ]
    return "\n".join(
        [
            screen.table(("flow", f"steps a second (aim {AIM_STEPS_S:,})"), rates),
            "",
            screen.table(("nodes", f"proof p50 ms (aim {AIM_PROOF_MS:.0f})", "p95"), proofs),
        ]
    )
