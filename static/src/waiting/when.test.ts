// @vitest-environment node
import { describe, expect, it } from "vitest";

import { atWords, opensWords, type Moment } from "./when";
import { waitWords } from "./words";

// Monday, 2 March 2026
const EVENING = Date.parse("2026-03-02T19:30:00Z");
const BERLIN = { now: EVENING, timeZone: "Europe/Berlin" };
const EN = waitWords("en-GB");
const DE = waitWords("de");

/** Browsers differ in zeros and commas. */
const plain = (text: string): string => text.replace(/\b0(?=\d:)|,/g, "");

describe("when people reply", () => {
  it.each([
    ["2026-03-02T21:00:00Z", "We reply from 22:00", "Wir antworten ab 22:00 Uhr"],
    ["2026-03-03T07:00:00Z", "We reply from 8:00 tomorrow", "Wir antworten morgen ab 8:00 Uhr"],
    [
      "2026-03-05T07:00:00Z",
      "We reply from 8:00 on Thursday",
      "Wir antworten am Donnerstag ab 8:00 Uhr",
    ],
    [
      "2026-03-09T07:00:00Z",
      "We reply from 8:00 on Monday 9 March",
      "Wir antworten am Montag 9. März ab 8:00 Uhr",
    ],
  ])("at %s", (at, english, german) => {
    expect(plain(opensWords(at, EN, BERLIN))).toBe(english);
    expect(plain(opensWords(at, DE, BERLIN))).toBe(german);
  });

  it("is by the visitor's own clock and calendar", () => {
    const at = "2026-03-03T07:00:00Z";
    const in_ = (timeZone: string): string =>
      opensWords(at, waitWords("en-US"), { now: EVENING, timeZone });
    expect(in_("America/Los_Angeles")).toMatch(/^We reply from 11:00\sPM$/);
    expect(in_("Asia/Tokyo")).toMatch(/^We reply from 4:00\sPM$/); // there it is Tuesday already
    expect(in_("Pacific/Honolulu")).toMatch(/^We reply from 9:00\sPM$/);
  });

  it("counts days, not hours, when clocks change", () => {
    const opens = (at: string, moment: Moment): string => plain(opensWords(at, EN, moment));
    const saturday = Date.parse("2026-03-28T20:00:00Z");
    const moment = { now: saturday, timeZone: "Europe/Berlin" };
    expect(opens("2026-03-29T06:00:00Z", moment)).toBe("We reply from 8:00 tomorrow");
    expect(opens("2026-03-30T06:00:00Z", moment)).toBe("We reply from 8:00 on Monday");
    const october = { now: Date.parse("2026-10-24T22:30:00Z"), timeZone: "Europe/Berlin" };
    expect(opens("2026-10-26T07:00:00Z", october)).toBe("We reply from 8:00 tomorrow");
  });

  it("is not said when it is past or unknown", () => {
    expect(opensWords("2026-03-02T19:00:00Z", EN, BERLIN)).toBe("");
    expect(opensWords(null, EN, BERLIN)).toBe("");
    expect(opensWords(undefined, EN, BERLIN)).toBe("");
    expect(opensWords("soon", EN, BERLIN)).toBe("");
  });
});

describe("when something is promised for", () => {
  it.each([
    ["2026-03-02T20:00:00Z", "A colleague will call you today at 21:00"],
    ["2026-03-03T13:00:00Z", "A colleague will call you tomorrow at 14:00"],
    ["2026-03-05T13:00:00Z", "A colleague will call you on Thursday at 14:00"],
    ["2026-02-27T13:00:00Z", "A colleague will call you on Friday 27 February at 14:00"],
  ])("%s is “%s”", (at, words) => {
    expect(plain(atWords(EN.call, at, EN, BERLIN))).toBe(words);
  });
});
