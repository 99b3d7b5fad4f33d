import { expect, it } from "vitest";

import { piecesOf } from "./Marked";

it("marks by code points, as the server counts them", () => {
  const spans = [
    { start: 2, end: 6, text: "data" },
    { start: 5, end: 11, text: "a loss" },
  ];
  expect(piecesOf("🙂 data loss!", spans)).toEqual([
    { text: "🙂 ", isMarked: false },
    { text: "data loss", isMarked: true },
    { text: "!", isMarked: false },
  ]);
  expect(piecesOf("", [])).toEqual([]);
});
