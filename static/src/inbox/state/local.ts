/** The state after something done on this page; pure. */

import { added, markedSent, retried, without } from "../../protocol";
import { emptyConversation } from "./conversation";
import { toasted } from "./deeds";
import { asked } from "./rows";
import type { InboxState, LocalEvent } from "./types";

export function reduceLocal(state: InboxState, event: LocalEvent): InboxState {
  switch (event.type) {
    case "local.status":
      return { ...state, status: event.status };
    case "local.visible":
      return { ...state, visible: event.visible };
    case "local.tab":
      return { ...state, tab: event.tab, queue: "" };
    case "local.search":
      return { ...state, search: event.search };
    case "local.queue":
      return { ...state, queue: event.queue };
    case "local.select":
      return selected(state, event.id);
    case "local.listed": {
      const list = asked(state.lists[event.tab], event.ref, event.search, event.older);
      return { ...state, lists: { ...state.lists, [event.tab]: list } };
    }
    case "local.opened":
      return begun(state, event.id);
    case "local.history":
      return state.conversation
        ? { ...state, conversation: { ...state.conversation, historyRef: event.ref } }
        : state;
    case "local.seen":
      return seen(state, event.id, event.seq);
    case "local.deed":
      return { ...state, deeds: { ...state.deeds, [event.ref]: event.deed } };
    case "local.write":
      return written(state, event);
    case "local.flushed":
      return { ...state, outbox: markedSent(state.outbox, event.now) };
    case "local.retry":
      return { ...state, outbox: retried(state.outbox, event.client_id) };
    case "local.discard":
      return { ...state, outbox: without(state.outbox, new Set([event.client_id])) };
    case "local.typing_over":
      return withoutTyping(state);
    case "local.offer_over":
      return { ...state, offers: state.offers.filter(({ row }) => row.id !== event.id) };
    case "local.complain":
      return toasted(state, "bad", event.text);
    case "local.toast_over":
      return { ...state, toasts: state.toasts.filter(({ id }) => id !== event.id) };
  }
}

function selected(state: InboxState, id: string | null): InboxState {
  if (id === state.selected) return state;
  // Stored words of the conversation that is left need no longer be shown.
  const stored = state.outbox.filter((pending) => pending.state === "sent");
  const outbox = without(state.outbox, new Set(stored.map(({ client_id }) => client_id)));
  return { ...state, selected: id, conversation: null, outbox };
}

/** The server was asked to open it: what is known of it (after a reconnect) stays on screen. */
function begun(state: InboxState, id: string): InboxState {
  const { conversation } = state;
  if (conversation?.id !== id) return { ...state, conversation: emptyConversation(id) };
  if (conversation.status !== "failed") return state;
  return { ...state, conversation: { ...conversation, status: "loading", error: "" } };
}

function seen(state: InboxState, id: string, seq: number): InboxState {
  const { conversation } = state;
  const row = state.rows[id];
  const rows = row?.unread ? { ...state.rows, [id]: { ...row, unread: 0 } } : state.rows;
  if (conversation?.id !== id || seq <= conversation.seenSeq) {
    return rows === state.rows ? state : { ...state, rows };
  }
  return { ...state, rows, conversation: { ...conversation, seenSeq: seq } };
}

function written(
  state: InboxState,
  { client_id, words, now }: Extract<LocalEvent, { type: "local.write" }>,
): InboxState {
  const outbox = added(state.outbox, client_id, words, now);
  const { conversation } = state;
  if (conversation?.id !== words.conversation) return { ...state, outbox };
  // Who answers has read what is new.
  return { ...state, outbox, conversation: { ...conversation, newFrom: null } };
}

function withoutTyping(state: InboxState): InboxState {
  const { conversation } = state;
  if (!conversation?.track.typing) return state;
  return {
    ...state,
    conversation: { ...conversation, track: { ...conversation.track, typing: null } },
  };
}
