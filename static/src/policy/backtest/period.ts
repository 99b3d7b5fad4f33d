/** The periods a manager may look at, in the time of the browser. */

export type PeriodName = "today" | "week" | "month" | "custom";

export const PERIODS: { value: PeriodName; label: string }[] = [
  { value: "today", label: "Today" },
  { value: "week", label: "7 days" },
  { value: "month", label: "30 days" },
  { value: "custom", label: "From … to" },
];

/** `from` and `to`: days as 2026-03-01, used for custom ones only; `to` is the last day. */
export interface Period {
  name: PeriodName;
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;

export function startingWith(now: Date): Period {
  return { name: "week", from: dayOf(new Date(now.getTime() - 6 * DAY_MS)), to: dayOf(now) };
}

/** Its ends in ISO 8601; null where the days make no period. */
export function endsOf(period: Period, now: Date): { since: string; until: string } | null {
  if (period.name === "custom") {
    const since = new Date(`${period.from}T00:00:00`);
    const last = new Date(`${period.to}T00:00:00`);
    last.setDate(last.getDate() + 1);
    return since.getTime() < last.getTime()
      ? { since: since.toISOString(), until: last.toISOString() }
      : null;
  }
  const days = { today: 0, week: 7, month: 30 }[period.name];
  const since = days
    ? new Date(now.getTime() - days * DAY_MS)
    : new Date(now.getFullYear(), now.getMonth(), now.getDate());
  return { since: since.toISOString(), until: now.toISOString() };
}

function dayOf(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
