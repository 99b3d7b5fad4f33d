import { describe, expect, it } from "vitest";

import { accentOn, contrast, parseHex, SHAPE_CONTRAST, TEXT_CONTRAST, toHex } from "./contrast";
import tokens from "./tokens.css?raw";

const rgb = (hex: string): readonly [number, number, number] => {
  const parsed = parseHex(hex);
  if (!parsed) throw new Error(`not a colour: ${hex}`);
  return parsed;
};
const between = (one: string, other: string): number => contrast(rgb(one), rgb(other));

describe("contrast", () => {
  it("is what WCAG says", () => {
    expect(between("#000", "#ffffff")).toBeCloseTo(21);
    expect(between("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it("reads short and long colours, and nothing else", () => {
    expect(parseHex("#0af")).toEqual([0, 170, 255]);
    expect(parseHex(" 00AAFF ")).toEqual([0, 170, 255]);
    expect(parseHex("red")).toBeNull();
    expect(parseHex("#12345")).toBeNull();
  });
});

describe("the accent", () => {
  it("stays as chosen where it can be read", () => {
    expect(accentOn("#3d46c2", "#ffffff").fill).toBe("#3d46c2");
    expect(accentOn("#3d46c2", "#ffffff").onFill).toBe("#ffffff");
  });

  it("falls back to ours when it is not a colour", () => {
    expect(accentOn("teal-ish", "#ffffff").fill).toBe("#3d46c2");
  });

  it("is corrected for every colour on light and dark", () => {
    for (let red = 0; red < 256; red += 51) {
      for (let green = 0; green < 256; green += 51) {
        for (let blue = 0; blue < 256; blue += 51) {
          for (const surface of ["#ffffff", "#16191f"]) {
            const { fill, onFill, text } = accentOn(toHex([red, green, blue]), surface);
            expect(between(fill, surface)).toBeGreaterThanOrEqual(SHAPE_CONTRAST);
            expect(between(onFill, fill)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
            expect(between(text, surface)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
          }
        }
      }
    }
  });
});

describe("tokens", () => {
  const [light = "", dark = ""] = tokens.split("@media");
  const read = (css: string, name: string): string =>
    new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)?.[1] ?? `missing ${name}`;
  const KINDS = ["assistant", "agent", "visitor", "waiting", "waiting-long", "overdue", "resolved"];
  const GROUNDS = ["ground", "surface", "surface-raised", "surface-sunken", "surface-hover"];
  const PAIRS: [front: string, back: string, atLeast: number][] = [
    ...GROUNDS.flatMap((ground): [string, string, number][] => [
      ["ink", ground, TEXT_CONTRAST],
      ["ink-muted", ground, TEXT_CONTRAST],
      ["ink-faint", ground, TEXT_CONTRAST],
      ["system-ink", ground, TEXT_CONTRAST],
      ["line-control", ground, SHAPE_CONTRAST],
      ["focus", ground, SHAPE_CONTRAST],
    ]),
    ...[...KINDS, "note"].flatMap((kind): [string, string, number][] => [
      [kind, "surface", SHAPE_CONTRAST],
      [`${kind}-ink`, "surface", TEXT_CONTRAST],
      [`${kind}-ink`, `${kind}-tint`, TEXT_CONTRAST],
      ["ink", `${kind}-tint`, TEXT_CONTRAST],
      ["ink-muted", `${kind}-tint`, TEXT_CONTRAST],
    ]),
    ["on-accent", "accent", TEXT_CONTRAST],
    ["on-accent", "accent-hover", TEXT_CONTRAST],
    ["accent", "surface", SHAPE_CONTRAST],
  ];

  it.each([
    ["light", light],
    ["dark", dark],
  ])("are readable in %s", (_mode, css) => {
    const poor = PAIRS.filter(
      ([front, back, min]) => between(read(css, front), read(css, back)) < min,
    );
    expect(poor).toEqual([]);
  });
});
