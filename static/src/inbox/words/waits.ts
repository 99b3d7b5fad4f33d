/** What waits without its visitor: a left message, a call to make; pure. */

import type { Row } from "../../protocol";
import { isSameDay, moment } from "./time";

/** A call that is so late is overdue. */
const LATE_MS = 15 * 60_000;

/** Does a message wait here, and nobody who is there? Somebody may be asked about it just now. */
export function isMessage(row: Row): boolean {
  return row.owner.kind === "message";
}

function isCall(row: Row): boolean {
  return row.reason === "callback";
}

/** "Left a message", "Call back", "Call at 14:00", "Call Tue 14:00". */
export function messageWords(row: Row, now: number): string {
  if (!isCall(row)) return "Left a message";
  const at = Date.parse(row.ready_at ?? "");
  if (!row.ready_at || Number.isNaN(at)) return "Call back";
  return `Call${isSameDay(at, now) ? " at" : ""} ${moment(row.ready_at, now)}`;
}

/** How pressing it is: a call from its time on, then ever more. */
export function toneOfMessage(row: Row, now: number): "waiting" | "waiting-long" | "overdue" {
  const at = isCall(row) && row.ready_at ? Date.parse(row.ready_at) : NaN;
  if (Number.isNaN(at) || now < at) return "waiting";
  return now < at + LATE_MS ? "waiting-long" : "overdue";
}
