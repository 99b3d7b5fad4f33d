/** How long a wait may be, in steps that people say, and that hold still while figures waver; pure. */

import { fill } from "../widget/i18n";
import type { WaitWords } from "./words";

/** Minutes, each one of `STEPS`; `high` is Infinity beyond the last of them. */
export interface Span {
  low: number;
  high: number;
}

const STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60, 120, 180, 240];
/** What was said stays true enough while the figure is no further than this beyond its step. */
const SLACK = 0.15;

/** The wait from `low_s` to `high_s` seconds, in the words of `before` as long as they hold. */
export function spanOf(low_s: number, high_s: number, before: Span | null): Span {
  const exact = { low: lowOf(low_s / 60), high: highOf(high_s / 60) };
  if (!before) return exact;
  const low = holdsLow(before.low, low_s / 60) ? before.low : exact.low;
  const high = holdsHigh(before.high, high_s / 60) ? before.high : exact.high;
  return low > high ? exact : { low, high };
}

function lowOf(minutes: number): number {
  return STEPS.findLast((step) => step <= minutes) ?? 0;
}

function highOf(minutes: number): number {
  return STEPS.find((step) => step >= minutes) ?? Infinity;
}

function holdsLow(step: number, minutes: number): boolean {
  const next = STEPS.find((one) => one > step) ?? Infinity;
  return minutes >= step * (1 - SLACK) && minutes < next * (1 + SLACK);
}

function holdsHigh(step: number, minutes: number): boolean {
  const previous = STEPS.findLast((one) => one < step) ?? 0;
  return minutes > previous * (1 - SLACK) && minutes <= step * (1 + SLACK);
}

/** "about 2 to 5 minutes"; empty when it could be anything. */
export function spanWords({ low, high }: Span, words: WaitWords): string {
  const time = (minutes: number): string => timeWords(minutes, words);
  if (high === Infinity) return low ? fill(words.over, { low: time(low) }) : "";
  if (high <= 1) return words.under;
  if (!low) return fill(words.upTo, { high: time(high) });
  if (low === high) return fill(words.about, { high: time(high) });
  // The unit is said once where both have the same.
  const isSame = low < 60 === high < 60;
  const first = isSame ? (low < 60 ? low : low / 60) : time(low);
  return fill(words.between, { low: first, high: time(high) });
}

function timeWords(minutes: number, { hour, locale }: WaitWords): string {
  if (minutes === 60) return hour;
  const [value, unit] = minutes < 60 ? [minutes, "minute"] : [minutes / 60, "hour"];
  return value.toLocaleString(locale, { style: "unit", unit, unitDisplay: "long" });
}
