/** A wait in words: where the visitor stands, how long it may be, what is in the way; pure. */

import type { ChooseWay, WaitingFrame } from "../protocol";
import { fill } from "../widget/i18n";
import { spanWords, type Span } from "./span";
import { opensWords, type Moment } from "./when";
import type { WaitWords } from "./words";

export type Way = ChooseWay["way"];

export interface Told {
  head: string;
  /** "about 2 to 5 minutes"; empty where nobody can say. */
  span: string;
  /** What is in the way, and when people reply again. */
  why: string;
  opens: string;
  ways: Way[];
  /** Changes with what is worth telling a screen reader; figures alone are not. */
  key: string;
}

/** `isAsked`: an agent has the conversation before them and may take it. */
export function toldOf(
  { position, note, opens_at, ways }: WaitingFrame,
  isAsked: boolean,
  span: Span | null,
  words: WaitWords,
  moment: Moment,
): Told {
  const key = `${isAsked} ${position} ${note}`;
  if (isAsked) return { head: words.asking, span: "", why: "", opens: "", ways: [], key };
  const place = position === 1 ? words.next : position && fill(words.place, { position });
  const why = note ? words[note] : "";
  // Nobody is being looked for where nobody is there.
  const isAway = !place && (note === "closed" || note === "nobody");
  const opens = opensWords(opens_at, words, moment);
  return {
    head: place || (isAway ? why : words.looking),
    span: span ? spanWords(span, words) : "",
    why: [isAway ? "" : why, opens].filter(Boolean).join(". "),
    opens,
    ways,
    key,
  };
}
