import { describe, expect, it } from "vitest";

import { ADA, line, message, at } from "../testing";
import { abilitiesOf, standingOf } from "./ability";
import { briefOf, corrected, correctionFor, mergedVisitor, visitorOf } from "./brief";
import { emptyComposer, filledIn, menuOf, reduceComposer, slashOf, textOf } from "./composer";
import { excerptsOf } from "./excerpts";
import { threadParts } from "./thread";

describe("a brief", () => {
  it("reads all parts", () => {
    const brief = briefOf({
      why: "Asked for a person",
      confidence: { value: 0.41, label: "low", parts: { coverage: 0.3, note: "no number" } },
      evidence: ["speak to a human", { text: "now" }],
      visitor: { attributes: { plan: "Pro", seats: 3, empty: "", deep: { a: 1 } } },
      answers: [
        { seq: 4, text: "Try this", confidence: null, sources: [{ title: "A", url: "/a" }] },
      ],
      tried: [{ title: "B", url: "", score: 0.5 }],
      suggestion: { text: "Hello", sources: [] },
      missing: ["how long", "how much"],
    });
    expect(brief).toMatchObject({
      confidence: { value: 0.41, label: "low", parts: [["coverage", 0.3]] },
      evidence: [{ text: "speak to a human", seq: 0 }, { text: "now" }],
      answers: [{ seq: 4, confidence: null, sources: [{ title: "A", url: "/a" }] }],
      tried: [],
      lookedUp: [{ title: "B", score: 0.5 }],
      suggestion: { text: "Hello", checked: true },
      missing: "how long; how much",
    });
    expect(brief?.visitor.attributes).toEqual([
      ["plan", "Pro"],
      ["seats", "3"],
      ["deep", '{"a":1}'],
    ]);
  });

  it("holds facts, promises, mood and a first reply, each with its messages", () => {
    const brief = briefOf({
      why: "Asked for a person",
      wants: "A refund",
      traces: { wants: { source: "messages", seqs: [3] } },
      facts: [
        { name: "email", kind: "email", value: "v@x.org", sure: "given", seqs: [] },
        { name: "order", kind: "order", value: "10442", sure: "said", seqs: [3, 5] },
      ],
      promised: [{ seq: 4, text: "Within 5 days.", kind: "outcome" }],
      tried: [{ seq: 5, text: "I restarted it." }],
      looked_up: [{ title: "B", url: "", score: 0.5 }],
      mood: [{ seq: 3, frustration: 0.1, annoyance: null }],
      reply: { text: "Hello Vera," },
      canned: [{ id: 7, title: "Refund", text: "Done", score: 0.5 }],
      suggestion: { text: "Draft", checked: false, sources: [] },
    });
    expect(brief).toMatchObject({
      wantsSeq: 3,
      facts: [{ given: true }, { given: false, seqs: [3, 5] }],
      promised: [{ seq: 4, text: "Within 5 days." }],
      tried: [{ seq: 5, text: "I restarted it." }],
      lookedUp: [{ title: "B" }],
      mood: [{ seq: 3, frustration: 0.1 }],
      reply: "Hello Vera,",
      canned: [{ id: 7, title: "Refund", text: "Done" }],
      suggestion: { checked: false },
      corrections: [],
    });
  });

  it("keeps what was said beside what the visitor put right", () => {
    const brief = briefOf({ why: "x", wants: "A refund" })!;
    const lines = [{ name: "wants", kind: "wants", value: "A new invoice" }];
    const once = corrected(brief, { lines }, 8);
    const twice = corrected(once, { lines: [{ ...lines[0], value: "" }] }, 9);
    expect(correctionFor(once, "wants")).toMatchObject({ value: "A new invoice", seq: 8 });
    expect(correctionFor(twice, "wants")).toMatchObject({ value: "", seq: 9 });
    expect(correctionFor(twice, "email")).toBeNull();
    expect(twice.wants).toBe("A refund");
  });

  it("quotes around the words that made the rule fire", () => {
    const text = `${"long ".repeat(40)}I want a human now${" more".repeat(40)}`;
    const start = text.indexOf("a human");
    const quote = { text: "a human", seq: 1, start, end: start + 7 };
    const brief = briefOf({ why: "x", evidence: [quote] })!;
    const [excerpt] = excerptsOf(brief, [message(1, { text })]);
    expect(excerpt?.pieces.find(({ marked }) => marked)?.text).toBe("a human");
    expect(excerpt?.pieces.map((piece) => piece.text).join("").length).toBeLessThan(160);
    expect(excerptsOf(brief, [])[0]?.pieces).toEqual([{ text: "a human", marked: true }]);
    expect(excerptsOf(brief, [message(1, { text: "other words" })])[0]?.pieces).toHaveLength(1);
  });

  it("that is none or broken does no harm", () => {
    expect(briefOf(null)).toBeNull();
    expect(briefOf({})).toBeNull();
    expect(
      briefOf({ why: 3, evidence: "x", visitor: [], answers: {}, suggestion: "Hi" }),
    ).toMatchObject({ why: "3", evidence: [], answers: [], suggestion: { text: "Hi" } });
  });

  it("counts earlier conversations, given as a number or as a list", () => {
    expect(visitorOf({ previous_conversations: 3 }).previous).toBe(3);
    const listed = visitorOf({ previous_conversations: [{ id: "a", last_text: "hi" }] });
    expect(listed).toMatchObject({ previous: 1, earlier: [{ id: "a", last_text: "hi" }] });
  });

  it("newer accounts of the visitor lead, and lose nothing of the older", () => {
    const merged = mergedVisitor(
      visitorOf({ name: "Vera", attributes: { plan: "Free", seats: 2 } }),
      visitorOf({ email: "v@x.org", attributes: { plan: "Pro" } }),
    );
    expect(merged).toMatchObject({ name: "Vera", email: "v@x.org" });
    expect(merged.attributes).toEqual([
      ["plan", "Pro"],
      ["seats", "2"],
    ]);
  });
});

describe("standing", () => {
  it("says whom the composer serves", () => {
    expect(standingOf("with_agent", { id: 7 }, ADA, false)).toBe("mine");
    expect(standingOf("with_agent", { id: 9 }, ADA, false)).toBe("other");
    expect(standingOf("with_agent", null, ADA, false)).toBeNull();
    expect(abilitiesOf(null, ADA).take_over).toBe(false);
    expect(standingOf("offered", null, ADA, true)).toBe("offered");
    expect(standingOf("offered", null, ADA, false)).toBe("waiting");
    expect(standingOf("deferred", null, ADA, false)).toBe("left_message");
  });

  it("lets only agents act, and only on what is theirs or free", () => {
    expect(abilitiesOf("mine", ADA)).toMatchObject({
      reply: true,
      resolve: true,
      take_over: false,
    });
    expect(abilitiesOf("assistant", ADA)).toMatchObject({ reply: false, take_over: true });
    expect(abilitiesOf("other", ADA)).toMatchObject({ take_over: false, resolve: false });
    expect(abilitiesOf("mine", { ...ADA, may_reply: false }).reply).toBe(false);
  });
});

describe("the composer", () => {
  const canned = [
    { id: 1, title: "Greeting", shortcut: "hi", text: "Hello {{visitor}}, I am {{ agent }}." },
    { id: 2, title: "Refund", shortcut: "money", text: "It is on its way." },
  ];
  const typed = (text: string) =>
    reduceComposer(emptyComposer({ reply: "", note: "" }), {
      type: "typed",
      text,
      caret: text.length,
    });

  it("opens the menu on a slash at the beginning or after a space, not within a word", () => {
    expect(menuOf(typed("/"), canned)).toHaveLength(2);
    expect(menuOf(typed("Well, /re"), canned)?.map(({ id }) => id)).toEqual([2, 1]);
    expect(menuOf(typed("and/or"), canned)).toBeNull();
    expect(slashOf("a /b c", 6)).toBeNull();
  });

  it("closes the menu for this word, and opens it for the next", () => {
    const closed = reduceComposer(typed("/h"), { type: "dismiss" });
    expect(menuOf(closed, canned)).toBeNull();
    const more = reduceComposer(closed, { type: "typed", text: "/hi", caret: 3 });
    expect(menuOf(more, canned)).toBeNull();
    const next = reduceComposer(more, { type: "typed", text: "/hi /", caret: 5 });
    expect(menuOf(next, canned)).toHaveLength(2);
  });

  it("goes round through the menu", () => {
    const up = reduceComposer(typed("/"), { type: "step", by: -1, of: 2 });
    expect(up.chosen).toBe(1);
    expect(reduceComposer(up, { type: "step", by: 1, of: 2 }).chosen).toBe(0);
  });

  it("puts the prepared words where the slash was", () => {
    const state = reduceComposer(typed("So: /hi"), { type: "insert", text: "Hello." });
    expect(textOf(state)).toBe("So: Hello.");
    expect(state.caret).toBe(10);
  });

  it("fills placeholders, and leaves unknown ones to be seen", () => {
    expect(filledIn(canned[0]?.text ?? "", { visitor: "Vera", agent: "Ada" })).toBe(
      "Hello Vera, I am Ada.",
    );
    expect(filledIn("{{order}}", {})).toBe("{{order}}");
  });

  it("keeps note and reply apart, and has no menu in notes", () => {
    const note = reduceComposer(typed("a reply"), { type: "mode", mode: "note" });
    expect(textOf(note)).toBe("");
    const written = reduceComposer(note, { type: "typed", text: "/", caret: 1 });
    expect(menuOf(written, canned)).toBeNull();
    expect(reduceComposer(written, { type: "mode", mode: "reply" }).texts.reply).toBe("a reply");
  });

  it("adds a suggested reply below what was written", () => {
    const state = reduceComposer(typed("Hi"), { type: "reply_with", text: "Suggested" });
    expect(textOf(state)).toBe("Hi\n\nSuggested");
  });
});

describe("the thread", () => {
  it("separates days, marks what is new, groups speakers and pages", () => {
    const parts = threadParts(
      [
        message(1, { at: "2026-03-01T09:00:00Z" }),
        message(2),
        message(3),
        line(4, "page.viewed", { url: "/a" }),
        line(5, "page.viewed", { url: "/b" }),
        line(6, "handoff.settled", { state: "connected" }),
        message(7, { author: "assistant" }),
        message(8, { author: "assistant", at: at(1000) }),
      ],
      7,
    );
    expect(
      parts.map((part) =>
        part.kind === "message" ? `${part.item.seq}${part.first ? "*" : ""}` : part.kind,
      ),
    ).toEqual(["day", "1*", "day", "2*", "3", "pages", "new", "7*", "8*"]);
  });

  it("names a queue once when the flow goes on to another at once", () => {
    const parts = threadParts(
      [
        line(1, "queue.entered", { queue: { name: "Support" } }),
        line(2, "conversation.escalated"),
        line(3, "queue.entered", { queue: { name: "Sales" } }),
        message(4),
        line(5, "queue.entered", { queue: { name: "Support" } }),
      ],
      null,
    );
    expect(parts.filter(({ kind }) => kind === "line").map(({ key }) => key)).toEqual([
      "2",
      "3",
      "5",
    ]);
  });
});
