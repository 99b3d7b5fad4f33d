/** One line about a node's settings, for its face on the canvas and its row in the list. */

import type { Condition, Fact, FlowNode, Json, NodeKind, References } from "../types";
import { settingsOf } from "./graph";
import { spoken } from "./conditions";
import { type Field, fieldsOf, isShown } from "./schema";

const LONGEST = 90;

export function summaryOf(
  node: FlowNode,
  kind: NodeKind | undefined,
  facts: readonly Fact[],
  references: References,
): string {
  if (!kind) return "This kind of node is not known here.";
  const settings = settingsOf(node, kind);
  for (const field of fieldsOf(kind.schema)) {
    if (field.isAdvanced || !isShown(field, settings)) continue;
    const words = wordsOf(field, settings[field.name] ?? null, facts, references);
    if (words) return shortened(words);
  }
  return "";
}

function wordsOf(
  field: Field,
  value: Json,
  facts: readonly Fact[],
  references: References,
): string {
  switch (field.widget) {
    case "text":
    case "long_text":
    case "template":
      return typeof value === "string" ? value.replaceAll(/\s+/g, " ").trim() : "";
    case "reference": {
      if (typeof value !== "string" || !value) return "";
      const known = field.reference ? references[field.reference] : undefined;
      return `${field.title}: ${known?.find((one) => one.slug === value)?.name ?? value}`;
    }
    case "select": {
      const label = field.choices.find((one) => one.value === value)?.label;
      return label ? `${field.title}: ${label}` : "";
    }
    case "number":
    case "minutes":
      return typeof value === "number" ? `${field.title}: ${value} ${field.unit}`.trim() : "";
    case "list":
      return Array.isArray(value) ? listed(field, value, facts) : "";
    default:
      return "";
  }
}

function listed(field: Field, entries: Json[], facts: readonly Fact[]): string {
  const words = entries.map((entry) => entryWords(entry, facts)).filter(Boolean);
  return words.length ? `${field.title}: ${words.join(", ")}` : "";
}

function entryWords(entry: Json, facts: readonly Fact[]): string {
  if (typeof entry === "string") return entry;
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return "";
  const conditions = entry["conditions"];
  if (Array.isArray(conditions) && conditions[0]) {
    return spoken(conditions[0] as unknown as Condition, facts);
  }
  const words = entry["label"] ?? entry["title"] ?? entry["name"];
  return typeof words === "string" ? words : "";
}

function shortened(words: string): string {
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1).trimEnd()}…` : words;
}
