/** Times as people say them: relative up to an hour, then by the clock; days by their names. */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export function timeWords(at: string, now: number, language: string): string {
  const then = new Date(at);
  const minutes = Math.floor((now - then.getTime()) / MINUTE_MS);
  if (minutes < 60) {
    const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
    return minutes < 1 ? format.format(0, "second") : format.format(-minutes, "minute");
  }
  return then.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

export function dayWords(at: string, now: number, language: string): string {
  const ago = [0, 1].find((days) => dayOf(new Date(now - days * DAY_MS)) === dayOf(at));
  if (ago !== undefined) {
    return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-ago, "day");
  }
  return new Date(at).toLocaleDateString(language, {
    weekday: "long",
    day: "numeric",
    month: "long",
  });
}

export function dayOf(at: string | number | Date): string {
  return new Date(at).toDateString();
}
