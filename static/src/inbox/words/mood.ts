/** How annoyed somebody reads, in words; pure. */

/** Below the first they are calm, below the second tense. */
const TENSE = 0.35;
const ANNOYED = 0.65;
/** Less than this is no change. */
const STEP = 0.2;

export type Temper = "calm" | "tense" | "annoyed";

export function temperOf(value: number): Temper {
  return value >= ANNOYED ? "annoyed" : value >= TENSE ? "tense" : "calm";
}

/** "calm, then annoyed", "tense all along". `values`: 0..1, oldest first. */
export function moodWords(values: readonly number[]): string {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined) return "";
  const [before, now] = [temperOf(first), temperOf(last)];
  if (values.length === 1) return now;
  const peak = Math.max(...values);
  if (before === now && temperOf(peak) === now) return `${now} all along`;
  if (peak - last >= STEP && temperOf(peak) !== now) return `${temperOf(peak)} before, ${now} now`;
  return before === now ? now : `${before} at first, ${now} now`;
}
