/** The confidence below which answers go to people: found in rules, and set in them. */

import type { Condition, Rule, TriggerSchema } from "../types";
import { groupOf, isLeaf } from "./conditions";
import { ruleOfTrigger, withRule } from "./rules";

const KIND = "low_confidence";

/** The highest threshold that alone brings in a person, 0..1; null when no rule asks. */
export function thresholdOf(rules: Rule[]): number | null {
  const found = rules.filter((rule) => rule.enabled).flatMap((rule) => alone(rule.when));
  return found.length ? Math.max(...found) : null;
}

/** Thresholds of which one alone makes the condition hold. */
function alone(condition: Condition): number[] {
  if (isLeaf(condition)) {
    const { threshold } = condition.fields;
    return condition.trigger === KIND && typeof threshold === "number" ? [threshold] : [];
  }
  const group = groupOf(condition);
  if (!group || (group.mode === "all" && group.parts.length > 1)) return [];
  return group.parts.flatMap(alone);
}

/** The rules with this threshold in the rule of that key; with a new rule where there is none. */
export function withThreshold(
  rules: Rule[],
  key: string | null,
  threshold: number,
  schemas: TriggerSchema[],
): Rule[] {
  if (rules.some((rule) => rule.key === key)) {
    return rules.map((rule) =>
      rule.key === key ? { ...rule, when: withValue(rule.when, threshold) } : rule,
    );
  }
  const schema = schemas.find((one) => one.kind === KIND);
  if (!schema) return rules;
  const rule = ruleOfTrigger(schema);
  return withRule(rules, { ...rule, when: withValue(rule.when, threshold) });
}

function withValue(condition: Condition, threshold: number): Condition {
  if (isLeaf(condition)) {
    if (condition.trigger !== KIND) return condition;
    return { ...condition, fields: { ...condition.fields, threshold } };
  }
  if ("not" in condition) return { not: withValue(condition.not, threshold) };
  const parts = (part: Condition): Condition => withValue(part, threshold);
  return "all" in condition ? { all: condition.all.map(parts) } : { any: condition.any.map(parts) };
}
