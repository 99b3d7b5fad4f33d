import { expect, it } from "vitest";

import { keyword, SURE } from "../testing";
import type { Condition, Rule } from "../types";
import { ruleOf } from "./rules";
import { thresholdOf, withThreshold } from "./threshold";

const sure = (threshold: number): Condition => ({
  trigger: "low_confidence",
  fields: { threshold },
});
const rule = (when: Condition, rest: Partial<Rule> = {}): Rule =>
  ruleOf({ key: "s", when, ...rest });
const words = keyword("k", 80, "x");

it("finds the threshold that works alone", () => {
  expect(thresholdOf([words])).toBeNull();
  expect(thresholdOf([rule(sure(0.7)), rule({ any: [sure(0.8), words.when] })])).toBe(0.8);
  expect(thresholdOf([rule({ all: [sure(0.8), words.when] })])).toBeNull();
  expect(thresholdOf([rule({ not: sure(0.8) })])).toBeNull();
  expect(thresholdOf([rule(sure(0.7), { enabled: false })])).toBeNull();
});

it("sets it where it stands, and adds a rule where there is none", () => {
  const set = withThreshold([words, rule({ any: [sure(0.7)] })], "s", 0.9, [SURE]);
  expect(thresholdOf(set)).toBe(0.9);
  expect(set[0]).toBe(words);
  const added = withThreshold([words], null, 0.6, [SURE]);
  expect(added).toHaveLength(2);
  expect(thresholdOf(added)).toBe(0.6);
});
