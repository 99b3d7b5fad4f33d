/** The store and the client, for every part of the page. */

import { createContext, useContext, useSyncExternalStore } from "react";

import type { Store } from "../../inbox/client/store";
import { useTime } from "../../inbox/ui/clock";
import type { BoardClient } from "../client";
import type { BoardState, Happening } from "../state/types";

export interface Links {
  name: string;
  inboxUrl: string;
  adminUrl: string;
  loginUrl: string;
}

export interface Page {
  store: Store<BoardState, Happening>;
  client: BoardClient;
  links: Links;
}

export const BoardContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(BoardContext);
  if (!page) throw new Error("outside of the board");
  return page;
}

/** A part of the state; `select` returns the same object while nothing in it has changed. */
export function useBoard<Part>(select: (state: BoardState) => Part): Part {
  const { store } = usePage();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

const offsetOf = (state: BoardState): number => state.offsetMs;

/** What `read` makes of the server's time; drawn again every second, if that changes it. */
export function useNow<Value extends string | number | boolean>(
  read: (now: number) => Value,
): Value {
  const offset = useBoard(offsetOf);
  return useTime((now) => read(now + offset));
}
