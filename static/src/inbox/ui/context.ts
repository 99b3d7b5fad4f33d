/** What every component may use: the state, the client, signals between far apart parts. */

import { createContext, useContext, useEffect, useSyncExternalStore } from "react";

import type { Bootstrap } from "../bootstrap";
import type { InboxClient } from "../client/client";
import type { Store } from "../client/store";
import type { InboxEvent, InboxState } from "../state/types";

/** What a key or a button far away asks for. */
export type Signal =
  | { type: "reply" }
  | { type: "note" }
  | { type: "search" }
  | { type: "shortcuts" }
  | { type: "jump"; seq: number }
  | { type: "use"; text: string };

export interface Signals {
  emit(signal: Signal): void;
  on(listener: (signal: Signal) => void): () => void;
}

export function createSignals(): Signals {
  const listeners = new Set<(signal: Signal) => void>();
  return {
    emit: (signal) => {
      for (const listener of [...listeners]) listener(signal);
    },
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export interface Inbox {
  store: Store<InboxState, InboxEvent>;
  client: InboxClient;
  signals: Signals;
  page: Bootstrap;
}

export const InboxContext = createContext<Inbox | null>(null);

export function useInboxPage(): Inbox {
  const inbox = useContext(InboxContext);
  if (!inbox) throw new Error("outside of the inbox");
  return inbox;
}

/** A part of the state; `select` returns the same object while nothing in it has changed. */
export function useInbox<Part>(select: (state: InboxState) => Part): Part {
  const { store } = useInboxPage();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

export function useSignal(listener: (signal: Signal) => void): void {
  const { signals } = useInboxPage();
  useEffect(() => signals.on(listener), [signals, listener]);
}
