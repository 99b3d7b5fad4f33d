/** Settings of nodes in words: a value, and what is different between two. */

import { isSame } from "../state/compare";
import { spoken } from "../state/conditions";
import { keyOf } from "../state/graph";
import { type Field, fieldsOf, humanised } from "../state/schema";
import type { Condition, Fact, Json, NodeKind, References } from "../types";

export interface Words {
  facts: readonly Fact[];
  references: References;
}

export interface Change {
  what: string;
  before: string;
  after: string;
}

const LONGEST = 240;

/** Which setting changed from what to what; lists are told entry by entry. */
export function changesOf(
  kind: NodeKind | undefined,
  change: { field: string; title: string; before: Json; after: Json },
  words: Words,
): Change[] {
  const field = kind && fieldsOf(kind.schema).find((one) => one.name === change.field);
  const title = change.title || field?.title || humanised(change.field);
  const key = kind?.port_list?.field === change.field ? kind.port_list.key_field : "key";
  return changes(title, field, change.before, change.after, words, key);
}

function changes(
  what: string,
  field: Field | undefined,
  before: Json,
  after: Json,
  words: Words,
  key: string,
): Change[] {
  if (isSame(before, after)) return [];
  if (
    field?.entry &&
    field.widget !== "condition" &&
    Array.isArray(before) &&
    Array.isArray(after)
  ) {
    return entryChanges(what, field.entry, before, after, words, key);
  }
  return [{ what, before: inWords(before, field, words), after: inWords(after, field, words) }];
}

function entryChanges(
  what: string,
  fields: Field[],
  before: Json[],
  after: Json[],
  words: Words,
  key: string,
): Change[] {
  const idOf = (entry: Json, index: number): string => keyOf(entry, key) || String(index);
  const old = new Map(before.map((entry, index) => [idOf(entry, index), entry]));
  const now = new Map(after.map((entry, index) => [idOf(entry, index), entry]));
  const found: Change[] = [];
  for (const [id, entry] of old) {
    if (!now.has(id)) found.push({ what, before: inWords(entry, undefined, words), after: "" });
  }
  for (const [id, entry] of now) {
    const earlier = old.get(id);
    if (earlier === undefined) {
      found.push({ what, before: "", after: inWords(entry, undefined, words) });
      continue;
    }
    const name = `${what}, ${nameOfEntry(entry) || nameOfEntry(earlier) || "an entry"}`;
    for (const field of fields) {
      const [left, right] = [partOf(earlier, field.name), partOf(entry, field.name)];
      found.push(...changes(`${name}: ${field.title}`, field, left, right, words, key));
    }
  }
  if (found.length) return found;
  return [
    { what, before: listed(before, undefined, words), after: listed(after, undefined, words) },
  ];
}

function partOf(entry: Json, name: string): Json {
  return isRecord(entry) ? (entry[name] ?? null) : null;
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOfEntry(entry: Json): string {
  if (!isRecord(entry)) return "";
  const name = [entry["label"], entry["title"], entry["name"]].find(
    (one) => typeof one === "string" && one !== "",
  );
  return typeof name === "string" ? `“${name}”` : "";
}

/** One value as a person would say it. */
export function inWords(value: Json, field: Field | undefined, words: Words): string {
  if (value === null || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return listed(value, field, words);
  if (isRecord(value)) return recordWords(value, words);
  const label = field?.choices.find((one) => one.value === value)?.label;
  if (label) return label;
  if (typeof value === "number") return `${value} ${field?.unit ?? ""}`.trim();
  const known = field?.reference ? words.references[field.reference] : undefined;
  const name = known?.find((one) => one.slug === value)?.name;
  return name ?? `“${shortened(value)}”`;
}

function listed(entries: Json[], field: Field | undefined, words: Words): string {
  if (!entries.length) return "nothing";
  return entries.map((entry) => inWords(entry, field?.single ?? undefined, words)).join(", ");
}

function recordWords(value: Record<string, Json>, words: Words): string {
  if (typeof value["fact"] === "string" && typeof value["operator"] === "string") {
    return spoken(value as unknown as Condition, words.facts);
  }
  const name = nameOfEntry(value);
  if (name) return name;
  const parts = Object.entries(value)
    .filter(([key, one]) => key !== "key" && one !== null && one !== "")
    .map(([key, one]) => `${humanised(key).toLowerCase()} ${inWords(one, undefined, words)}`);
  return parts.join(", ") || "nothing";
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;
}
