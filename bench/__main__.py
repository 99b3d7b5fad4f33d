"""`python -m bench <what> | flows [--json]`: figures, and the machine that they were taken on."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from typing import Any

from bench import (
    backlog,
    backtest,
    builder,
    chat,
    flows,
    handoff,
    machine,
    retrieval,
    screen,
    waits,
)
from bench.processes import CLIENT_CORE, pin
from bench.product import BenchError


def main() -> int:
    """The exit code; figures on standard output, progress on standard error."""
    options = _options()
    # Asked to stop, it leaves through the context managers that stop what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    found: dict[str, Any] = {
        "benchmark": options.benchmark,
        "machine": machine.describe(),
        "versions": machine.versions(),
        "others_busy_share": machine.others_busy_share(),
        "load_average_before": machine.load_average(),
        "pinned": pin(CLIENT_CORE),
    }
    try:
        found |= _measured(options)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print(json.dumps(found, indent=2) if options.json else _readable(found))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "benchmark",
        choices=(
            "chat",
            "handoff",
            "retrieval",
            "backlog",
            "backtest",
            "builder",
            "flows",
            "waits",
        ),
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--open", default="1,50,200,1000", help="open conversations")
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second, in total")
    parser.add_argument("--seconds", type=float, default=15.0, help="measured, after a warm-up")
    parser.add_argument("--chunks", default="10000,100000", help="pieces to search among")
    parser.add_argument("--questions", type=int, default=300, help="asked of each size")
    parser.add_argument("--tasks", type=int, default=backlog.TASKS, help="articles that wait")
    parser.add_argument("--turns", type=int, default=backtest.TURNS, help="stored turns")
    parser.add_argument("--days", type=int, default=waits.DAYS, help="simulated, of each seed")
    parser.add_argument("--quick", action="store_true", help="short, without the highest rate")
    return parser.parse_args()


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    if options.benchmark == "handoff":
        return {"results": handoff.measure(quick=options.quick)}
    if options.benchmark == "retrieval":
        sizes = [int(size) for size in options.chunks.split(",")]
        questions = min(options.questions, 60) if options.quick else options.questions
        found = retrieval.measure(retrieval.Options(sizes, questions, options.quick))
        return {"configuration": vars(options), **found}
    if options.benchmark == "backtest":
        return {"results": backtest.measure(2000 if options.quick else options.turns)}
    if options.benchmark == "builder":
        return {"results": builder.measure()}
    if options.benchmark == "waits":
        return {"results": waits.measure(3 if options.quick else options.days)}
    seconds = 5.0 if options.quick else options.seconds
    if options.benchmark == "flows":
        return {"results": flows.measure(seconds / 5)}
    if options.benchmark == "backlog":
        return {"results": backlog.measure(seconds, options.tasks)}
    plan = chat.Options(
        sizes=[int(size) for size in options.open.split(",")],
        rate=options.rate,
        warm_up_s=2.0 if options.quick else 5.0,
        measured_s=seconds,
        limit_s=5.0,
        quick=options.quick,
    )
    return {"configuration": vars(options), **chat.measure(plan)}


def _readable(found: dict[str, Any]) -> str:
    lines = [
        f"{found['machine']['cpu']}, {found['machine']['cores']} cores; "
        f"others kept {found['others_busy_share']:.0%} of them busy before",
        "",
    ]
    if found["benchmark"] == "handoff":
        return "\n".join([*lines, handoff.readable(found["results"])])
    if found["benchmark"] == "retrieval":
        return "\n".join([*lines, retrieval.readable(found["results"])])
    if found["benchmark"] == "backtest":
        return "\n".join([*lines, backtest.readable(found["results"])])
    if found["benchmark"] == "builder":
        return "\n".join([*lines, builder.readable(found["results"])])
    if found["benchmark"] == "flows":
        return "\n".join([*lines, flows.readable(found["results"])])
    if found["benchmark"] == "waits":
        return "\n".join([*lines, waits.readable(found["results"])])
    if found["benchmark"] == "backlog":
        return "\n".join([*lines, backlog.readable(found["results"])])
    return "\n".join([*lines, _chat_table(found)])


def _chat_table(found: dict[str, Any]) -> str:
    floor = {row["open"]: row for row in found["baseline"]["before"]["rows"]}
    results = found["results"]
    rows = [
        (
            row["open"],
            screen.triple(row["ack_ms"]),
            screen.triple(row["delivery_ms"]),
            screen.number(row["cpu_ms_per_message"]),
            screen.triple(floor[row["open"]]["delivery_ms"]),
            screen.number(row["delivery_ms"]["p50"] / floor[row["open"]]["delivery_ms"]["p50"]),
        )
        for row in results["rows"]
    ]
    head = ("open", "ack ms", "delivery ms", "CPU ms/msg", "bare delivery ms", "ratio p50")
    memory = results["memory"]["mb_per_1000_conversations"]
    more = [
        f"memory per 1,000 conversations: {screen.number(memory)} MB",
        f"idle, all processes: {screen.number(results['memory']['idle_total_mb'])} MB",
    ]
    if "limit" in results:
        limit = results["limit"]
        more.append(f"highest rate at {limit['open']} open: {limit['max_rate']} messages/s")
    for name in ("embedded", "model_0_ms"):
        answers = results["answers"][name]
        more.append(f"first words, {name}: {screen.triple(answers['first_words_ms'])} ms")
    return "\n".join([screen.table(head, rows), "", *more])


if __name__ == "__main__":
    sys.exit(main())
