/** Pure operations on the tree of conditions. A path leads from the root to a part. */

import type { Condition, Leaf, TriggerSchema } from "../types";

export type Step = number | "not";
export type Path = readonly Step[];
export type Mode = "all" | "any";

/** As on the server: groups within groups, and parts of one group. */
export const DEEPEST = 4;
export const MOST_PARTS = 20;

export function isLeaf(condition: Condition): condition is Leaf {
  return "trigger" in condition;
}

/** Mode and parts of a group; null for a trigger and for a denial. */
export function groupOf(condition: Condition): { mode: Mode; parts: Condition[] } | null {
  if ("all" in condition) return { mode: "all", parts: condition.all };
  if ("any" in condition) return { mode: "any", parts: condition.any };
  return null;
}

export function group(mode: Mode, parts: Condition[]): Condition {
  return mode === "all" ? { all: parts } : { any: parts };
}

/** A trigger with the fields that its form begins with. */
export function leafOf(schema: TriggerSchema): Leaf {
  return {
    trigger: schema.kind,
    fields: Object.fromEntries(schema.fields.map((field) => [field.name, field.default])),
  };
}

export function depthOf(condition: Condition): number {
  if (isLeaf(condition)) return 0;
  if ("not" in condition) return 1 + depthOf(condition.not);
  return 1 + Math.max(...(groupOf(condition)?.parts ?? []).map(depthOf), 0);
}

export function leavesOf(condition: Condition): Leaf[] {
  if (isLeaf(condition)) return [condition];
  if ("not" in condition) return leavesOf(condition.not);
  return (groupOf(condition)?.parts ?? []).flatMap(leavesOf);
}

/**
 * The tree with another part at the path; null from `change` takes the part away.
 * Groups that become empty go too, and one that is left with a single part becomes that part.
 */
export function changeAt(
  root: Condition,
  path: Path,
  change: (part: Condition) => Condition | null,
): Condition | null {
  const [step, ...rest] = path;
  if (step === undefined) return change(root);
  if ("not" in root) {
    const part = changeAt(root.not, rest, change);
    return part && { not: part };
  }
  const found = groupOf(root);
  if (!found) return root;
  const parts = found.parts.flatMap((part, index) => {
    if (index !== step) return [part];
    const next = changeAt(part, rest, change);
    return next ? [next] : [];
  });
  if (!parts.length) return null;
  const [only] = parts;
  if (only && parts.length === 1 && found.parts.length > 1) return only;
  return group(found.mode, parts);
}

/** The root with one more part; a root that is no group becomes one. */
export function added(root: Condition, part: Condition): Condition {
  const found = groupOf(root);
  return found ? group(found.mode, [...found.parts, part]) : { all: [root, part] };
}

/** "Not" in front, or taken away. */
export function denied(part: Condition): Condition {
  return "not" in part ? part.not : { not: part };
}

/** Whether the server would take this tree. */
export function fits(root: Condition): boolean {
  if (depthOf(root) > DEEPEST) return false;
  const check = (part: Condition): boolean => {
    if (isLeaf(part)) return true;
    if ("not" in part) return check(part.not);
    const parts = groupOf(part)?.parts ?? [];
    return parts.length > 0 && parts.length <= MOST_PARTS && parts.every(check);
  };
  return check(root);
}
