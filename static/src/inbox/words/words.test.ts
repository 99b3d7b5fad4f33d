import { describe, expect, it } from "vitest";

import type { Colleague } from "../../protocol";
import { left, rowOf, waiting } from "../testing";
import { hindrance, loadWords } from "./colleagues";
import { levelOf, percent, signalName, signalValue } from "./confidence";
import { attributeName, languageName, lineWords, preview, priorityWord } from "./lines";
import { linked, onSiteOf, pathOf, safeUrl } from "./links";
import { age, ago, secondsLeft, waited } from "./time";
import { isMessage, messageWords, toneOfMessage } from "./waits";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const before = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

describe("times", () => {
  it("are relative up to an hour, then by the clock, then by the day", () => {
    expect(age(before(20), NOW)).toBe("now");
    expect(age(before(240), NOW)).toBe("4 min");
    expect(ago(before(240), NOW)).toBe("4 min ago");
    expect(ago(before(4), NOW)).toBe("just now");
    expect(age(before(3 * 3600), NOW)).toMatch(/^\d\d:\d\d/);
    expect(age(before(40 * 86_400), NOW)).toMatch(/Jan/);
    expect(age(null, NOW)).toBe("");
  });

  it("say how long somebody waits", () => {
    expect(waited(before(41), NOW)).toBe("0:41");
    expect(waited(before(725), NOW)).toBe("12:05");
    expect(waited(before(3900), NOW)).toBe("1 h 05");
    expect(waited(before(3 * 86_400), NOW)).toBe("3 days");
    expect(waited(before(-5), NOW)).toBe("0:00");
  });

  it("count down to nothing, not below", () => {
    expect(secondsLeft(before(-12), NOW)).toBe(12);
    expect(secondsLeft(before(5), NOW)).toBe(0);
  });
});

describe("a message that waits", () => {
  const call = { reason: "callback", ready_at: before(-3600) };

  it("says what it is, and when a call is due", () => {
    expect(messageWords(left(1), NOW)).toBe("Left a message");
    expect(messageWords(left(1, { reason: "callback" }), NOW)).toBe("Call back");
    expect(messageWords(left(1, call), NOW)).toMatch(/^Call at \d\d:\d\d/);
    const tomorrow = { ...call, ready_at: before(-24 * 3600) };
    expect(messageWords(left(1, tomorrow), NOW)).toMatch(/^Call Tue \d\d:\d\d/);
  });

  it("presses from the time of the call on", () => {
    const tone = (seconds: number): string =>
      toneOfMessage(left(1, { ...call, ready_at: before(seconds) }), NOW);
    expect([tone(-60), tone(60), tone(1200)]).toEqual(["waiting", "waiting-long", "overdue"]);
    expect(toneOfMessage(left(1, { ready_at: before(9999) }), NOW)).toBe("waiting");
  });

  it("is one also while somebody is asked about it, and none when it was taken", () => {
    expect(isMessage(left(1, { state: "offered" }))).toBe(true);
    expect(isMessage(waiting(1))).toBe(false);
  });
});

describe("a colleague", () => {
  const abel = {
    id: 9,
    name: "Abel",
    presence: "online",
    load: 1,
    capacity: 2,
    teams: [],
  } as const;

  it("can be asked while available with room", () => {
    const why = (changes: Partial<Colleague>): string =>
      hindrance({ ...abel, teams: [], ...changes });
    expect(why({})).toBe("");
    expect(why({ load: 2 })).toBe("full");
    expect(why({ presence: "offline" })).toBe("offline");
    expect(why({ presence: "finishing" })).toContain("nothing new");
    expect(loadWords({ ...abel, teams: [] })).toBe("1 of 2 conversations");
  });
});

describe("confidence", () => {
  it("has words", () => {
    expect([0.2, 0.41, 0.7, 0.85].map(levelOf)).toEqual(["very low", "low", "fair", "high"]);
    expect(percent(0.415)).toBe("42\u00a0%");
    expect(signalName("passage_overlap")).toBe("Passage overlap");
    expect(signalValue(3.14159)).toBe("3.14");
    expect(signalName("+crowd")).toBe("Many passages share these words");
    expect(signalValue(-0.53, "+crowd")).toBe("−0.5");
    expect(signalValue(4, "+strength")).toBe("+4.0");
  });
});

describe("lines", () => {
  it("say what happened", () => {
    const words = (kind: string, data = {}): string => lineWords({ kind, data }).text;
    expect(words("agent.joined", { agent: { name: "Ada" } })).toBe("Ada joined");
    expect(words("agent.joined", { agent: { name: "Ada" }, by: "Mona" })).toBe(
      "Mona assigned this to Ada",
    );
    const moved = { queue: { name: "Sales" }, by: "Mona" };
    expect(words("queue.entered", moved)).toBe("Moved to Sales by Mona");
    expect(words("queue.widened", moved)).toBe("Sales is asked too");
    expect(words("way.chosen", { way: "callback" })).toBe("The visitor chose to be called back");
    expect(words("promise.made", { kind: "follow_up" })).toBe("Promised: a person follows up");
    expect(words("promise.made", { kind: "message", due_at: before(0) })).toMatch(
      /^Promised: an answer to the message by /,
    );
    expect(words("promise.made", { kind: "callback", at: before(0) })).toMatch(
      /^Promised: a call, /,
    );
    expect(words("promise.ended", { state: "kept", by: "Ada" })).toBe("Promise kept by Ada");
    expect(
      words("conversation.escalated", { reason_label: "Keyword", sentence: "She wrote “x”." }),
    ).toBe("Escalated: Keyword. She wrote “x”.");
    expect(words("queue.entered", { queue: { name: "Sales" }, priority: 90 })).toBe(
      "Waiting in Sales, urgent priority",
    );
    expect(words("conversation.moved", { move: "close", outcome: "no_reply" })).toBe(
      "Closed: no reply needed",
    );
    expect(words("something.new")).toBe("something new");
  });

  it("say who spoke last", () => {
    expect(preview(rowOf(1, { last_author: "assistant" }), "Ada").who).toBe("AI");
    const mine = rowOf(1, { last_author: "agent", owner: { kind: "agent", id: 7, name: "Ada" } });
    expect(preview(mine, "Ada").who).toBe("You");
  });

  it("name only unusual priorities", () => {
    expect([0, 50, 60, 90].map(priorityWord)).toEqual(["", "", "High", "Urgent"]);
  });

  it("name languages", () => {
    expect(languageName("de")).toBe("German");
    expect(languageName("?!")).toBe("?!");
  });
});

describe("attributes", () => {
  it("have readable names", () => {
    expect(["plan", "customer_since"].map(attributeName)).toEqual(["Plan", "Customer since"]);
  });
});

describe("addresses", () => {
  it("are followed only when harmless", () => {
    expect(safeUrl("https://a.org/x")).toBe("https://a.org/x");
    expect(safeUrl("/help")).toBe("/help");
    expect(safeUrl("//evil.org")).toBe("");
    expect(safeUrl("javascript:alert(1)")).toBe("");
    expect(safeUrl("data:text/html,x")).toBe("");
  });

  it("that are paths lead to the visitor's site", () => {
    expect(onSiteOf("https://shop.example/a?b", "/hours")).toBe("https://shop.example/hours");
    expect(onSiteOf("", "/hours")).toBe("/hours");
    expect(onSiteOf("https://shop.example/", "https://a.org/x")).toBe("https://a.org/x");
  });

  it("are shown by path", () => {
    expect(pathOf("https://a.org/help?x=1")).toBe("/help?x=1");
  });

  it("in a visitor's words are links, the words stay", () => {
    const parts = linked("See https://a.org/x. **Not bold**");
    expect(parts.map(({ type }) => type)).toEqual(["text", "link", "text"]);
    expect(parts.map((part) => ("text" in part ? part.text : "")).join("")).toBe(
      "See https://a.org/x. **Not bold**",
    );
  });
});
