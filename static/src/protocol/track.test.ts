// @vitest-environment node
import { describe, expect, it } from "vitest";

import { CatchUp } from "./catchup";
import type { DeltaFrame, EntryView, State, TypingFrame, WaitingFrame } from "./generated/frames";
import { emptyView, foldAll } from "./reduce";
import { FakeClock, posted, viewAt } from "./testing";
import {
  emptyTrack,
  heardOf,
  isBehind,
  reduce,
  trackOf,
  withoutFleeting,
  type ConversationFrame,
  type Track,
} from "./track";

const entry = (view: EntryView): ConversationFrame => ({
  type: "entry",
  conversation: "c-1",
  entry: view,
});
const delta = (turn: number, offset: number, text: string): DeltaFrame => ({
  type: "delta",
  conversation: "c-1",
  turn,
  offset,
  text,
});
const typing = (author: TypingFrame["author"], on: boolean): TypingFrame => ({
  type: "typing",
  conversation: "c-1",
  author,
  name: "Ada",
  on,
});
const waiting = (position: number): WaitingFrame => ({
  type: "waiting",
  conversation: "c-1",
  position,
  low_s: null,
  high_s: null,
  note: "",
  opens_at: null,
  ways: [],
});
const moved = (seq: number, state: State): ConversationFrame =>
  entry({ seq, kind: "conversation.moved", at: "", state, payload: { move: "escalate" } });
const all = (frames: ConversationFrame[], start: Track = emptyTrack("c-1")): Track =>
  frames.reduce(reduce, start);

describe("numbered frames", () => {
  it("applies what follows and ignores what it has", () => {
    const track = all([entry(posted(1)), entry(posted(1)), entry(posted(2))]);
    expect(track.view.items.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(isBehind(track)).toBe(false);
  });

  it("does not apply over a gap, and says that it is behind", () => {
    const track = all([entry(posted(1)), entry(posted(3))]);
    expect(track.view.seq).toBe(1);
    expect(isBehind(track)).toBe(true);
  });

  it("learns from a heartbeat that it is behind", () => {
    expect(isBehind(heardOf(trackOf(viewAt(4)), 5))).toBe(true);
    expect(isBehind(heardOf(trackOf(viewAt(4)), 4))).toBe(false);
  });

  it("ignores frames of other conversations", () => {
    const track = emptyTrack("c-2");
    expect(reduce(track, entry(posted(1)))).toBe(track);
  });

  it("starts again from a snapshot, but never goes back to an older one", () => {
    const track = all([entry(posted(1)), entry(posted(2))]);
    const newer = { type: "snapshot", conversation: "c-1", view: viewAt(9) } as const;
    const older = { type: "snapshot", conversation: "c-1", view: viewAt(1) } as const;
    expect(reduce(track, newer).view.seq).toBe(9);
    expect(reduce(track, older).view).toBe(track.view);
  });

  it("puts older items before its own, once", () => {
    const start = trackOf(viewAt(5, { items: foldAll(viewAt(4), [posted(5)]).items, more: true }));
    const items = foldAll(viewAt(2), [posted(3), posted(4), posted(5)]).items;
    const track = reduce(start, { type: "history", conversation: "c-1", items, more: false });
    expect(track.view.items.map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(track.view.more).toBe(false);
  });
});

describe("the answer under way", () => {
  it("grows by deltas and is replaced by the message", () => {
    const under = all([delta(1, 0, "Unlock "), delta(1, 7, "it.")]);
    expect(under.stream?.text).toBe("Unlock it.");
    expect(reduce(under, entry(posted(1))).stream).toBeNull();
  });

  it("counts characters as the server does", () => {
    expect(all([delta(1, 0, "👍 "), delta(1, 2, "yes")]).stream?.text).toBe("👍 yes");
  });

  it("overwrites what is sent twice and ignores what does not follow", () => {
    const track = all([delta(1, 0, "Unlock it"), delta(1, 7, "it. Then"), delta(1, 99, "lost")]);
    expect(track.stream?.text).toBe("Unlock it. Then");
  });

  it("is withdrawn by an empty text and may begin anew", () => {
    const track = all([delta(1, 0, "Wrong"), delta(1, 0, "")]);
    expect(track.stream).toBeNull();
    expect(reduce(track, delta(1, 0, "Right")).stream?.text).toBe("Right");
  });

  it("does not come back after its message", () => {
    const track = all([delta(4, 0, "Yes"), entry(posted(1)), delta(4, 0, "Yes")]);
    expect(track.stream).toBeNull();
  });

  it("ends when somebody else owns the next word", () => {
    const joined: EntryView = {
      seq: 1,
      kind: "agent.joined",
      at: "",
      state: "with_agent",
      payload: { agent: { id: 1, name: "Ada" } },
    };
    const track = all([delta(1, 0, "I think"), entry(joined), delta(1, 7, " that")]);
    expect(track.stream).toBeNull();
    expect(track.view.agent?.name).toBe("Ada");
  });

  it("is forgotten after a reconnect", () => {
    const track = withoutFleeting(all([delta(1, 0, "Hm"), typing("assistant", true)]));
    expect([track.stream, track.typing]).toEqual([null, null]);
  });
});

describe("typing", () => {
  it("is not believed of an assistant that does not own the next word", () => {
    const track = trackOf(viewAt(3, { state: "with_agent" }));
    expect(reduce(track, typing("assistant", true))).toBe(track);
    expect(reduce(track, delta(1, 0, "But I"))).toBe(track);
    expect(reduce(track, typing("agent", true)).typing).not.toBeNull();
  });

  it("starts, stops, and stops with the message", () => {
    const on = all([typing("agent", true)]);
    expect(on.typing).toEqual({ author: "agent", name: "Ada" });
    expect(reduce(on, typing("assistant", false)).typing).not.toBeNull();
    expect(reduce(on, typing("agent", false)).typing).toBeNull();
    expect(reduce(on, entry(posted(1, { author: "agent" }))).typing).toBeNull();
  });
});

describe("the wait", () => {
  const queued = trackOf(viewAt(3, { state: "queued" }));
  const snapshot = (seq: number, state: State): ConversationFrame => ({
    type: "snapshot",
    conversation: "c-1",
    view: viewAt(seq, { state }),
  });

  it("is what was said last, also while somebody is asked", () => {
    const track = all([waiting(4), waiting(3), moved(4, "offered")], queued);
    expect(track.waiting?.position).toBe(3);
  });

  it("ends when somebody joins, and is not believed afterwards", () => {
    const track = all([waiting(1), moved(4, "with_agent")], queued);
    expect(track.waiting).toBeNull();
    expect(reduce(track, waiting(1))).toBe(track);
  });

  it("outlives a snapshot, but not a broken line", () => {
    const track = all([waiting(2)], queued);
    expect(reduce(track, snapshot(9, "queued")).waiting?.position).toBe(2);
    expect(reduce(track, snapshot(9, "closed")).waiting).toBeNull();
    expect(withoutFleeting(track).waiting).toBeNull();
  });
});

describe("lossy lines", () => {
  const KINDS = ["visitor", "assistant", "agent"];

  /** Plays `count` entries over a line that loses, doubles, delays and cuts. */
  function play(seed: number, count: number): { got: Track; entries: EntryView[] } {
    const chance = new FakeClock(seed);
    const catchUp = new CatchUp();
    const pick = (n: number): number => Math.floor(chance.random() * n);
    const entries = Array.from({ length: count }, (_, index) =>
      posted(index + 1, { author: KINDS[pick(3)] }),
    );
    let track = emptyTrack("c-1");
    let line: ConversationFrame[] = [];
    let known = 0;
    const answer = (after: number, lossy: boolean): void => {
      if (lossy && chance.random() < 0.2) return;
      line.push({
        type: "entries",
        conversation: "c-1",
        entries: entries.slice(after, known),
        seq: known,
      });
    };
    const receive = (lossy: boolean): void => {
      const frame = line.splice(pick(Math.min(line.length, 4)), 1)[0];
      if (frame) track = reduce(track, frame);
      const after = catchUp.ask(track, chance.now());
      if (after !== null) answer(after, lossy);
    };
    while (known < count) {
      const next = entry(entries[known++] as EntryView);
      if (chance.random() > 0.2) line.push(next);
      if (chance.random() < 0.15) line.push(next);
      if (chance.random() < 0.03) line = []; // the connection broke
      if (chance.random() < 0.7) receive(true);
      chance.advance(300);
    }
    while (line.length) receive(false);
    // One heartbeat on a line that has become good.
    chance.advance(30_000);
    track = heardOf(track, known);
    const after = catchUp.ask(track, chance.now());
    if (after !== null) answer(after, false);
    while (line.length) receive(false);
    return { got: track, entries };
  }

  it("end in the same view as the whole fold", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { got, entries } = play(seed, 60);
      expect(got.view, `seed ${seed}`).toEqual(foldAll(emptyView("c-1"), entries));
    }
  });
});
