import { describe, expect, test } from "vitest";

import { agentsFor, Curve, pick, roomOf } from "./curve";
import { byHourOfDay, busiestOf } from "./hours";
import { endsOf } from "./period";
import { NINE, resultOf } from "./testing";

const curve = new Curve(resultOf().curve);
const people = { agents: 1, slots: 2, minutes: 30 };

describe("the curve", () => {
  test("counts conversations at every threshold without asking the server", () => {
    expect(curve.pointAt(0).escalated).toBe(1); // another rule brings in a person anyway
    expect(curve.pointAt(0.4).escalated).toBe(1); // not below, so the answer is shown
    expect(curve.pointAt(0.41).escalated).toBe(2);
    expect(curve.pointAt(0.7).escalated).toBe(3);
    expect(curve.pointAt(0.7).share).toBe(0.75);
  });

  test("counts each conversation in the hour of its first escalation", () => {
    expect(curve.pointAt(0.5).busiest).toBe(1); // one at nine, one at ten
    expect(curve.pointAt(0.9).busiest).toBe(3); // the second one comes at nine already
  });

  test("tells wrong answers among those still shown, and good ones withheld", () => {
    expect(curve.pointAt(0.3)).toMatchObject({ judged: 2, wrongPer100: 50, rightWithheld: 0 });
    expect(curve.pointAt(0.5)).toMatchObject({ judged: 1, wrongPer100: 0, rightWithheld: 0 });
    expect(curve.pointAt(0.9)).toMatchObject({ judged: 0, wrongPer100: null, rightWithheld: 1 });
  });

  test("picks the strictest threshold that the staff can take", () => {
    expect(pick(curve, people)?.threshold).toBe(1); // three at nine: 1.5 at once, two slots
    expect(pick(curve, { ...people, slots: 1 })?.threshold).toBe(0.8); // above it, three at nine
    expect(pick(curve, { ...people, agents: 0 })).toBeNull();
  });
});

test("agents follow from conversations an hour, their length and the slots", () => {
  expect(agentsFor(4, people)).toBe(1);
  expect(agentsFor(5, people)).toBe(2);
  expect(agentsFor(0, people)).toBe(0);
  expect(roomOf(people)).toBe(4);
});

test("hours of the day hold their busiest day and their mean", () => {
  const day = 24;
  const hours = byHourOfDay(
    [
      [NINE, 1, 3],
      [NINE + day, 2, 1],
    ],
    "2026-03-02T00:00:00Z",
    "2026-03-04T00:00:00Z",
  );
  const nine = hours[new Date(NINE * 3_600_000).getHours()];
  expect(nine).toMatchObject({ live: 2, draft: 3, liveMean: 1.5, draftMean: 2 });
  expect(hours).toHaveLength(24);
  expect(busiestOf([[NINE, 1, 3]], 2)?.number).toBe(3);
  expect(busiestOf([], 1)).toBeNull();
});

test("periods end where their last day ends, and know when they are none", () => {
  const custom = { name: "custom" as const, from: "2026-03-01", to: "2026-03-01" };
  const ends = endsOf(custom, new Date());
  expect(Date.parse(ends?.until ?? "") - Date.parse(ends?.since ?? "")).toBe(86_400_000);
  expect(endsOf({ ...custom, to: "2026-02-01" }, new Date())).toBeNull();
  const now = new Date("2026-03-08T12:00:00Z");
  expect(endsOf({ ...custom, name: "week" }, now)?.since).toBe("2026-03-01T12:00:00.000Z");
});
