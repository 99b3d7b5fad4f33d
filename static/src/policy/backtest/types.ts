/** What a backtest answers; the same names as in escalation/backtest/report.py. */

export const KINDS = [
  "newly_escalated",
  "no_longer_escalated",
  "earlier",
  "later",
  "other_reason",
  "unchanged",
] as const;
export type Kind = (typeof KINDS)[number];

/** Why a person came in. */
export interface Said {
  rule: string;
  kind: string;
  reason: string;
  label: string;
}

/** A conversation behind a number. `known`: whether the answer that would have come is on record. */
export interface Row {
  id: string | null;
  number: number;
  decision: number;
  change?: Kind;
  at?: string;
  live?: Said | null;
  draft?: Said | null;
  known?: boolean;
}

export interface Counted {
  total: number;
  conversations: Row[];
}

export type AnswerKind = "wrong_caught" | "right_wasted" | "wrong_let_through" | "right_freed";

export interface Group extends Counted {
  counts: Record<string, number>;
}
export interface TriggerGroup extends Group {
  kind: string;
  label: string;
}
export interface RuleGroup extends Group {
  rule: string;
  sentence: string;
}

/** Parallel lists; see escalation/backtest/curve.py. */
export interface CurveData {
  rule: { key: string; index: number } | null;
  threshold: number | null;
  conversations: number;
  steps: number[];
  at: number[];
  hour0: number;
  hours: number[];
  answers: [number, number][];
}

export interface Staffing {
  agents: number;
  slots: number;
  minutes: number;
  handled: number;
}

export interface Result {
  against: { policy: string; version: number | null; rules: number };
  since: string;
  until: string;
  turns: number;
  ratings: number;
  conversations: number;
  changes: Record<Kind, Counted>;
  unknown: number;
  by_trigger: TriggerGroup[];
  by_rule: RuleGroup[];
  escalated: { live: number; draft: number };
  hours: [number, number, number][];
  answers: Record<AnswerKind, Counted>;
  outdated: Counted;
  unreadable: Counted;
  curve: CurveData;
  staffing: Staffing;
}

export interface Progress {
  progress: number;
  turns: number;
}
