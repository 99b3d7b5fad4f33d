/** Deeds: commands that change who owns a conversation. They succeed or fail where one can see it. */

import { acknowledged, refused, without, type Done, type StaffError } from "../../protocol";
import type { Deed, InboxState, Toast } from "./types";

const NAMES: Record<Deed["type"], string> = {
  accept: "Accept",
  decline: "Decline",
  take_over: "Take over",
  hand_back: "Hand back to AI",
  transfer: "Transfer",
  resolve: "Resolve",
  presence: "Change of presence",
  rate: "Your verdict",
};

const DONE_WORDS: Partial<Record<Deed["type"], string>> = {
  hand_back: "Handed back to the AI",
  transfer: "Transferred",
  resolve: "Resolved",
  decline: "Declined. The next person is asked.",
};

export function toasted(state: InboxState, kind: Toast["kind"], text: string): InboxState {
  const id = state.toastCount + 1;
  // More than three at once nobody reads.
  const toasts = [...state.toasts, { id, kind, text }].slice(-3);
  return { ...state, toasts, toastCount: id };
}

/** Is such a deed under way for this conversation? */
export function isUnderWay(
  { deeds }: Pick<InboxState, "deeds">,
  type: Deed["type"],
  conversation = "",
): boolean {
  return Object.values(deeds).some(
    (deed) =>
      deed.type === type && (deed.type === "presence" || deed.conversation === conversation),
  );
}

/** The command was carried out. */
export function withDone(state: InboxState, { ref }: Done): InboxState {
  const deed = state.deeds[ref];
  if (!deed) return withWordsStored(state, ref);
  const next = withoutDeed(state, ref);
  const words = DONE_WORDS[deed.type];
  const told = words ? toasted(next, "good", words) : next;
  if (deed.type === "presence" || deed.type === "rate") return told;
  const offers = told.offers.filter(({ row }) => row.id !== deed.conversation);
  const settled = { ...told, offers };
  return deed.type === "accept" || deed.type === "take_over"
    ? { ...settled, ...followed(settled, deed.conversation) }
    : settled;
}

/** What I have taken now stands under Mine: go with it, where the tab would lose it. */
function followed({ tab }: InboxState, conversation: string): Partial<InboxState> {
  const loses = tab === "waiting" || tab === "assistant";
  return { selected: conversation, ...(loses ? { tab: "mine" as const, queue: "" } : {}) };
}

function withWordsStored(state: InboxState, ref: string): InboxState {
  const pending = state.outbox.find(({ client_id }) => client_id === ref);
  if (!pending) return state;
  // Shown until the entry comes; nobody waits for the entry of another conversation.
  const shown = state.conversation?.id === pending.command.conversation;
  const outbox = shown
    ? acknowledged(state.outbox, ref)
    : without(state.outbox, new Set([pending.client_id]));
  return { ...state, outbox };
}

/** The command was not carried out. */
export function withError(state: InboxState, { ref, message, code }: StaffError): InboxState {
  const words = message || `The server answered "${code}".`;
  if (ref !== null && state.deeds[ref]) {
    const deed = state.deeds[ref];
    const next = withoutDeed(state, ref);
    const offers =
      deed.type === "accept" || deed.type === "decline"
        ? next.offers.filter(({ row }) => row.id !== deed.conversation)
        : next.offers;
    return toasted({ ...next, offers }, "bad", `${NAMES[deed.type]} did not work. ${words}`);
  }
  if (state.outbox.some(({ client_id }) => client_id === ref)) {
    return { ...state, outbox: refused(state.outbox, ref ?? "", words, null, 0) };
  }
  return withQuestionFailed(state, ref, words);
}

function withQuestionFailed(state: InboxState, ref: string | null, words: string): InboxState {
  const list = state.lists[state.tab];
  if (ref !== null && list.ref === ref && list.status === "loading") {
    const failed = { ...list, status: "failed" as const, error: words };
    return { ...state, lists: { ...state.lists, [state.tab]: failed } };
  }
  const { conversation } = state;
  if (conversation && ref === `open-${conversation.id}`) {
    if (conversation.status === "ready") return toasted(state, "bad", words);
    return { ...state, conversation: { ...conversation, status: "failed", error: words } };
  }
  if (conversation && ref !== null && conversation.historyRef === ref) {
    return toasted({ ...state, conversation: { ...conversation, historyRef: "" } }, "bad", words);
  }
  return toasted(state, "bad", words);
}

/** Deeds that change nothing when they are done twice: they are simply sent again. */
export function isRepeatable({ type }: Deed): boolean {
  return ["accept", "take_over", "presence", "rate"].includes(type);
}

/** The line broke: nobody knows whether the deeds under way were done. */
export function withDeedsLost(state: InboxState): InboxState {
  const deeds = Object.entries(state.deeds);
  const lost = deeds.map(([, deed]) => deed).filter((deed) => !isRepeatable(deed));
  const kept = Object.fromEntries(deeds.filter(([, deed]) => isRepeatable(deed)));
  const next = { ...state, deeds: kept };
  return lost.reduce(
    (current, { type }) =>
      toasted(
        current,
        "bad",
        `The connection broke before "${NAMES[type]}" was confirmed. Look whether it happened.`,
      ),
    next,
  );
}

function withoutDeed(state: InboxState, ref: string): InboxState {
  const deeds = { ...state.deeds };
  delete deeds[ref];
  return { ...state, deeds };
}
