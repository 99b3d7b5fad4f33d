// @vitest-environment node
import { describe, expect, it } from "vitest";

import { daysOf, slotWords } from "./slots";

const option = (value: string) => ({ value, label: value, url: "" });
const NOW = Date.parse("2026-03-02T08:00:00Z");
const OPTIONS = [
  "2026-03-03T04:30:00Z",
  "2026-03-02T09:00:00Z",
  "2026-03-02T07:30:00Z",
  "2026-03-02T23:30:00Z",
  "no time at all",
].map(option);

describe("times to choose from", () => {
  it("stand in order under the days of the visitor's calendar, without what has begun", () => {
    expect(daysOf(OPTIONS, NOW, "en-GB", "Europe/Berlin")).toEqual([
      {
        name: "Monday 2 March",
        slots: [{ value: "2026-03-02T09:00:00Z", time: "10:00", full: "Monday 2 March, 10:00" }],
      },
      {
        name: "Tuesday 3 March",
        slots: [
          { value: "2026-03-02T23:30:00Z", time: "00:30", full: "Tuesday 3 March, 00:30" },
          { value: "2026-03-03T04:30:00Z", time: "05:30", full: "Tuesday 3 March, 05:30" },
        ],
      },
    ]);
    const inAmerica = daysOf(OPTIONS, NOW, "de", "America/New_York");
    expect(inAmerica.map(({ name, slots }) => [name, slots.map(({ time }) => time)])).toEqual([
      ["Montag, 2. März", ["04:00", "18:30", "23:30"]],
    ]);
  });

  it("are read back as they were shown", () => {
    expect(slotWords("2026-03-02T23:30:00Z", "en-GB", "Europe/Berlin")).toMatch(
      /^Tuesday,? 3 March at 00:30$/,
    );
    expect(slotWords("soon", "en")).toBe("soon");
  });
});
