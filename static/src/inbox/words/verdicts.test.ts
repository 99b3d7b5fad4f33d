import { describe, expect, it } from "vitest";

import { saidByOthers } from "./verdicts";

describe("what others think of an answer", () => {
  it("leaves out what I said and what was withdrawn", () => {
    expect(saidByOthers({ "7": "wrong", "8": "", visitor: "" }, 7)).toEqual([]);
  });

  it("names the visitor and counts colleagues", () => {
    const verdicts = { visitor: "wrong", "7": "right", "8": "right", "9": "right", "10": "wrong" };
    expect(saidByOthers(verdicts, 7)).toEqual([
      "Visitor: not helpful",
      "2 colleagues: right",
      "1 colleague: wrong",
    ]);
  });
});
