/** Times as people say them: relative up to an hour, then by the reader's clock. Pure. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en", { weekday: "short" });
const dayMonth = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const longDay = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** Age in a list: "now", "4 min", "14:05", "Tue", "3 Mar". */
export function age(at: string | null, now: number): string {
  const then = at ? Date.parse(at) : NaN;
  if (Number.isNaN(then)) return "";
  const passed = now - then;
  if (passed < MINUTE) return "now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (isSameDay(then, now)) return clock.format(then);
  if (passed < 6 * 24 * HOUR) return weekday.format(then);
  return dayMonth.format(then);
}

/** The same in a sentence: "just now", "4 min ago", "14:05". */
export function ago(at: string | null, now: number): string {
  const words = age(at, now);
  if (words === "now") return "just now";
  return words.endsWith(" min") ? `${words} ago` : words;
}

/** How long somebody has been waiting: "0:41", "12:05", "1 h 05", "2 days". */
export function waited(since: string | null, now: number): string {
  const start = since ? Date.parse(since) : NaN;
  if (Number.isNaN(start)) return "";
  const seconds = Math.max(0, Math.floor((now - start) / 1000));
  if (seconds >= 48 * 3600) return `${Math.floor(seconds / 86_400)} days`;
  if (seconds >= 3600) {
    return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))}`;
  }
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

/** Seconds until then, never below zero. */
export function secondsLeft(deadline: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(deadline) - now) / 1000));
}

export function clockTime(at: string): string {
  const then = Date.parse(at);
  return Number.isNaN(then) ? "" : clock.format(then);
}

/** Date and time in full, for a tooltip. */
export function fullTime(at: string): string {
  const then = Date.parse(at);
  return Number.isNaN(then) ? "" : whole.format(then);
}

/** The heading over a day's messages. */
export function dayName(at: string, now: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return "";
  if (isSameDay(then, now)) return "Today";
  if (isSameDay(then, now - 24 * HOUR)) return "Yesterday";
  return longDay.format(then);
}

/** A point in time in a few words: "14:05" today, "Tue 14:05", "3 Mar 14:05". */
export function moment(at: string, now: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return "";
  if (isSameDay(then, now)) return clock.format(then);
  const near = Math.abs(then - now) < 6 * 24 * HOUR;
  return `${(near ? weekday : dayMonth).format(then)} ${clock.format(then)}`;
}

export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
