import { describe, expect, it } from "vitest";

import {
  after,
  entryFrame,
  entryOf,
  idOf,
  message,
  opened,
  waiting,
  WELCOME,
  withAda,
} from "../testing";
import { liveOffers } from "./offers";
import type { Deed, InboxEvent, InboxState } from "./types";

function begun(deed: Deed): InboxEvent {
  return { type: "local.deed", ref: deed.ref, deed };
}
const resolve: Deed = {
  type: "resolve",
  ref: "r1",
  conversation: idOf(1),
  outcome: "resolved",
};
const takeOver: Deed = { type: "take_over", ref: "r2", conversation: idOf(1) };
const texts = ({ toasts }: InboxState): string[] => toasts.map(({ text }) => text);

describe("a deed", () => {
  it("that is done says so", () => {
    const state = after([WELCOME, begun(resolve), { type: "done", ref: "r1", seq: 9 }]);
    expect(texts(state)).toEqual(["Resolved"]);
    expect(state.deeds).toEqual({});
  });

  it("that fails says why", () => {
    const state = after([
      WELCOME,
      begun(takeOver),
      { type: "error", ref: "r2", code: "owned", message: "Abel has this conversation." },
    ]);
    expect(texts(state)).toEqual(["Take over did not work. Abel has this conversation."]);
  });

  it("of taking leads to where the conversation now stands", () => {
    const state = after([
      WELCOME,
      { type: "local.tab", tab: "waiting" },
      begun(takeOver),
      { type: "done", ref: "r2", seq: 3 },
    ]);
    expect(state).toMatchObject({ tab: "mine", selected: idOf(1) });
  });

  it("under way when the line broke is repeated when that is harmless, else it is told", () => {
    const state = after([WELCOME, begun(resolve), begun(takeOver), WELCOME]);
    expect(Object.keys(state.deeds)).toEqual(["r2"]);
    expect(texts(state)[0]).toContain("before “Resolve” was confirmed".replace(/[“”]/g, '"'));
  });
});

describe("words", () => {
  const write = (client_id: string): InboxEvent => ({
    type: "local.write",
    client_id,
    words: { type: "reply", ref: client_id, client_id, conversation: idOf(1), text: "Hello" },
    now: 1,
  });

  it("are pending until their entry comes", () => {
    const base = after([write("c-0000001")], opened(withAda(1), [message(1)]));
    expect(base.outbox).toHaveLength(1);
    const stored = after([{ type: "done", ref: "c-0000001", seq: 2 }], base);
    expect(stored.outbox[0]?.state).toBe("sent");
    const payload = { author: "agent", text: "Hello", client_id: "c-0000001" };
    expect(after([entryFrame(1, entryOf(2, { payload }))], stored).outbox).toEqual([]);
  });

  it("that are refused can be tried again under the same number, or discarded", () => {
    const failed = after([
      write("c-0000001"),
      { type: "error", ref: "c-0000001", code: "not_yours", message: "Abel has it." },
    ]);
    expect(failed.outbox[0]).toMatchObject({ state: "failed", reason: "Abel has it." });
    const again = after([{ type: "local.retry", client_id: "c-0000001" }], failed);
    expect(again.outbox[0]).toMatchObject({ state: "sending", client_id: "c-0000001" });
    expect(after([{ type: "local.discard", client_id: "c-0000001" }], failed).outbox).toEqual([]);
  });

  it("go out again on a new connection", () => {
    const sent = after([write("c-0000001"), { type: "local.flushed", now: 5 }]);
    expect(sent.outbox[0]?.sentAt).toBe(5);
    expect(after([WELCOME], sent).outbox[0]?.sentAt).toBe(0);
  });

  it("of a conversation that is not open are done with once they are stored", () => {
    const state = after([write("c-0000001"), { type: "done", ref: "c-0000001", seq: 2 }]);
    expect(state.outbox).toEqual([]);
  });
});

describe("an offer", () => {
  const row = waiting(1, { state: "offered", seq: 4, deadline_at: "2026-03-02T09:01:00.000Z" });
  const offer: InboxEvent = { type: "offer", row, deadline_at: row.deadline_at ?? "" };
  const before = Date.parse("2026-03-02T09:00:30Z");

  it("stands until its time is over", () => {
    const state = after([WELCOME, offer]);
    expect(liveOffers(state, before)).toHaveLength(1);
    expect(liveOffers(state, before + 31_000)).toEqual([]);
    expect(state.announcement).toContain("Offered to you");
  });

  it("is over when the conversation waits again or went to somebody else", () => {
    const state = after([WELCOME, offer, { type: "row", row: waiting(1, { seq: 5 }) }]);
    expect(state.offers).toEqual([]);
  });

  it("is over when it was declined", () => {
    const decline: Deed = { type: "decline", ref: "r1", conversation: idOf(1) };
    const state = after([WELCOME, offer, begun(decline), { type: "done", ref: "r1", seq: 5 }]);
    expect(state.offers).toEqual([]);
  });

  it("is learnt from the list by a page that was opened meanwhile", () => {
    const state = after([
      WELCOME,
      { type: "local.listed", ref: "r1", tab: "mine", search: "", older: false },
      { type: "rows", ref: "r1", rows: [row], counts: WELCOME.counts, more: false },
    ]);
    expect(state.offers).toHaveLength(1);
  });
});
