/**
 * What a client shows, as a fold over entries; pure, and twin of chat/view.py.
 *
 * Both are held together by the fixtures in tests/contracts: view before + entries = view after.
 */

import {
  LINE_KINDS,
  LINE_MOVES,
  type ConversationView,
  type EntryView,
  type FormItem,
  type LineItem,
  type MessageItem,
} from "./generated/frames";
import type {
  AgentJoined,
  AnswerRated,
  ConversationMoved,
  FormRequested,
  FormSettled,
  MessagePosted,
} from "./payloads";

export type Item = MessageItem | LineItem | FormItem;

/** The entry does not follow the view directly: what lies between must be resumed first. */
export class GapError extends Error {
  constructor(have: number, got: number) {
    super(`gap: ${have} -> ${got}`);
  }
}

/** A conversation of which nothing is known yet. */
export function emptyView(id: string): ConversationView {
  return { id, state: "assistant", seq: 0, agent: null, outcome: "", items: [], more: false };
}

/**
 * The view after `entry`; the same object when the view already holds it.
 * Throws GapError when `entry` does not follow directly.
 */
export function fold(view: ConversationView, entry: EntryView): ConversationView {
  if (entry.seq <= view.seq) return view;
  if (entry.seq !== view.seq + 1) throw new GapError(view.seq, entry.seq);
  const items = withVerdict(withSettledForm(view.items, entry), entry);
  const item = itemOf(entry);
  return {
    ...view,
    seq: entry.seq,
    state: entry.state,
    ...headerOf(entry),
    items: item ? [...items, item] : items,
  };
}

/** The view after all of them, in order. */
export function foldAll(view: ConversationView, entries: Iterable<EntryView>): ConversationView {
  let result = view;
  for (const entry of entries) result = fold(result, entry);
  return result;
}

/** What the entry adds to the thread, or null when it adds nothing. */
export function itemOf(entry: EntryView): Item | null {
  if (entry.kind === "message.posted") return messageOf(entry);
  if (entry.kind === "form.requested") return formOf(entry);
  if (!isLine(entry)) return null;
  return {
    type: "line",
    seq: entry.seq,
    at: entry.at,
    kind: entry.kind,
    data: { ...entry.payload },
  };
}

function messageOf(entry: EntryView): MessageItem {
  const payload = payloadOf<MessagePosted>(entry);
  return {
    type: "message",
    seq: entry.seq,
    at: entry.at,
    author: payload.author,
    name: payload.name ?? "",
    text: payload.text,
    client_id: payload.client_id ?? null,
    citations: (payload.citations ?? []).map((citation) => ({ quote: "", ...citation })),
    note: payload.note ?? false,
    detail: payload.detail ?? null,
    turn: payload.turn ?? null,
    verdicts: {},
    image: payload.image ? { alt: "", ...payload.image } : null,
    links: payload.links ?? [],
  };
}

function formOf(entry: EntryView): FormItem {
  const payload = payloadOf<FormRequested>(entry);
  return {
    type: "form",
    seq: entry.seq,
    at: entry.at,
    form_id: payload.form_id,
    kind: payload.kind,
    title: payload.title,
    text: payload.text ?? "",
    is_skippable: payload.is_skippable ?? true,
    fields: payload.fields.map((field) => ({
      required: false,
      value: "",
      max_chars: 2000,
      hint: "",
      style: "",
      minimum: null,
      maximum: null,
      ...field,
      options: (field.options ?? []).map((option) => ({ url: "", ...option })),
    })),
    status: "open",
    values: {},
  };
}

function isLine(entry: EntryView): boolean {
  if (entry.kind === "conversation.moved") {
    const { move, quiet } = payloadOf<ConversationMoved>(entry);
    return LINE_MOVES.has(move) && !quiet;
  }
  return LINE_KINDS.has(entry.kind);
}

function headerOf(entry: EntryView): Partial<ConversationView> {
  if (entry.kind === "agent.joined") return { agent: payloadOf<AgentJoined>(entry).agent };
  if (entry.kind === "agent.left") return { agent: null };
  if (entry.kind === "conversation.moved") {
    return { outcome: payloadOf<ConversationMoved>(entry).outcome ?? "" };
  }
  return {};
}

const SETTLED: Record<string, FormItem["status"]> = {
  "form.submitted": "submitted",
  "form.skipped": "skipped",
};

/** The items with the form that this entry settles marked so. */
function withSettledForm(items: Item[], entry: EntryView): Item[] {
  const status = SETTLED[entry.kind];
  if (!status) return items;
  const { form_id, values = {} } = payloadOf<FormSettled>(entry);
  return items.map((item) =>
    item.type === "form" && item.form_id === form_id ? { ...item, status, values } : item,
  );
}

/** The items with this entry's verdict at the answer that it is about. */
function withVerdict(items: Item[], entry: EntryView): Item[] {
  if (entry.kind !== "answer.rated") return items;
  const { turn, by, verdict } = payloadOf<AnswerRated>(entry);
  return items.map((item) =>
    item.type === "message" && item.turn === turn
      ? { ...item, verdicts: { ...item.verdicts, [by]: verdict } }
      : item,
  );
}

/** The payload as the wire contract promises it for the entry's kind. */
function payloadOf<Payload>(entry: EntryView): Payload {
  return entry.payload as Payload;
}
