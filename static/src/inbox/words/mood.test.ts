import { describe, expect, it } from "vitest";

import { moodWords } from "./mood";

describe("mood in words", () => {
  it.each([
    [[], ""],
    [[0.1], "calm"],
    [[0.1, 0.2, 0.1], "calm all along"],
    [[0.1, 0.4, 0.9], "calm at first, annoyed now"],
    [[0.9, 0.9, 0.2], "annoyed before, calm now"],
    [[0.1, 0.8, 0.2], "annoyed before, calm now"],
    [[0.5, 0.4], "tense all along"],
  ])("%j is %s", (values, words) => {
    expect(moodWords(values)).toBe(words);
  });
});
