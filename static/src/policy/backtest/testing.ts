/** A small result as the server sends it, and a server that streams it. */

import type { Result } from "./types";

const none = { total: 0, conversations: [] };
const row = {
  id: "5f1c6c1e-0000-4000-8000-000000000007",
  number: 7,
  decision: 70,
  change: "newly_escalated" as const,
  at: "2026-03-02T09:05:00+00:00",
  live: null,
  draft: { rule: "words", kind: "keyword", reason: "keyword", label: "Keyword or phrase" },
  known: true,
};

/** Hours since 1970 of Monday, 2 March 2026, nine o'clock UTC. */
export const NINE = Date.UTC(2026, 2, 2, 9) / 3_600_000;

export function resultOf(given: Partial<Result> = {}): Result {
  const newly = { total: 1, conversations: [row] };
  return {
    against: { policy: "standard", version: 2, rules: 2 },
    since: "2026-03-01T00:00:00+00:00",
    until: "2026-03-08T00:00:00+00:00",
    turns: 9,
    ratings: 0,
    conversations: 4,
    changes: {
      newly_escalated: newly,
      no_longer_escalated: none,
      earlier: none,
      later: none,
      other_reason: none,
      unchanged: { total: 3, conversations: [] },
    },
    unknown: 0,
    by_trigger: [
      { kind: "keyword", label: "Keyword or phrase", counts: { newly_escalated: 1 }, ...newly },
    ],
    by_rule: [],
    escalated: { live: 1, draft: 2 },
    hours: [
      [NINE, 0, 1],
      [NINE + 1, 1, 1],
    ],
    answers: { wrong_caught: none, right_wasted: none, wrong_let_through: none, right_freed: none },
    outdated: none,
    unreadable: none,
    curve: {
      rule: { key: "sure", index: 1 },
      threshold: 0.5,
      conversations: 4,
      steps: [1, 2, 1],
      at: [-1, 0.8, 0.4, 0.6],
      hour0: NINE,
      hours: [0, 0, 1, 0],
      answers: [
        [0.8, 1],
        [0.4, 0],
      ],
    },
    staffing: { agents: 1, slots: 2, minutes: 30, handled: 0 },
    ...given,
  };
}

/** A fetch that streams these lines, cut wherever a network may cut them. */
export function streaming(...lines: unknown[]): typeof fetch {
  const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const middle = Math.floor(bytes.length / 2);
  return async () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, middle));
          controller.enqueue(bytes.slice(middle));
          controller.close();
        },
      }),
    );
}

export function refusing(status: number, body: unknown = {}): typeof fetch {
  return async () => new Response(JSON.stringify(body), { status });
}
