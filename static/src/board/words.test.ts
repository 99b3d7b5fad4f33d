import { describe, expect, it } from "vitest";

import { agentOf, at, queueOf, START, waitOf } from "./testing";
import { about, due, hindrance, queueState, span, toldWords, toneOf, urgency } from "./words";

describe("times", () => {
  it("tick in spans", () => {
    expect([41, 725, 3900, 3 * 86_400].map((seconds) => span(seconds * 1000))).toEqual([
      "0:41",
      "12:05",
      "1 h 05",
      "3 days",
    ]);
  });

  it("say on which side of a deadline they are", () => {
    expect(due(at(80), START)).toBe("due in 1:20");
    expect(due(at(-40), START)).toBe("overdue by 0:40");
    expect(due(null, START)).toBe("");
  });

  it("are round where they are reckoned", () => {
    expect([20, 240, 3600, 4200].map(about)).toEqual([
      "under a minute",
      "4 min",
      "1 h",
      "1 h 10 min",
    ]);
  });
});

describe("waits", () => {
  it("name place and range as the visitor reads them", () => {
    const places = [1, 2, 3, 4, 11, 21].map((position) =>
      toldWords({ position, low_s: null, high_s: null }),
    );
    expect(places.map((one) => one.split(" ")[1])).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "11th",
      "21st",
    ]);
    expect(toldWords({ position: 3, low_s: 240, high_s: 420 })).toBe(
      "told: 3rd in line, 4 to 7 min",
    );
  });

  it("deepen, and turn at the deadline", () => {
    const wait = waitOf(1, { since: at(0), deadline_at: at(100) });
    const tones = [10, 60, 100].map((seconds) => toneOf(wait, START + seconds * 1000));
    expect(tones).toEqual(["waiting", "waiting-long", "overdue"]);
  });

  it("have an urgency in a word and a number", () => {
    expect([95, 75, 50, 20].map(urgency)).toEqual(["Urgent 95", "High 75", "Normal 50", "Low 20"]);
  });
});

describe("queues and people", () => {
  it("say what keeps newcomers out", () => {
    const words = [
      queueOf(1, "A"),
      queueOf(1, "A", { status: "closed", closed_by: "Mona" }),
      queueOf(1, "A", { status: "full", waiting: 10, max_waiting: 10 }),
      queueOf(1, "A", { status: "out_of_hours" }),
    ].map((one) => queueState(one, START));
    expect(words).toEqual([
      "Open",
      "Closed by Mona",
      "Full: 10 of 10",
      "Out of hours, never opens",
    ]);
  });

  it("say what keeps an agent from taking one more", () => {
    const words = [
      agentOf(1, "A"),
      agentOf(1, "A", { load: 2 }),
      agentOf(1, "A", { presence: "offline" }),
      agentOf(1, "A", { is_silent: true }),
      agentOf(1, "A", { presence: "away" }),
    ].map(hindrance);
    expect(words).toEqual(["", "full", "offline", "no sign of life", ""]);
  });
});
