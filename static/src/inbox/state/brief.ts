/** The brief that comes with a handoff, and what is known about its visitor; pure. */

import {
  attributes,
  list,
  number,
  numbers,
  record,
  records,
  text,
  texts,
  type Loose,
} from "./read";

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
  /** Of this conversation; null when nobody said. */
  tags: string[] | null;
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

/** Words that made a rule fire: characters `start` to `end` of message `seq`; 0 where unknown. */
export interface Quote {
  text: string;
  seq: number;
  start: number;
  end: number;
}

export interface Said {
  seq: number;
  text: string;
}

export interface Fact {
  name: string;
  kind: string;
  label: string;
  value: string;
  /** A form, the site or the record holds it; otherwise it stands in the visitor's words. */
  given: boolean;
  seqs: number[];
}

export interface Mood {
  seq: number;
  /** 0..1 */
  frustration: number;
}

export interface Canned {
  id: number;
  title: string;
  text: string;
}

/** A line that the visitor put right; an empty value takes it back. */
export interface Correction {
  name: string;
  kind: string;
  value: string;
  seq: number;
}

export interface Brief {
  /** Number of the entry that brought it; 0 when it came with the snapshot. */
  seq: number;
  why: string;
  reason: string;
  reason_label: string;
  confidence: BriefConfidence | null;
  evidence: Quote[];
  visitor: VisitorCard;
  summary: string;
  wants: string;
  /** The message in which it stands; 0 where unknown. */
  wantsSeq: number;
  intent: string;
  sentiment: string;
  facts: Fact[];
  asked: Said[];
  answers: BriefAnswer[];
  promised: (Said & { kind: string })[];
  tried: Said[];
  lookedUp: (Source & { score: number | null })[];
  mood: Mood[];
  suggestion: { text: string; checked: boolean; sources: Source[] } | null;
  /** A whole first reply; empty where there is only a suggestion. */
  reply: string;
  canned: Canned[];
  corrections: Correction[];
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
    evidence: list(brief["evidence"])
      .map(quoteOf)
      .filter((quote) => quote.text),
    visitor: visitorOf(brief["visitor"]),
    summary: text(brief["summary"]),
    wants: text(brief["wants"]),
    wantsSeq: number(list(record(record(brief["traces"])["wants"])["seqs"])[0]) ?? 0,
    intent: text(brief["intent"]),
    sentiment: text(brief["sentiment"]),
    facts: records(brief["facts"]).map(factOf),
    asked: records(brief["asked"]).map(saidOf),
    answers: records(brief["answers"]).map((one) => ({
      seq: number(one["seq"]) ?? 0,
      text: text(one["text"]),
      confidence: number(one["confidence"]),
      sources: sourcesOf(one["sources"]),
    })),
    promised: records(brief["promised"]).map((one) => ({
      ...saidOf(one),
      kind: text(one["kind"]),
    })),
    tried: records(brief["tried"])
      .map(saidOf)
      .filter((one) => one.text),
    // Older briefs hold articles under "tried".
    lookedUp: [...records(brief["looked_up"]), ...records(brief["tried"])]
      .filter((one) => "title" in one)
      .map((one) => ({ ...sourceOf(one), score: number(one["score"]) })),
    mood: records(brief["mood"]).map((one) => ({
      seq: number(one["seq"]) ?? 0,
      frustration: number(one["frustration"]) ?? 0,
    })),
    reply: text(record(brief["reply"])["text"]),
    canned: records(brief["canned"]).map((one) => ({
      id: number(one["id"]) ?? 0,
      title: text(one["title"]),
      text: text(one["text"]),
    })),
    corrections: records(brief["corrections"]).map((one) =>
      correctionOf(one, number(one["seq"]) ?? 0),
    ),
    suggestion: suggestionOf(brief["suggestion"]),
    missing: text(brief["missing"]) || texts(brief["missing"]).join("; "),
    waiting_since: text(brief["waiting_since"]),
  };
}

function quoteOf(value: unknown): Quote {
  if (typeof value === "string") return { text: value, seq: 0, start: 0, end: 0 };
  const quote = record(value);
  return {
    text: text(quote["text"]),
    seq: number(quote["seq"]) ?? 0,
    start: number(quote["start"]) ?? 0,
    end: number(quote["end"]) ?? 0,
  };
}

function saidOf(one: Loose): Said {
  return { seq: number(one["seq"]) ?? 0, text: text(one["text"]) };
}

function factOf(one: Loose): Fact {
  return {
    name: text(one["name"]),
    kind: text(one["kind"]),
    label: text(one["label"]),
    value: text(one["value"]),
    given: one["sure"] === "given",
    seqs: list(one["seqs"]).flatMap((seq) => number(seq) ?? []),
  };
}

function correctionOf(one: Loose, seq: number): Correction {
  return { name: text(one["name"]), kind: text(one["kind"]), value: text(one["value"]), seq };
}

/** The brief with what the visitor put right in the entry of this number. */
export function corrected(brief: Brief, payload: Loose, seq: number): Brief {
  const lines = records(payload["lines"]).map((one) => correctionOf(one, seq));
  return { ...brief, corrections: [...brief.corrections, ...lines] };
}

/** The newest correction of a line, or null. */
export function correctionFor({ corrections }: Brief, name: string): Correction | null {
  return corrections.findLast((one) => one.name === name) ?? null;
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
    tags: visitor["tags"] === undefined ? null : texts(visitor["tags"]),
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
    tags: newer.tags ?? older.tags,
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
  if (typeof value === "string" && value) return { text: value, checked: true, sources: [] };
  const suggestion = record(value);
  const words = text(suggestion["text"]);
  if (!words) return null;
  const checked = suggestion["checked"] !== false;
  return { text: words, checked, sources: sourcesOf(suggestion["sources"]) };
}
