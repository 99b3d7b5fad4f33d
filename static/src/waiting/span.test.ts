// @vitest-environment node
import { describe, expect, it } from "vitest";

import { spanOf, spanWords, type Span } from "./span";
import { waitWords } from "./words";

const said = (low_s: number, high_s: number, language = "en"): string =>
  spanWords(spanOf(low_s, high_s, null), waitWords(language));

describe("how long a wait may be", () => {
  it.each([
    [0, 45, "less than a minute"],
    [20, 60, "less than a minute"],
    [130, 290, "about 2 to 5 minutes"],
    [60, 110, "about 1 to 2 minutes"],
    [300, 300, "about 5 minutes"],
    [30, 170, "up to 3 minutes"],
    [0, 3_400, "up to an hour"],
    [12 * 60, 29 * 60, "about 10 to 30 minutes"],
    [41 * 60, 52 * 60, "about 40 minutes to an hour"],
    [50 * 60, 100 * 60, "about 50 minutes to 2 hours"],
    [70 * 60, 100 * 60, "about 1 to 2 hours"],
    [60 * 60, 60 * 60, "about an hour"],
    [90 * 60, 300 * 60, "more than an hour"],
    [400 * 60, 900 * 60, "more than 4 hours"],
    [10, 900 * 60, ""],
  ])("from %d to %d seconds is “%s”", (low_s, high_s, words) => {
    expect(said(low_s, high_s)).toBe(words);
  });

  it("never says less than the figures do", () => {
    for (let high_s = 30; high_s < 14_400; high_s += 77) {
      const { low, high } = spanOf(high_s / 3, high_s, null);
      expect(low * 60).toBeLessThanOrEqual(high_s / 3);
      expect(high * 60).toBeGreaterThanOrEqual(high_s);
    }
  });

  it("is said in German", () => {
    expect(said(0, 45, "de")).toBe("weniger als eine Minute");
    expect(said(130, 290, "de-AT")).toBe("etwa 2 bis 5 Minuten");
    expect(said(41 * 60, 52 * 60, "de")).toBe("etwa 40 Minuten bis 1 Stunde");
  });

  it("is said in English, numbers included, where we lack the language", () => {
    expect(said(130, 290, "fr")).toBe("about 2 to 5 minutes");
  });
});

describe("while figures waver", () => {
  it("the words stay, until they are wrong", () => {
    let span: Span | null = null;
    const heard: string[] = [];
    const figures: [number, number][] = [
      [125, 290],
      [115, 305],
      [130, 320],
      [108, 280],
      [90, 230],
      [130, 370],
    ];
    for (const [low_s, high_s] of figures) {
      span = spanOf(low_s, high_s, span);
      heard.push(spanWords(span, waitWords("en")));
    }
    expect(heard).toEqual([
      "about 2 to 5 minutes",
      "about 2 to 5 minutes",
      "about 2 to 5 minutes",
      "about 2 to 5 minutes",
      "about 1 to 5 minutes",
      "about 1 to 7 minutes",
    ]);
  });

  it("the shorter end is never above the longer one", () => {
    for (let seconds = 30; seconds < 15_000; seconds += 7) {
      for (const before of [seconds * 0.8, seconds * 1.1, seconds * 1.3]) {
        const { low, high } = spanOf(seconds, seconds, spanOf(before, before, null));
        expect(low).toBeLessThanOrEqual(high);
      }
    }
  });
});
