/** Watches the state for what calls the agent: offers ring, end on time, and count in the title. */

import { attention } from "../state/offers";
import type { InboxEvent, InboxState, Offer } from "../state/types";
import { playOffer, showNotice, showTitle } from "./alerts";
import { lasting, type Memory } from "./memory";
import type { Store } from "./store";

const MUTED = "muted";

export function isMuted(memory: Memory = lasting): boolean {
  return memory.read(MUTED) === true;
}

export function setMuted(muted: boolean, memory: Memory = lasting): void {
  memory.write(MUTED, muted ? true : null);
}

export function watchAttention(store: Store<InboxState, InboxEvent>): () => void {
  const rung = new Map<string, number>();
  const look = (): void => {
    const state = store.get();
    for (const offer of state.offers) {
      const known = keyOf(offer);
      if (rung.has(known)) continue;
      rung.set(known, endLater(store, offer));
      ring(store, offer);
    }
    showTitle(attention(state, Date.now()));
  };
  look();
  const stop = store.subscribe(look);
  return () => {
    stop();
    for (const timer of rung.values()) window.clearTimeout(timer);
  };
}

function keyOf({ row, deadline_at }: Offer): string {
  return `${row.id} ${deadline_at}`;
}

function ring(store: Store<InboxState, InboxEvent>, offer: Offer): void {
  if (!isMuted()) playOffer();
  showNotice(offer, () => store.dispatch({ type: "local.select", id: offer.row.id }));
}

function endLater(store: Store<InboxState, InboxEvent>, { row, deadline_at }: Offer): number {
  const end = (): void => {
    const same = store
      .get()
      .offers.some((one) => one.row.id === row.id && one.deadline_at === deadline_at);
    if (same) store.dispatch({ type: "local.offer_over", id: row.id });
  };
  return window.setTimeout(end, Math.max(0, Date.parse(deadline_at) - Date.now()));
}
