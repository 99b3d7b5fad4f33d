// @vitest-environment node
import { describe, expect, it } from "vitest";

import { accentOn, contrast, parseHex, SHAPE_CONTRAST, TEXT_CONTRAST, toHex } from "./contrast";
import { GROUNDS } from "../widget/sheets";
import tokens from "./tokens.css?raw";

const rgb = (hex: string): readonly [number, number, number] => {
  const parsed = parseHex(hex);
  if (!parsed) throw new Error(`not a colour: ${hex}`);
  return parsed;
};
const between = (one: string, other: string): number => contrast(rgb(one), rgb(other));

describe("contrast", () => {
  it("is what WCAG says", () => {
    expect(between("#000000", "#ffffff")).toBeCloseTo(21);
    expect(between("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it("reads colours as the server keeps them, and nothing else", () => {
    expect(parseHex("#00AAff")).toEqual([0, 170, 255]);
    expect(parseHex("#0af")).toBeNull();
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
          for (const { surface, tint } of Object.values(GROUNDS)) {
            const chosen = toHex([red, green, blue]);
            const { fill, onFill, text } = accentOn(chosen, surface, tint);
            expect(between(fill, surface)).toBeGreaterThanOrEqual(SHAPE_CONTRAST);
            expect(between(onFill, fill)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
            for (const ground of [surface, tint]) {
              expect(between(text, ground)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
            }
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
  const LEVELS = ["ground", "surface", "surface-raised", "surface-sunken", "surface-hover"];
  const PAIRS: [front: string, back: string, atLeast: number][] = [
    ...LEVELS.flatMap((ground): [string, string, number][] => [
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

  it("are what the widget corrects the accent against", () => {
    for (const [css, { surface, tint }] of [
      [light, GROUNDS.light],
      [dark, GROUNDS.dark],
    ] as const) {
      expect(read(css, "surface")).toBe(surface);
      const { text } = accentOn("#3d46c2", surface, tint);
      for (const name of ["assistant-tint", "agent-tint", "surface-sunken"]) {
        expect(between(text, read(css, name))).toBeGreaterThanOrEqual(TEXT_CONTRAST);
      }
    }
  });

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
