/** Pure operations on the list of rules, the most important first. */

import type { Recipe, Rule, TriggerSchema } from "../types";
import { leafOf } from "./conditions";

export const LOWEST = 0;
export const HIGHEST = 100;
const STEP = 5; // beyond the first and the last, so that there is room for more

export function newKey(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 12);
}

/** A rule that changes nothing but what is said. */
export function ruleOf(given: Partial<Rule> & Pick<Rule, "when">): Rule {
  return {
    priority: 50,
    urgency: "",
    reason: "",
    enabled: true,
    queue_slug: "",
    messages: {},
    cooldown_s: 0,
    min_exchanges: 0,
    schedule: {},
    ...given,
    key: given.key ?? newKey(),
  };
}

export function ruleOfTrigger(schema: TriggerSchema): Rule {
  return ruleOf({ when: leafOf(schema), priority: schema.default_priority });
}

/** Recipes leave out fields that take their defaults. */
export function ruleOfRecipe(recipe: Recipe, schemas: TriggerSchema[]): Rule {
  return ruleOf({ ...recipe.rule, when: filled(recipe.rule.when, schemas) });
}

function filled(when: Rule["when"], schemas: TriggerSchema[]): Rule["when"] {
  if ("all" in when) return { all: when.all.map((part) => filled(part, schemas)) };
  if ("any" in when) return { any: when.any.map((part) => filled(part, schemas)) };
  if ("not" in when) return { not: filled(when.not, schemas) };
  const schema = schemas.find((one) => one.kind === when.trigger);
  const defaults = schema ? leafOf(schema).fields : {};
  return { trigger: when.trigger, fields: { ...defaults, ...when.fields } };
}

/** The most important first; equal ones keep their order, as on the server. */
export function sorted(rules: Rule[]): Rule[] {
  return [...rules].sort((one, other) => other.priority - one.priority);
}

export function withRule(rules: Rule[], rule: Rule): Rule[] {
  return sorted([...rules, rule]);
}

export function changed(rules: Rule[], key: string, change: Partial<Rule>): Rule[] {
  return sorted(rules.map((rule) => (rule.key === key ? { ...rule, ...change } : rule)));
}

export function without(rules: Rule[], key: string): Rule[] {
  return rules.filter((rule) => rule.key !== key);
}

/** A copy right below, switched off until somebody has looked at it. */
export function duplicated(rules: Rule[], key: string, copy: string): Rule[] {
  return rules.flatMap((rule) =>
    rule.key === key ? [rule, { ...structuredClone(rule), key: copy, enabled: false }] : [rule],
  );
}

/** The rule at another place, with a priority that keeps it there. */
export function moved(rules: Rule[], key: string, place: number): Rule[] {
  const rule = rules.find((one) => one.key === key);
  if (!rule) return rules;
  const rest = without(rules, key);
  const at = Math.max(0, Math.min(place, rest.length));
  const priority = between(rest[at - 1]?.priority, rest[at]?.priority, rule.priority);
  return [...rest.slice(0, at), { ...rule, priority }, ...rest.slice(at)];
}

/** A priority between two neighbours; its own where that fits. Equal ones keep the list's order. */
function between(above: number | undefined, below: number | undefined, own: number): number {
  const most = above ?? HIGHEST;
  const least = below ?? LOWEST;
  if (own < most && own > least) return own;
  if (above === undefined) return Math.min(HIGHEST, least + STEP);
  if (below === undefined) return Math.max(LOWEST, most - STEP);
  return Math.round((most + least) / 2);
}
