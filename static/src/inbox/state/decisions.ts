/** Why the assistant did what it did: decisions gathered from entries and messages; pure. */

import type { EntryView, Item, MessageItem } from "../../protocol";
import { number, numbers, record, records, text } from "./read";

export interface Fired {
  kind: string;
  sentence: string;
}

export interface Decision {
  seq: number;
  at: string;
  turn: number | null;
  stage: string;
  verdict: string;
  confidence: number | null;
  fired: Fired[];
  /** Visitor's words that a rule heard, when the entry says so. */
  evidence: string[];
}

/** What staff see about an answer of the assistant. */
export interface AnswerDetail {
  confidence: number | null;
  parts: [string, number][];
  /** The verdict, where it is told; else empty. */
  decision: string;
  turn: number | null;
  provider: string;
  /** The confidence was calibrated on this desk's own answers. */
  ownCalibration: boolean;
  fired: Fired[];
  passages: { title: string; url: string; score: number | null }[];
}

export function detailOf(item: MessageItem): AnswerDetail | null {
  if (!item.detail) return null;
  const { detail } = item;
  return {
    confidence: number(detail["confidence"]),
    parts: numbers(detail["confidence_parts"]),
    decision: typeof detail["decision"] === "string" ? detail["decision"] : "",
    turn: number(detail["turn"]),
    provider: text(detail["provider"]),
    ownCalibration: detail["own_calibration"] === true,
    fired: firedOf(detail["fired"]),
    passages: records(detail["passages"]).map((one) => ({
      title: text(one["title"]) || text(one["url"]),
      url: text(one["url"]),
      score: number(one["score"]),
    })),
  };
}

/** The decision that an `answer.judged` entry holds. */
export function judgedOf({ seq, at, payload }: EntryView): Decision {
  return {
    seq,
    at,
    turn: number(payload["turn"]),
    stage: text(payload["stage"]),
    verdict: text(payload["verdict"]) || text(record(payload["verdict"])["action"]),
    confidence: number(payload["confidence"]),
    fired: firedOf(payload["fired"]),
    evidence: [],
  };
}

/**
 * All decisions, oldest first: the judged ones, and those that only the thread tells (of entries
 * older than what this page has heard).
 */
export function decisionTimeline(judged: readonly Decision[], items: readonly Item[]): Decision[] {
  const told = items.flatMap((item) => toldBy(item) ?? []);
  const merged = judged.map((one) => ({
    ...one,
    evidence: told.find((other) => isSame(one, other))?.evidence ?? one.evidence,
  }));
  const others = told.filter((one) => !judged.some((other) => isSame(other, one)));
  return [...merged, ...others].sort((one, other) => one.seq - other.seq);
}

/** An escalation follows its judgement within a few entries: the notice, the move, the queue. */
const SOON = 8;

function isSame(judged: Decision, told: Decision): boolean {
  if (told.turn !== null) return judged.turn === told.turn;
  const later = told.seq - judged.seq;
  return judged.verdict === told.verdict && later > 0 && later <= SOON;
}

function toldBy(item: Item): Decision | null {
  if (item.type === "message") return answered(item);
  if (item.type === "line" && item.kind === "conversation.escalated") {
    const { data } = item;
    return {
      seq: item.seq,
      at: item.at,
      turn: null,
      stage: "",
      verdict: "escalate",
      confidence: number(data["confidence"]) ?? number(record(data["confidence"])["value"]),
      fired: firedOf(data["fired"]),
      evidence: evidenceOf(data["fired"]),
    };
  }
  return null;
}

function answered(item: MessageItem): Decision | null {
  const detail = detailOf(item);
  if (!detail || item.author !== "assistant") return null;
  return {
    seq: item.seq,
    at: item.at,
    turn: detail.turn,
    stage: "",
    verdict: detail.decision || "reply",
    confidence: detail.confidence,
    fired: detail.fired,
    evidence: [],
  };
}

function firedOf(value: unknown): Fired[] {
  return records(value)
    .map((one) => ({ kind: text(one["kind"]), sentence: text(one["sentence"]) }))
    .filter(({ kind, sentence }) => kind || sentence);
}

function evidenceOf(value: unknown): string[] {
  return records(value).flatMap(({ evidence }) =>
    (Array.isArray(evidence) ? evidence : [evidence])
      .map((one) => (typeof one === "string" ? one : text(record(one)["text"])))
      .filter(Boolean),
  );
}
