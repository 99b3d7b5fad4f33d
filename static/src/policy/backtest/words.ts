/** Words for numbers and kinds, in one place. */

import type { AnswerKind, Kind } from "./types";

export const KIND_WORDS: Record<Kind, { label: string; about: string }> = {
  newly_escalated: {
    label: "Newly escalated",
    about: "The assistant kept them; a person would get them.",
  },
  no_longer_escalated: {
    label: "No longer escalated",
    about: "A person got them; the assistant would go on.",
  },
  earlier: { label: "Earlier", about: "A person comes in at an earlier turn." },
  later: { label: "Later", about: "A person comes in at a later turn." },
  other_reason: { label: "Another reason", about: "At the same turn, by another rule." },
  unchanged: { label: "Unchanged", about: "Nothing changes for these visitors." },
};

export const ANSWER_WORDS: Record<AnswerKind, { what: string; becomes: string; good: boolean }> = {
  wrong_caught: { what: "known wrong answer", becomes: "would not be shown", good: true },
  right_wasted: { what: "known good answer", becomes: "would not be shown", good: false },
  wrong_let_through: { what: "known wrong answer", becomes: "would be shown", good: false },
  right_freed: { what: "known good answer", becomes: "would be shown", good: true },
};

const plain = new Intl.NumberFormat();
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export function whole(number: number): string {
  return plain.format(number);
}

export function tenth(number: number): string {
  return tenths.format(number);
}

export function percent(share: number): string {
  return `${tenths.format(share * 100)} %`;
}

export function several(number: number, one: string, more = `${one}s`): string {
  return `${plain.format(number)} ${number === 1 ? one : more}`;
}

const at = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

export function when(date: Date): string {
  return at.format(date);
}
