/** How times, states and deeds are called. Pure. */

import type { BoardAgent, BoardQueue, BoardTold, BoardWait, PromiseKind } from "../protocol";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en", { weekday: "short" });
const dayMonth = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });

/** A span that ticks: "0:41", "12:05", "1 h 05", "3 days". */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds >= 48 * 3600) return `${Math.floor(seconds / 86_400)} days`;
  if (seconds >= 3600) {
    return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))}`;
  }
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

/** How long ago; empty where nothing is known. */
export function since(at: string | null, now: number): string {
  return at ? span(now - Date.parse(at)) : "";
}

export function isOver(at: string | null, now: number): boolean {
  return at !== null && Date.parse(at) <= now;
}

/** "due in 1:20" or "overdue by 0:40". */
export function due(at: string | null, now: number): string {
  if (!at) return "";
  const left = Date.parse(at) - now;
  return left > 0 ? `due in ${span(left)}` : `overdue by ${span(-left)}`;
}

/** A length that was reckoned, not measured: "under a minute", "4 min", "1 h 10 min". */
export function about(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
}

/** "15:00" today, "tomorrow 8:00", "Tue 15:00", "3 Mar 15:00"; by the reader's clock. */
export function moment(at: string, now: number): string {
  const then = Date.parse(at);
  const time = clock.format(then);
  if (isSameDay(then, now)) return time;
  if (isSameDay(then, now + DAY)) return `tomorrow ${time}`;
  const near = Math.abs(then - now) < 6 * DAY;
  return `${(near ? weekday : dayMonth).format(then)} ${time}`;
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

export function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** "Urgent 95": the word for the eye, the number for comparing. */
export function urgency(priority: number): string {
  if (priority >= 90) return `Urgent ${priority}`;
  if (priority >= 70) return `High ${priority}`;
  return priority >= 35 ? `Normal ${priority}` : `Low ${priority}`;
}

/** What the visitor reads: "told: 3rd in line, 4 to 7 min". */
export function toldWords(told: BoardTold | null): string {
  if (!told) return "";
  const place = `told: ${ordinal(told.position)} in line`;
  if (told.low_s === null || told.high_s === null) return place;
  const low = Math.round(told.low_s / 60);
  const high = Math.max(1, Math.round(told.high_s / 60));
  return low < high ? `${place}, ${low} to ${high} min` : `${place}, ${about(told.high_s)}`;
}

function ordinal(place: number): string {
  const last = place % 10;
  const teen = Math.floor((place % 100) / 10) === 1;
  if (teen || last === 0 || last > 3) return `${place}th`;
  return `${place}${["th", "st", "nd", "rd"][last]}`;
}

export const PRESENCE_WORDS: Readonly<Record<BoardAgent["presence"], string>> = {
  online: "Available",
  finishing: "Finishing",
  away: "Away",
  offline: "Offline",
};

/** Why this agent cannot be given anything now; empty when they can. */
export function hindrance(agent: BoardAgent): string {
  if (agent.presence === "offline") return "offline";
  if (agent.is_silent) return "no sign of life";
  return agent.load >= agent.capacity ? "full" : "";
}

export const PROMISE_WORDS: Readonly<Record<PromiseKind, string>> = {
  callback: "Call back",
  message: "Answer a message",
  follow_up: "Follow up",
};

export function queueState(queue: BoardQueue, now: number): string {
  switch (queue.status) {
    case "closed": {
      const at = queue.closed_at ? `, ${moment(queue.closed_at, now)}` : "";
      return `Closed by ${queue.closed_by || "somebody"}${at}`;
    }
    case "out_of_hours":
      return queue.opens_at
        ? `Out of hours, opens ${moment(queue.opens_at, now)}`
        : "Out of hours, never opens";
    case "full":
      return `Full: ${queue.waiting} of ${queue.max_waiting}`;
    case "open":
      return "Open";
  }
}

/** How pressing a wait is: it deepens, and turns at the deadline. */
export function toneOf(wait: BoardWait, now: number): "waiting" | "waiting-long" | "overdue" {
  if (!wait.deadline_at) return "waiting";
  const start = Date.parse(wait.since);
  const end = Date.parse(wait.deadline_at);
  if (now >= end) return "overdue";
  return now - start > (end - start) / 2 ? "waiting-long" : "waiting";
}
