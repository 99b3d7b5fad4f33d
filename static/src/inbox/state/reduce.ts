/** The state after an event: a frame of the server, or something done on this page. Pure. */

import {
  heardOf,
  reconnected,
  without,
  withoutFleeting,
  type ConversationFrame,
  type InboxHeartbeat,
  type InboxWelcome,
  type OfferFrame,
  type Row,
  type RowsFrame,
  type StaffSnapshot,
} from "../../protocol";
import { isMessage } from "../words/waits";
import { reduceConversation, withSnapshot } from "./conversation";
import { withDeedsLost, withDone, withError } from "./deeds";
import { reduceLocal } from "./local";
import { answered, withRow } from "./rows";
import { TABS, type InboxEvent, type InboxState, type LocalEvent, type Offer } from "./types";

export function reduce(state: InboxState, event: InboxEvent): InboxState {
  if (isLocal(event)) return reduceLocal(state, event);
  switch (event.type) {
    case "welcome":
      return welcomed(state, event);
    case "rows":
      return withRows(state, event);
    case "row":
      return withNewRow(state, event.row);
    case "counts":
      return { ...state, counts: event.counts, queues: event.queues };
    case "me":
      return { ...state, me: event.me };
    case "colleagues":
      return { ...state, colleagues: event.colleagues };
    case "offer":
      return withOffer(state, event);
    case "opened":
      return opened(state, event);
    case "heartbeat":
      return heard(state, event);
    case "done":
      return withDone(state, event);
    case "error":
      return withError(state, event);
    default:
      return followed(state, event);
  }
}

function isLocal(event: InboxEvent): event is LocalEvent {
  return event.type.startsWith("local.");
}

/** A connection has begun: what was known may be old, and is asked for again. */
function welcomed(state: InboxState, event: InboxWelcome): InboxState {
  const lists = { ...state.lists };
  for (const tab of TABS) {
    lists[tab] = { ...lists[tab], status: "idle", stale: true };
  }
  const { conversation } = state;
  return {
    ...withDeedsLost(state),
    joined: true,
    me: event.me,
    queues: event.queues,
    canned: event.canned_replies,
    counts: event.counts,
    lists,
    outbox: reconnected(state.outbox),
    conversation: conversation && {
      ...conversation,
      track: withoutFleeting(conversation.track),
      historyRef: "",
    },
  };
}

function withRows(state: InboxState, { ref, rows, counts, more }: RowsFrame): InboxState {
  const tab = TABS.find((one) => state.lists[one].ref === ref);
  if (!tab) return state;
  const known = { ...state.rows };
  for (const row of rows) {
    if ((known[row.id]?.seq ?? -1) <= row.seq) known[row.id] = row;
  }
  const lists = { ...state.lists, [tab]: answered(state.lists[tab], rows, more) };
  const offers = tab === "mine" ? withOffered(state.offers, rows) : state.offers;
  return { ...state, rows: known, counts, lists, offers };
}

/** What is offered to me stands among what is mine: so a page opened meanwhile learns of it. */
function withOffered(offers: readonly Offer[], rows: readonly Row[]): readonly Offer[] {
  const missing = rows.flatMap((row): Offer[] =>
    row.state === "offered" && row.deadline_at && !offers.some((one) => one.row.id === row.id)
      ? [{ row, deadline_at: row.deadline_at }]
      : [],
  );
  return missing.length ? [...offers, ...missing] : offers;
}

function withNewRow(state: InboxState, row: Row): InboxState {
  const before = state.rows[row.id];
  const next = withRow(state, row);
  if (next === state) return state;
  const offers = next.offers.filter(
    ({ row: offered }) =>
      offered.id !== row.id || row.state === "offered" || row.seq <= offered.seq,
  );
  const begins =
    row.state === "queued" && before?.state !== "queued" && before?.state !== "offered";
  const words = row.reason_text || "A person is needed.";
  return {
    ...next,
    offers: offers.length === next.offers.length ? next.offers : offers,
    announcement: begins ? `${row.visitor} is waiting. ${words}` : next.announcement,
  };
}

function withOffer(state: InboxState, { row, deadline_at }: OfferFrame): InboxState {
  const others = state.offers.filter((offer) => offer.row.id !== row.id);
  const next = withRow({ ...state, offers: [...others, { row, deadline_at }] }, row);
  return {
    ...next,
    announcement: `Offered to you${isMessage(row) ? ", a left message" : ""}: ${row.visitor}. ${row.reason_text}`,
  };
}

function opened(state: InboxState, frame: StaffSnapshot): InboxState {
  const next = withRow(state, frame.row);
  const { conversation } = next;
  if (conversation?.id !== frame.view.id) return next;
  return withoutArrived({ ...next, conversation: withSnapshot(conversation, frame) });
}

function followed(state: InboxState, frame: ConversationFrame): InboxState {
  if (state.conversation?.id !== frame.conversation) return state;
  const conversation = reduceConversation(state.conversation, frame, state);
  if (conversation === state.conversation) return state;
  return withoutArrived({ ...state, conversation });
}

/** Words whose entry has come are no longer pending. */
function withoutArrived(state: InboxState): InboxState {
  if (!state.outbox.length || !state.conversation) return state;
  const arrived = new Set(
    state.conversation.track.view.items.flatMap((item) =>
      item.type === "message" && item.client_id ? [item.client_id] : [],
    ),
  );
  return { ...state, outbox: without(state.outbox, arrived) };
}

function heard(state: InboxState, { seqs }: InboxHeartbeat): InboxState {
  const { conversation } = state;
  const seq = conversation ? seqs[conversation.id] : undefined;
  if (!conversation || seq === undefined) return state;
  const track = heardOf(conversation.track, seq);
  return track === conversation.track
    ? state
    : { ...state, conversation: { ...conversation, track } };
}
