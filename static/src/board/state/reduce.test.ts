import { describe, expect, it } from "vitest";

import { at, boardOf, promiseOf, queueOf, START, waitOf } from "../testing";
import { initialState, promiseKey, reduce, talkKey } from "./reduce";
import type { BoardState, Deed, Happening } from "./types";

const deed: Deed = { key: promiseKey(1), path: "", body: {}, said: () => "Done." };

function after(...happenings: Happening[]): BoardState {
  return happenings.reduce(reduce, initialState(true));
}
function frame(board: ReturnType<typeof boardOf>, now = START): Happening {
  return { type: "frame", event: board, now };
}

describe("a board", () => {
  it("replaces the one before, and tells how far the clocks are apart", () => {
    const state = after(frame(boardOf({ waiting: [waitOf(1)] })), frame(boardOf({}, 5), START));
    expect(state.board?.waiting).toEqual([]);
    expect(state.offsetMs).toBe(5000);
  });

  it("that is older than what is shown is left out", () => {
    const state = after(frame(boardOf({ waiting: [waitOf(1)] }, 10)), frame(boardOf({}, 5)));
    expect(state.board?.now).toBe(at(10));
  });

  it("keeps a row whose menu is open, and lets it go when that is closed", () => {
    const rows = { promises: [promiseOf(1), promiseOf(2)] };
    const menu = `${promiseKey(1)}/drop`;
    const open = after(
      frame(boardOf(rows)),
      { type: "local.menu", menu },
      frame(boardOf({ promises: [promiseOf(2)] }, 1)),
    );
    expect(open.board?.promises.map(({ id }) => id)).toEqual([1, 2]);
    const closed = reduce(open, { type: "local.menu", menu: null });
    const next = reduce(closed, frame(boardOf({ promises: [promiseOf(2)] }, 2)));
    expect(next.board?.promises.map(({ id }) => id)).toEqual([2]);
  });

  it("forgets the chosen queue when it is gone", () => {
    const chosen = after(frame(boardOf()), { type: "local.queue", queue: 2 });
    expect(reduce(chosen, frame(boardOf({}, 1))).queue).toBe(2);
    const without = boardOf({ queues: [queueOf(1, "Support")] }, 2);
    expect(reduce(chosen, frame(without)).queue).toBeNull();
  });
});

describe("a deed", () => {
  it("that was not possible says so at its row, which stays until that was read", () => {
    const key = talkKey("talk-1");
    const refused = after(
      frame(boardOf({ waiting: [waitOf(1)] })),
      { type: "local.begun", key },
      { type: "local.refused", deed: { ...deed, key }, text: "Ada has this conversation." },
      frame(boardOf({}, 1)),
    );
    expect(refused.problems).toEqual({ [key]: "Ada has this conversation." });
    expect(refused.board?.waiting).toHaveLength(1);
    expect(refused.busy.size).toBe(0);
    const read = reduce(reduce(refused, { type: "local.read", key }), frame(boardOf({}, 2)));
    expect(read.board?.waiting).toHaveLength(0);
  });

  it("that is done closes its menu, shows the board after it and offers the way back", () => {
    const undo: Deed = { ...deed, said: () => "Back." };
    const done = after(
      frame(boardOf({ promises: [promiseOf(1)] })),
      { type: "local.menu", menu: `${deed.key}/keep` },
      { type: "local.begun", key: deed.key },
      { type: "local.done", deed: { ...deed, undo }, told: 0, board: boardOf({}, 1), now: START },
    );
    expect(done.menu).toBeNull();
    expect(done.board?.promises).toEqual([]);
    expect(done.toasts).toEqual([{ id: 1, text: "Done.", undo }]);
  });
});
