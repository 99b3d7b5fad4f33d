import { describe, expect, it } from "vitest";

import type { Row } from "../../protocol";
import { after, at, COUNTS, idOf, left, rowOf, waiting, WELCOME, withAda } from "../testing";
import { neighbour, shownRows } from "./rows";
import type { InboxEvent, InboxState, Tab } from "./types";

function listed(tab: Tab, rows: Row[], more = false): InboxEvent[] {
  return [
    { type: "local.tab", tab },
    { type: "local.listed", ref: "r1", tab, search: "", older: false },
    { type: "rows", ref: "r1", rows, counts: COUNTS, more },
  ];
}

const numbers = (state: InboxState, tab: Tab, queue = ""): number[] =>
  shownRows(state, tab, queue).map(({ number }) => number);

describe("a list", () => {
  it("shows the newest words first", () => {
    const state = after([WELCOME, ...listed("all", [rowOf(1), rowOf(3), rowOf(2)])]);
    expect(numbers(state, "all")).toEqual([3, 2, 1]);
  });

  it("shows what waits by urgency, people before messages, then by how long", () => {
    const rows = [
      waiting(1),
      waiting(2, { priority: 95 }),
      waiting(3, { waiting_since: at(0) }),
      left(4, { priority: 95, waiting_since: at(0) }),
      left(5, { waiting_since: at(0) }),
      left(6, { waiting_since: null, priority: 99 }),
      left(7, { state: "offered", waiting_since: at(-9) }),
    ];
    const state = after([WELCOME, ...listed("waiting", rows)]);
    expect(numbers(state, "waiting")).toEqual([2, 4, 3, 1, 7, 5, 6]);
  });

  it("shows one queue alone", () => {
    const rows = [waiting(1, { queue: "Sales" }), waiting(2, { queue: "Support" })];
    const state = after([WELCOME, ...listed("waiting", rows)]);
    expect(numbers(state, "waiting", "Sales")).toEqual([1]);
  });

  it("does not take an answer to an older question", () => {
    const state = after([
      WELCOME,
      { type: "local.listed", ref: "r1", tab: "all", search: "", older: false },
      { type: "local.listed", ref: "r2", tab: "all", search: "x", older: false },
      { type: "rows", ref: "r1", rows: [rowOf(1)], counts: COUNTS, more: false },
    ]);
    expect(numbers(state, "all")).toEqual([]);
    expect(state.lists.all.status).toBe("loading");
  });

  it("adds an older page below", () => {
    const state = after([
      WELCOME,
      ...listed("all", [rowOf(9), rowOf(8)], true),
      { type: "local.listed", ref: "r2", tab: "all", search: "", older: true },
      { type: "rows", ref: "r2", rows: [rowOf(7)], counts: COUNTS, more: false },
    ]);
    expect(numbers(state, "all")).toEqual([9, 8, 7]);
    expect(state.lists.all).toMatchObject({ more: false, cursor: at(7), status: "ready" });
  });

  it("says so when it cannot be loaded", () => {
    const state = after([
      WELCOME,
      { type: "local.listed", ref: "r1", tab: "mine", search: "", older: false },
      { type: "error", ref: "r1", code: "unavailable", message: "Not available." },
    ]);
    expect(state.lists.mine).toMatchObject({ status: "failed", error: "Not available." });
    expect(state.toasts).toEqual([]);
  });
});

describe("a row that changes", () => {
  it("replaces an older one, and not a newer one", () => {
    const base = after([WELCOME, ...listed("all", [rowOf(1, { seq: 5, last_text: "five" })])]);
    const newer = after([{ type: "row", row: rowOf(1, { seq: 6, last_text: "six" }) }], base);
    const older = after([{ type: "row", row: rowOf(1, { seq: 4, last_text: "four" }) }], newer);
    expect(older.rows[idOf(1)]?.last_text).toBe("six");
    expect(older).toBe(newer);
  });

  it("brings the number of unread words under the same number", () => {
    const base = after([WELCOME, ...listed("all", [rowOf(1, { seq: 5, unread: 2 })])]);
    const read = after([{ type: "row", row: rowOf(1, { seq: 5, unread: 0 }) }], base);
    expect(read.rows[idOf(1)]?.unread).toBe(0);
  });

  it("shows nothing unread of what was on screen", () => {
    const base = after([
      WELCOME,
      { type: "local.select", id: idOf(1) },
      { type: "local.opened", ref: "", id: idOf(1) },
      { type: "local.seen", id: idOf(1), seq: 5 },
    ]);
    const late = after([{ type: "row", row: withAda(1, { seq: 5, unread: 1 }) }], base);
    expect(late.rows[idOf(1)]?.unread).toBe(0);
    const newer = after([{ type: "row", row: withAda(1, { seq: 6, unread: 1 }) }], base);
    expect(newer.rows[idOf(1)]?.unread).toBe(1);
  });

  it("moves between the tabs", () => {
    const base = after([
      WELCOME,
      { type: "local.listed", ref: "r0", tab: "mine", search: "", older: false },
      { type: "rows", ref: "r0", rows: [], counts: COUNTS, more: false },
      ...listed("waiting", [waiting(1)]),
    ]);
    const taken = after([{ type: "row", row: withAda(1, { seq: 2 }) }], base);
    expect(numbers(taken, "waiting")).toEqual([]);
    expect(numbers(taken, "mine")).toEqual([1]);
  });

  it("is not lost when it comes between question and answer", () => {
    const state = after([
      WELCOME,
      { type: "local.listed", ref: "r1", tab: "waiting", search: "", older: false },
      { type: "row", row: waiting(5) },
      { type: "rows", ref: "r1", rows: [waiting(1)], counts: COUNTS, more: false },
    ]);
    expect(numbers(state, "waiting")).toEqual([1, 5]);
  });

  it("is announced when somebody begins to wait", () => {
    const row = waiting(1, { visitor: "Vera", reason_text: "She asked for a person." });
    const state = after([WELCOME, { type: "row", row }]);
    expect(state.announcement).toBe("Vera is waiting. She asked for a person.");
  });
});

describe("going through the rows", () => {
  const rows = [rowOf(3), rowOf(2), rowOf(1)];
  it("steps down and up, and stays at the ends", () => {
    expect(neighbour(rows, idOf(3), 1)?.number).toBe(2);
    expect(neighbour(rows, idOf(2), -1)?.number).toBe(3);
    expect(neighbour(rows, idOf(1), 1)).toBeNull();
    expect(neighbour(rows, null, 1)?.number).toBe(3);
  });
});
