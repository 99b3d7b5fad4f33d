/** What of the draft is not live yet. */

import type { Rule } from "../types";

export type Standing = "same" | "new" | "changed";

/** The same words for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

export interface Pending {
  standing: Record<string, Standing>;
  removed: Rule[];
  count: number;
}

/** How each rule of the draft stands to the live ones, by key, and which live ones it drops. */
export function pendingChanges(draft: Rule[], live: Rule[]): Pending {
  const known = new Map(live.map((rule) => [rule.key, rule]));
  const standing: Record<string, Standing> = {};
  for (const rule of draft) {
    const before = known.get(rule.key);
    standing[rule.key] = !before ? "new" : isSame(before, rule) ? "same" : "changed";
  }
  const removed = live.filter((rule) => !(rule.key in standing));
  const touched = Object.values(standing).filter((one) => one !== "same").length;
  return { standing, removed, count: touched + removed.length };
}
