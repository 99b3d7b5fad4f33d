import { describe, expect, it } from "vitest";

import type { Condition } from "../types";
import { added, changeAt, denied, depthOf, fits, leavesOf } from "./conditions";

const leaf = (trigger: string): Condition => ({ trigger, fields: {} });

describe("the tree of conditions", () => {
  it("grows a single condition into a group", () => {
    expect(added(leaf("a"), leaf("b"))).toEqual({ all: [leaf("a"), leaf("b")] });
    expect(added({ any: [leaf("a")] }, leaf("b"))).toEqual({ any: [leaf("a"), leaf("b")] });
  });

  it("changes a part deep inside", () => {
    const root: Condition = { all: [leaf("a"), { not: { any: [leaf("b"), leaf("c")] } }] };
    expect(changeAt(root, [1, "not", 0], () => leaf("x"))).toEqual({
      all: [leaf("a"), { not: { any: [leaf("x"), leaf("c")] } }],
    });
  });

  it("closes up behind what is taken away", () => {
    const root: Condition = { all: [leaf("a"), { not: { any: [leaf("b")] } }] };
    expect(changeAt(root, [1, "not", 0], () => null)).toEqual(leaf("a"));
    expect(changeAt(leaf("a"), [], () => null)).toBeNull();
  });

  it("denies and takes the denial back", () => {
    expect(denied(leaf("a"))).toEqual({ not: leaf("a") });
    expect(denied(denied(leaf("a")))).toEqual(leaf("a"));
  });

  it("knows how deep the server lets it go", () => {
    const wrapped = (times: number): Condition => (times ? { not: wrapped(times - 1) } : leaf("a"));
    expect(depthOf(wrapped(4))).toBe(4);
    expect(fits(wrapped(4))).toBe(true);
    expect(fits(wrapped(5))).toBe(false);
    expect(fits({ all: [] })).toBe(false);
    expect(leavesOf({ all: [leaf("a"), wrapped(2)] })).toHaveLength(2);
  });
});
