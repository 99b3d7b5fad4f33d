import { describe, expect, it } from "vitest";

import {
  after,
  entryFrame,
  entryOf,
  idOf,
  line,
  message,
  opened,
  openedFrame,
  withAda,
} from "../testing";
import { firstUnread, isAnswered, isOfferedTo } from "./conversation";
import { decisionTimeline } from "./decisions";
import type { Conversation, InboxState } from "./types";
import { ADA } from "../testing";

const open = (state: InboxState): Conversation => state.conversation as Conversation;
const BRIEF = { why: "Low confidence", reason: "low_confidence", visitor: { name: "Vera" } };

describe("opening", () => {
  it("takes thread, visitor and brief from the snapshot", () => {
    const items = [message(1), line(2, "conversation.escalated", { brief: BRIEF })];
    const state = opened(withAda(1), items, { visitor: { email: "v@x.org" }, brief: BRIEF });
    expect(open(state)).toMatchObject({
      status: "ready",
      brief: { why: "Low confidence", seq: 2 },
      visitor: { name: "Vera", email: "v@x.org", language: "en" },
    });
  });

  it("has no brief when the handoff it came with is over", () => {
    const items = [line(2, "conversation.escalated", { brief: BRIEF })];
    expect(open(opened(withAda(1), items)).brief).toBeNull();
  });

  it("draws the line before what is unread", () => {
    const items = [message(1), message(2, { author: "assistant" }), message(3), message(4)];
    expect(open(opened(withAda(1, { unread: 2 }), items)).newFrom).toBe(3);
    expect(firstUnread(items, 0)).toBeNull();
    expect(firstUnread(items, 3)).toBeNull();
  });

  it("again keeps the older items that were loaded", () => {
    const first = opened(withAda(1), [message(5), message(6)]);
    const older = after(
      [{ type: "history", conversation: idOf(1), items: [message(3), message(4)], more: true }],
      first,
    );
    const again = after([openedFrame(withAda(1), [message(6), message(7)])], older);
    expect(open(again).track.view.items.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7]);
    expect(open(again).track.view.more).toBe(true);
  });

  it("again starts anew when something lies in between", () => {
    const first = opened(withAda(1), [message(1), message(2)]);
    const again = after([openedFrame(withAda(1), [message(8), message(9)])], first);
    expect(open(again).track.view.items.map(({ seq }) => seq)).toEqual([8, 9]);
  });

  it("that fails says why, and can be tried again", () => {
    const failed = after([
      { type: "local.select", id: idOf(1) },
      { type: "local.opened", ref: `open-${idOf(1)}`, id: idOf(1) },
      { type: "error", ref: `open-${idOf(1)}`, code: "not_found", message: "No such." },
    ]);
    expect(open(failed)).toMatchObject({ status: "failed", error: "No such." });
    const again = after([{ type: "local.opened", ref: "", id: idOf(1) }], failed);
    expect(open(again).status).toBe("loading");
  });
});

describe("entries", () => {
  it("bring a new brief with the escalation, which ends with the handing back", () => {
    const base = opened(withAda(1), [message(1)]);
    const escalated = entryOf(2, { kind: "conversation.escalated", payload: { brief: BRIEF } });
    const briefed = after([entryFrame(1, escalated)], base);
    expect(open(briefed).brief).toMatchObject({ seq: 2, why: "Low confidence" });
    const moved = entryOf(3, {
      kind: "conversation.moved",
      state: "assistant",
      payload: { move: "return_to_assistant" },
    });
    expect(open(after([entryFrame(1, moved)], briefed)).brief).toBeNull();
  });

  it("bring news of the visitor, pages and decisions", () => {
    const state = after(
      [
        entryFrame(1, entryOf(2, { kind: "visitor.updated", payload: { email: "v@x.org" } })),
        entryFrame(1, entryOf(3, { kind: "tags.changed", payload: { tags: ["refund"] } })),
        entryFrame(1, entryOf(4, { kind: "page.viewed", payload: { url: "/a", title: "A" } })),
        entryFrame(
          1,
          entryOf(5, { kind: "answer.judged", payload: { turn: 1, verdict: "escalate" } }),
        ),
      ],
      opened(withAda(1), [message(1)]),
    );
    expect(open(state).visitor).toMatchObject({
      email: "v@x.org",
      current_url: "/a",
      tags: ["refund"],
    });
    expect(open(state).judged).toHaveLength(1);
  });

  it("after a gap are not taken, and the gap is known", () => {
    const base = opened(withAda(1), [message(1)]);
    const state = after([entryFrame(1, entryOf(3))], base);
    expect(open(state).track).toMatchObject({ latest: 3, view: { seq: 1 } });
    const healed = after(
      [{ type: "entries", conversation: idOf(1), entries: [entryOf(2), entryOf(3)], seq: 3 }],
      state,
    );
    expect(open(healed).track.view.seq).toBe(3);
  });

  it("that come twice change nothing", () => {
    const base = opened(withAda(1), [message(1)]);
    const judged = entryFrame(1, entryOf(2, { kind: "answer.judged", payload: { turn: 1 } }));
    expect(open(after([judged, judged], base)).judged).toHaveLength(1);
  });

  it("of other conversations are not taken", () => {
    const base = opened(withAda(1), [message(1)]);
    expect(after([entryFrame(2, entryOf(2))], base)).toBe(base);
  });

  it("that come while nobody looks begin the new part", () => {
    const base = opened(withAda(1), [message(1)]);
    const state = after(
      [
        { type: "local.visible", visible: false },
        entryFrame(1, entryOf(2)),
        entryFrame(1, entryOf(3)),
      ],
      base,
    );
    expect(open(state).newFrom).toBe(2);
  });

  it("heard of in a heartbeat are missed", () => {
    const base = opened(withAda(1), [message(1)]);
    const state = after([{ type: "heartbeat", seqs: { [idOf(1)]: 4 } }], base);
    expect(open(state).track.latest).toBe(4);
  });
});

describe("what follows from the thread", () => {
  it("a reply after the brief answers it, a note does not", () => {
    const items = [
      message(1, { author: "agent" }),
      line(2, "conversation.escalated", { brief: BRIEF }),
      message(3, { author: "agent", note: true }),
    ];
    const base = opened(withAda(1), items, { brief: BRIEF });
    expect(isAnswered(open(base))).toBe(false);
    const posted = entryOf(4, { payload: { author: "agent", name: "Ada", text: "Hello" } });
    expect(isAnswered(open(after([entryFrame(1, posted)], base)))).toBe(true);
  });

  it("the newest offer says to whom it is made", () => {
    const offer = (id: number) => line(2, "offer.made", { agent: { id, name: "x" } });
    const row = withAda(1, { state: "offered" });
    expect(isOfferedTo(open(opened(row, [offer(7)])), ADA)).toBe(true);
    expect(isOfferedTo(open(opened(row, [offer(9)])), ADA)).toBe(false);
    const declined = line(3, "offer.declined", { agent: { id: 7 } });
    expect(isOfferedTo(open(opened(row, [offer(7), declined])), ADA)).toBe(false);
  });

  it("decisions are told once, by their own entry or by the thread", () => {
    const items = [
      message(2, { author: "assistant", detail: { turn: 1, confidence: 0.8, decision: "reply" } }),
      message(4, { author: "assistant", detail: { turn: 2, confidence: 0.9, decision: "reply" } }),
      line(6, "conversation.escalated", {
        confidence: 0.4,
        fired: [{ kind: "low", sentence: "Too low.", evidence: [{ text: "why" }] }],
      }),
    ];
    const judged = {
      seq: 3,
      at: "",
      turn: 2,
      stage: "after_answer",
      verdict: "reply",
      confidence: 0.9,
      fired: [],
      evidence: [],
    };
    const told = decisionTimeline([judged], items);
    expect(told.map(({ seq }) => seq)).toEqual([2, 3, 6]);
    expect(told[2]).toMatchObject({ verdict: "escalate", evidence: ["why"] });
    const called = { ...judged, seq: 5, turn: 3, verdict: "escalate", confidence: null };
    const merged = decisionTimeline([judged, called], items);
    expect(merged.map(({ seq }) => seq)).toEqual([2, 3, 5]);
    expect(merged[2]?.evidence).toEqual(["why"]);
  });
});
