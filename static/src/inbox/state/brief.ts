/** The brief that comes with a handoff, and what is known about its visitor; pure. */

import { attributes, list, number, numbers, record, records, text, texts } from "./read";

export interface Source {
  title: string;
  url: string;
}

export interface Page {
  url: string;
  title: string;
  at: string;
}

export interface VisitorCard {
  name: string;
  email: string;
  attributes: [string, string][];
  language: string;
  /** How many conversations there were before; null when nobody said. */
  previous: number | null;
  /** The newest of them, as far as they were sent. */
  earlier: EarlierConversation[];
  start: Page;
  current_url: string;
  /** Pages since the start, oldest first. */
  pages: Page[];
}

export interface EarlierConversation {
  id: string;
  opened_at: string;
  outcome: string;
  last_text: string;
}

export interface BriefConfidence {
  value: number;
  label: string;
  parts: [string, number][];
}

export interface BriefAnswer {
  seq: number;
  text: string;
  confidence: number | null;
  sources: Source[];
}

export interface Brief {
  /** Number of the entry that brought it; 0 when it came with the snapshot. */
  seq: number;
  why: string;
  reason: string;
  reason_label: string;
  confidence: BriefConfidence | null;
  evidence: string[];
  visitor: VisitorCard;
  summary: string;
  wants: string;
  intent: string;
  sentiment: string;
  asked: { seq: number; text: string }[];
  answers: BriefAnswer[];
  tried: (Source & { score: number | null })[];
  suggestion: { text: string; sources: Source[] } | null;
  missing: string;
  waiting_since: string;
}

export function briefOf(value: unknown, seq = 0): Brief | null {
  const brief = record(value);
  if (!Object.keys(brief).length) return null;
  return {
    seq,
    why: text(brief["why"]),
    reason: text(brief["reason"]),
    reason_label: text(brief["reason_label"]),
    confidence: confidenceOf(brief["confidence"]),
    evidence: texts(brief["evidence"]),
    visitor: visitorOf(brief["visitor"]),
    summary: text(brief["summary"]),
    wants: text(brief["wants"]),
    intent: text(brief["intent"]),
    sentiment: text(brief["sentiment"]),
    asked: records(brief["asked"]).map((one) => ({
      seq: number(one["seq"]) ?? 0,
      text: text(one["text"]),
    })),
    answers: records(brief["answers"]).map((one) => ({
      seq: number(one["seq"]) ?? 0,
      text: text(one["text"]),
      confidence: number(one["confidence"]),
      sources: sourcesOf(one["sources"]),
    })),
    tried: records(brief["tried"]).map((one) => ({
      ...sourceOf(one),
      score: number(one["score"]),
    })),
    suggestion: suggestionOf(brief["suggestion"]),
    missing: text(brief["missing"]) || texts(brief["missing"]).join("; "),
    waiting_since: text(brief["waiting_since"]),
  };
}

export function confidenceOf(value: unknown): BriefConfidence | null {
  if (number(value) !== null) return { value: number(value) ?? 0, label: "", parts: [] };
  const confidence = record(value);
  const known = number(confidence["value"]);
  if (known === null) return null;
  return {
    value: known,
    label: text(confidence["label"]),
    parts: numbers(confidence["parts"]),
  };
}

export function visitorOf(value: unknown): VisitorCard {
  const visitor = record(value);
  const previous = visitor["previous_conversations"];
  return {
    name: text(visitor["name"]),
    email: text(visitor["email"]),
    attributes: attributes(visitor["attributes"]),
    language: text(visitor["language"]),
    previous: number(previous) ?? (Array.isArray(previous) ? previous.length : null),
    earlier: records(previous).map(earlierOf),
    start: {
      url: text(visitor["start_url"]),
      title: text(visitor["start_title"]),
      at: "",
    },
    current_url: text(visitor["current_url"]),
    pages: records(visitor["pages"]).map(pageOf),
  };
}

/** What two accounts of one visitor say together; the newer one leads where both speak. */
export function mergedVisitor(older: VisitorCard, newer: VisitorCard): VisitorCard {
  const known = new Map([...older.attributes, ...newer.attributes]);
  return {
    name: newer.name || older.name,
    email: newer.email || older.email,
    attributes: [...known],
    language: newer.language || older.language,
    previous: newer.previous ?? older.previous,
    earlier: newer.earlier.length ? newer.earlier : older.earlier,
    start: newer.start.url ? newer.start : older.start,
    current_url: newer.current_url || older.current_url,
    pages: newer.pages.length >= older.pages.length ? newer.pages : older.pages,
  };
}

function earlierOf(one: Record<string, unknown>): EarlierConversation {
  return {
    id: text(one["id"]),
    opened_at: text(one["opened_at"]),
    outcome: text(one["outcome"]),
    last_text: text(one["last_text"]),
  };
}

export function pageOf(value: unknown): Page {
  const page = record(value);
  return { url: text(page["url"]), title: text(page["title"]), at: text(page["at"]) };
}

export function sourcesOf(value: unknown): Source[] {
  return list(value).map(sourceOf);
}

function sourceOf(value: unknown): Source {
  if (typeof value === "string") return { title: value, url: "" };
  const source = record(value);
  return { title: text(source["title"]) || text(source["url"]), url: text(source["url"]) };
}

function suggestionOf(value: unknown): Brief["suggestion"] {
  if (typeof value === "string" && value) return { text: value, sources: [] };
  const suggestion = record(value);
  const words = text(suggestion["text"]);
  return words ? { text: words, sources: sourcesOf(suggestion["sources"]) } : null;
}
