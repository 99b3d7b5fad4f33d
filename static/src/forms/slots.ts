/** Times to choose from, as the visitor's clock and calendar show them; pure. */

import type { FormOption } from "../protocol";

export interface Slot {
  value: string;
  /** "10:30" */
  time: string;
  /** "Monday, 2 March, 10:30" */
  full: string;
}

export interface Day {
  name: string;
  slots: Slot[];
}

const TIME = { hour: "2-digit", minute: "2-digit" } as const;
const DAY = { weekday: "long", day: "numeric", month: "long" } as const;

/** The options that have not begun, in order, by day; `zone`: the visitor's own if left out. */
export function daysOf(
  options: readonly FormOption[],
  now: number,
  language: string,
  timeZone?: string,
): Day[] {
  const days = new Map<string, Day>();
  const inOrder = options
    .map(({ value }) => ({ value, at: new Date(value) }))
    .filter(({ at }) => at.getTime() > now)
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  for (const { value, at } of inOrder) {
    const name = at.toLocaleDateString(language, { ...DAY, timeZone });
    const time = at.toLocaleTimeString(language, { ...TIME, timeZone });
    const day = days.get(name) ?? { name, slots: [] };
    day.slots.push({ value, time, full: `${name}, ${time}` });
    days.set(name, day);
  }
  return [...days.values()];
}

/** A start in UTC as it is read back to the visitor; as it is when it is no time. */
export function slotWords(value: string, language: string, timeZone?: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return at.toLocaleString(language, { ...DAY, ...TIME, timeZone });
}
