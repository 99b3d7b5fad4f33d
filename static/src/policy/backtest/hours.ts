/** Conversations by the hour of the day, as the clock of the reader shows it. Pure. */

export interface HourOfDay {
  hour: number;
  live: number; // on its busiest day
  draft: number;
  liveMean: number; // a day
  draftMean: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `hours`: [hours since 1970, live, draft]. Always 24 of them. */
export function byHourOfDay(
  hours: readonly (readonly [number, number, number])[],
  since: string,
  until: string,
): HourOfDay[] {
  const days = Math.max(1, Math.round((Date.parse(until) - Date.parse(since)) / DAY_MS));
  const found = Array.from({ length: 24 }, (_, hour) => ({
    hour,
    live: 0,
    draft: 0,
    liveMean: 0,
    draftMean: 0,
  }));
  for (const [at, live, draft] of hours) {
    const one = found[new Date(at * HOUR_MS).getHours()];
    if (!one) continue;
    one.live = Math.max(one.live, live);
    one.draft = Math.max(one.draft, draft);
    one.liveMean += live / days;
    one.draftMean += draft / days;
  }
  return found;
}

/** The hour with the most conversations: [hours since 1970, how many]. */
export function busiestOf(
  hours: readonly (readonly [number, number, number])[],
  side: 1 | 2,
): { at: Date; number: number } | null {
  let found: { at: Date; number: number } | null = null;
  for (const one of hours) {
    if (one[side] > (found?.number ?? 0)) {
      found = { at: new Date(one[0] * HOUR_MS), number: one[side] };
    }
  }
  return found;
}
