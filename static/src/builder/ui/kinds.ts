/** The kinds of nodes as the palette and the menus show them. */

import type { Category, NodeKind } from "../types";

export const CATEGORIES: { name: Category; label: string }[] = [
  { name: "start", label: "Start" },
  { name: "talk", label: "Talk" },
  { name: "ai", label: "AI" },
  { name: "logic", label: "Logic" },
  { name: "human", label: "Human" },
  { name: "data", label: "Data" },
  { name: "end", label: "End" },
];

/** Kinds that may be added and match all the words, the best matches first. */
export function matching(kinds: readonly NodeKind[], words: string): NodeKind[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (kind: NodeKind): number => {
    const label = kind.label.toLowerCase();
    const all = `${label} ${kind.kind} ${kind.category} ${kind.help.toLowerCase()}`;
    if (!wanted.every((word) => all.includes(word))) return -1;
    const [first = ""] = wanted;
    return label.startsWith(first) ? 3 : label.includes(first) ? 2 : 1;
  };
  return kinds
    .filter((kind) => kind.kind !== "start" && rank(kind) > 0)
    .sort((left, right) => (wanted.length ? rank(right) - rank(left) : 0));
}
