/** Days and hours that are to come, by the visitor's own clock and calendar; pure. */

import { fill } from "../widget/i18n";
import type { WaitWords } from "./words";

const DAY_MS = 24 * 60 * 60_000;

/** The visitor's own zone if it is left out. */
export interface Moment {
  now: number;
  timeZone?: string;
}

/** `template` with {day} ("today", "tomorrow", "on Tuesday", "on Tuesday 8 December") and {time}. */
export function atWords(template: string, at: string, words: WaitWords, moment: Moment): string {
  const { timeZone } = moment;
  const time = new Date(at).toLocaleTimeString(words.locale, {
    hour: "numeric",
    minute: "2-digit",
    timeZone,
  });
  return fill(template, { time, day: dayWords(at, words, moment) });
}

/** "We reply from 8:00 tomorrow"; empty when that is past, or nobody knows. */
export function opensWords(
  at: string | null | undefined,
  words: WaitWords,
  moment: Moment,
): string {
  if (!at || !(Date.parse(at) > moment.now)) return "";
  return atWords(daysUntil(at, moment) ? words.opens : words.opensToday, at, words, moment);
}

function dayWords(at: string, words: WaitWords, moment: Moment): string {
  const { locale } = words;
  const days = daysUntil(at, moment);
  if (days === 0 || days === 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  }
  // A week ahead the name of a day means another one.
  const date = days > 1 && days < 7 ? {} : ({ day: "numeric", month: "long" } as const);
  const { timeZone } = moment;
  const day = new Date(at).toLocaleDateString(locale, { weekday: "long", ...date, timeZone });
  return fill(words.day, { day });
}

/** Midnights between now and then. */
function daysUntil(at: string, { now, timeZone }: Moment): number {
  // Swedish writes a date as ISO 8601 does.
  const dateOf = (time: Date): number => Date.parse(time.toLocaleDateString("sv", { timeZone }));
  return Math.round((dateOf(new Date(at)) - dateOf(new Date(now))) / DAY_MS);
}
