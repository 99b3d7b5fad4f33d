/** Builders for the tests of this folder: a small board, and a server that answers deeds. */

import type { BoardAgent, BoardFrame, BoardPromise, BoardQueue, BoardWait } from "../protocol";

export const START = Date.parse("2026-03-02T09:00:00Z");

/** A moment, in seconds after the start. */
export function at(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString();
}

export function queueOf(id: number, name: string, changes: Partial<BoardQueue> = {}): BoardQueue {
  return {
    id,
    name,
    team: name,
    status: "open",
    closed_by: "",
    closed_at: null,
    opens_at: null,
    waiting: 0,
    messages: 0,
    max_waiting: 0,
    longest_since: null,
    deadline_at: null,
    expected_s: null,
    online: 1,
    free: 1,
    slots: 2,
    accuracy: null,
    ...changes,
  };
}

export function waitOf(number: number, changes: Partial<BoardWait> = {}): BoardWait {
  return {
    conversation: `talk-${number}`,
    number,
    visitor: `Visitor ${number}`,
    state: "queued",
    queue: 1,
    priority: 50,
    reason: "Keyword",
    sentence: "The visitor wrote “data loss”.",
    since: at(-60),
    deadline_at: at(60),
    told: null,
    asked: null,
    asked_until: null,
    wanted: "",
    language: "en",
    ...changes,
  };
}

export function agentOf(id: number, name: string, changes: Partial<BoardAgent> = {}): BoardAgent {
  return {
    id,
    name,
    presence: "online",
    is_silent: false,
    heard_at: at(-5),
    load: 0,
    capacity: 2,
    teams: ["Support"],
    queues: [1],
    skills: [],
    languages: [],
    talks: [],
    ...changes,
  };
}

export function promiseOf(id: number, changes: Partial<BoardPromise> = {}): BoardPromise {
  return {
    id,
    kind: "message",
    conversation: `owed-${id}`,
    number: 100 + id,
    visitor: `Owed ${id}`,
    queue: 1,
    owner: null,
    asked: null,
    priority: 50,
    made_at: at(-600),
    at: null,
    due_at: at(600),
    sentence: "Please call.",
    ...changes,
  };
}

export function boardOf(changes: Partial<BoardFrame> = {}, seconds = 0): BoardFrame {
  const waiting = changes.waiting ?? [];
  const promises = changes.promises ?? [];
  return {
    type: "board",
    now: at(seconds),
    totals: {
      waiting: waiting.length,
      longest_since: waiting[0]?.since ?? null,
      overdue: 0,
      online: 1,
      free: 1,
      slots: 2,
      messages: 0,
      promises: promises.length,
      promises_overdue: 0,
    },
    queues: [queueOf(1, "Support"), queueOf(2, "Sales")],
    waiting,
    more_waiting: 0,
    agents: [agentOf(7, "Ada")],
    promises,
    more_promises: 0,
    ...changes,
  };
}
