/** What every part of the page may reach. */

import { createContext, useContext, useSyncExternalStore } from "react";

import type { FlowApi } from "../api";
import { type BuilderState, mayChange } from "../state/reduce";
import type { BuilderStore } from "../state/store";

export interface PageContext {
  store: BuilderStore;
  api: FlowApi;
  /** The list of flows. */
  adminUrl: string;
}

export const BuilderContext = createContext<PageContext | null>(null);

export function usePage(): PageContext {
  const page = useContext(BuilderContext);
  if (!page) throw new Error("outside of the page");
  return page;
}

/** `select` must give the same object for the same state: pick parts, do not make new ones. */
export function useBuilder<Part>(select: (state: BuilderState) => Part): Part {
  const { store } = usePage();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

export function useMayChange(): boolean {
  return useBuilder(mayChange);
}
