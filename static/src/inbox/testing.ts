/** Builders for the tests of this folder. Vera visits; Ada (7) is me, Abel (9) a colleague. */

import type {
  Counts,
  EntryFrame,
  EntryView,
  InboxWelcome,
  Item,
  Me,
  Row,
  StaffSnapshot,
} from "../protocol";
import { initialState } from "./state/initial";
import { reduce } from "./state/reduce";
import type { InboxEvent, InboxState } from "./state/types";

export const ADA: Me = {
  id: 7,
  name: "Ada",
  presence: "online",
  load: 1,
  capacity: 4,
  may_reply: true,
};
export const COUNTS: Counts = { mine: 1, waiting: 2, assistant: 3, all: 6 };
export const START = Date.parse("2026-03-02T09:00:00Z");

/** A moment, in seconds after the start. */
export function at(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString();
}

export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

export function rowOf(number: number, changes: Partial<Row> = {}): Row {
  return {
    id: idOf(number),
    number,
    visitor: `Visitor ${number}`,
    state: "assistant",
    owner: { kind: "assistant", id: null, name: "" },
    team: "",
    queue: "",
    priority: 0,
    reason: "",
    reason_text: "",
    waiting_since: null,
    ready_at: null,
    deadline_at: null,
    opened_at: at(0),
    last_text: "hello",
    last_author: "visitor",
    last_at: at(number),
    start_url: "",
    language: "en",
    outcome: "",
    seq: 1,
    unread: 0,
    ...changes,
  };
}

export function withAda(number: number, changes: Partial<Row> = {}): Row {
  return rowOf(number, {
    state: "with_agent",
    owner: { kind: "agent", id: ADA.id, name: ADA.name },
    ...changes,
  });
}

export function waiting(number: number, changes: Partial<Row> = {}): Row {
  return rowOf(number, {
    state: "queued",
    owner: { kind: "waiting", id: null, name: "" },
    waiting_since: at(number),
    ...changes,
  });
}

/** A left message, or a call to make. */
export function left(number: number, changes: Partial<Row> = {}): Row {
  return waiting(number, {
    state: "deferred",
    owner: { kind: "message", id: null, name: "" },
    ...changes,
  });
}

export const WELCOME: InboxWelcome = {
  type: "welcome",
  me: ADA,
  queues: [],
  canned_replies: [],
  counts: COUNTS,
  heartbeat_s: 20,
};

export function message(seq: number, changes: Partial<Extract<Item, { type: "message" }>> = {}) {
  return {
    type: "message" as const,
    seq,
    at: at(seq),
    author: "visitor" as const,
    name: "Vera",
    text: `text ${seq}`,
    client_id: null,
    citations: [],
    note: false,
    detail: null,
    turn: null,
    verdicts: {},
    image: null,
    links: [],
    ...changes,
  };
}

export function line(seq: number, kind: string, data: Record<string, unknown> = {}) {
  return { type: "line" as const, seq, at: at(seq), kind, data };
}

export function entryOf(seq: number, changes: Partial<EntryView> = {}): EntryView {
  return {
    seq,
    kind: "message.posted",
    at: at(seq),
    state: "with_agent",
    payload: { author: "visitor", name: "Vera", text: `text ${seq}` },
    ...changes,
  };
}

export function entryFrame(number: number, entry: EntryView): EntryFrame {
  return { type: "entry", conversation: idOf(number), entry };
}

export function openedFrame(
  row: Row,
  items: Item[],
  changes: Partial<StaffSnapshot> = {},
): StaffSnapshot {
  return {
    type: "opened",
    ref: `open-${row.id}`,
    row,
    view: {
      id: row.id,
      state: row.state,
      seq: items.at(-1)?.seq ?? 0,
      agent: null,
      outcome: "",
      items,
      more: false,
    },
    visitor: {},
    brief: null,
    ...changes,
  };
}

export function after(events: readonly InboxEvent[], from = initialState()): InboxState {
  return events.reduce(reduce, from);
}

/** The state in which Ada has this conversation open. */
export function opened(row: Row, items: Item[], changes: Partial<StaffSnapshot> = {}): InboxState {
  return after([
    WELCOME,
    { type: "local.select", id: row.id },
    { type: "local.opened", ref: `open-${row.id}`, id: row.id },
    openedFrame(row, items, changes),
  ]);
}
