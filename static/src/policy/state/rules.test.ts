import { describe, expect, it } from "vitest";

import { keyword, KEYWORD } from "../testing";
import { isSame, pendingChanges } from "./compare";
import { changed, duplicated, moved, ruleOfRecipe, withRule } from "./rules";

const rules = [keyword("a", 90, "x"), keyword("b", 50, "y"), keyword("c", 50, "z")];
const keys = (list: { key: string }[]): string => list.map((one) => one.key).join("");

describe("the list of rules", () => {
  it("keeps a rule where it was put", () => {
    const up = moved(rules, "c", 1);
    expect(keys(up)).toBe("acb");
    expect(up[1]?.priority).toBe(70);
    expect(keys(moved(rules, "c", 0))).toBe("cab");
    expect(moved(rules, "c", 0)[0]?.priority).toBe(95);
    expect(moved(rules, "a", 2)[2]).toMatchObject({ key: "a", priority: 45 });
    expect(keys(moved(rules, "b", 99))).toBe("acb");
  });

  it("never leaves the scale", () => {
    const edge = [keyword("a", 100), keyword("b", 0)];
    expect(moved(edge, "b", 0)[0]?.priority).toBe(100);
    expect(moved(edge, "a", 1)[1]?.priority).toBe(0);
  });

  it("orders by priority, equal ones as they were", () => {
    expect(keys(withRule(rules, keyword("d", 50)))).toBe("abcd");
    expect(keys(changed(rules, "a", { priority: 10 }))).toBe("bca");
  });

  it("copies a rule switched off", () => {
    expect(duplicated(rules, "b", "n")[2]).toMatchObject({ key: "n", enabled: false });
  });

  it("fills in what a recipe leaves out", () => {
    const recipe = {
      name: "",
      about: "",
      rule: { when: { not: { trigger: "keyword", fields: {} } } },
    };
    expect(ruleOfRecipe(recipe, [KEYWORD]).when).toEqual({
      not: { trigger: "keyword", fields: { words: [] } },
    });
  });
});

describe("what is not live yet", () => {
  it("counts new, changed and dropped rules", () => {
    const draft = [keyword("a", 90, "x", "w"), keyword("b", 50, "y"), keyword("n", 1)];
    const pending = pendingChanges(draft, rules);
    expect(pending.standing).toEqual({ a: "changed", b: "same", n: "new" });
    expect(keys(pending.removed)).toBe("c");
    expect(pending.count).toBe(3);
  });

  it("does not care about the order of keys", () => {
    expect(isSame({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
    expect(isSame([1, 2], [2, 1])).toBe(false);
  });
});
