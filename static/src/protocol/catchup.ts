/** Decides when to ask for a resume: once per gap, and again when the answer does not come. */

import { isBehind, type Track } from "./track";

/** An answer to `resume` takes one round trip; after this long it is taken for lost. */
const ANSWER_MS = 3_000;

export class CatchUp {
  #asked: { after: number; at: number } | null = null;

  /** The number to resume after, or null when nothing is missing or the answer is under way. */
  ask(track: Track, now: number): number | null {
    const after = track.view.seq;
    if (!isBehind(track)) {
      this.#asked = null;
      return null;
    }
    if (this.#asked?.after === after && now - this.#asked.at < ANSWER_MS) return null;
    this.#asked = { after, at: now };
    return after;
  }

  /** The server sends what is missing unasked (after `hello`): do not ask at once. */
  expect(track: Track, now: number): void {
    this.#asked = { after: track.view.seq, at: now };
  }
}
