/** Whom a conversation can be passed on to, and why not; pure. */

import type { Colleague, Presence } from "../../protocol";

const NOT_THERE: Record<Presence, string> = {
  online: "",
  finishing: "finishing, nothing new",
  away: "away",
  offline: "offline",
};

/** Why this person cannot be asked now; empty when they can. */
export function hindrance({ presence, load, capacity }: Colleague): string {
  return NOT_THERE[presence] || (load >= capacity ? "full" : "");
}

/** "2 of 4 conversations". */
export function loadWords({ load, capacity }: Colleague): string {
  return `${load} of ${capacity} conversations`;
}
