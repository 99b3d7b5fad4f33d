// @vitest-environment node
import { describe, expect, it } from "vitest";

import { safeHref } from "./href";
import { parseInline, parseRichText } from "./richtext";

describe("rich text", () => {
  it("keeps paragraphs and line breaks", () => {
    expect(parseRichText("One\ntwo\n\nThree")).toEqual([
      {
        type: "paragraph",
        children: [{ type: "text", text: "One" }, { type: "break" }, { type: "text", text: "two" }],
      },
      { type: "paragraph", children: [{ type: "text", text: "Three" }] },
    ]);
  });

  it("reads lists and where they start", () => {
    expect(parseRichText("Do:\n- one\n- two\n3. three\n4. four")).toMatchObject([
      { type: "paragraph" },
      { type: "list", ordered: false, items: [[{ text: "one" }], [{ text: "two" }]] },
      { type: "list", ordered: true, start: 3, items: [[{ text: "three" }], [{ text: "four" }]] },
    ]);
  });

  it("does not take prices and dates for lists", () => {
    expect(parseRichText("-5 degrees\n3.5 GB")).toHaveLength(1);
  });

  it("reads bold, also around links, and leaves single stars alone", () => {
    expect(parseInline("a **b https://x.example** 2*3*4")).toEqual([
      { type: "text", text: "a " },
      {
        type: "bold",
        children: [
          { type: "text", text: "b " },
          { type: "link", href: "https://x.example", text: "https://x.example" },
        ],
      },
      { type: "text", text: " 2*3*4" },
    ]);
  });

  it("reads italic and code, and leaves sums alone", () => {
    expect(parseInline("*Domains → Security*, run `a*b*c`, 2*3*4 and 5 * 6")).toEqual([
      { type: "italic", children: [{ type: "text", text: "Domains → Security" }] },
      { type: "text", text: ", run " },
      { type: "code", text: "a*b*c" },
      { type: "text", text: ", 2*3*4 and 5 * 6" },
    ]);
  });

  it("links addresses without the punctuation behind them", () => {
    expect(parseInline("See https://x.example/a?b=1. Or a@b.example!")).toEqual([
      { type: "text", text: "See " },
      { type: "link", href: "https://x.example/a?b=1", text: "https://x.example/a?b=1" },
      { type: "text", text: ". Or " },
      { type: "link", href: "mailto:a@b.example", text: "a@b.example" },
      { type: "text", text: "!" },
    ]);
  });

  it("never links anything else", () => {
    const text = "[x](javascript:alert(1)) [y](data:text/html,z) javascript:alert(1) <b>no</b>";
    expect(parseInline(text)).toEqual([{ type: "text", text }]);
    expect(safeHref("javascript:alert(1)")).toBeNull();
    expect(safeHref(" javascript:alert(1)")).toBeNull();
    expect(safeHref("/relative")).toBeNull();
    expect(safeHref("HTTPS://x.example")).toBe("HTTPS://x.example");
  });

  it("loses no words, whatever comes", () => {
    const words = ["a", "**", "- x", "\n", "\n\n", "1. y", "[l](https://e.example)", "*", "#", "@"];
    let seed = 7;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let run = 0; run < 500; run++) {
      const text = Array.from({ length: 12 }, () => words[Math.floor(random() * words.length)])
        .map((word, index) => `${word}w${index}`)
        .join(" ");
      const shown = JSON.stringify(parseRichText(text));
      for (let index = 0; index < 12; index++) expect(shown).toContain(`w${index}`);
    }
  });

  it("stays fast on hostile text", () => {
    const began = performance.now();
    parseRichText("**".repeat(5_000) + "[".repeat(5_000) + "a@".repeat(5_000));
    parseRichText("https://" + "(".repeat(10_000) + "[a](https://" + "(a".repeat(5_000));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
