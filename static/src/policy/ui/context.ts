/** What every part of the page may reach. */

import { createContext, useContext, useSyncExternalStore } from "react";

import type { PolicyApi } from "../api";
import type { PageState } from "../state/reduce";
import type { PolicyStore } from "../state/store";
import type { TriggerSchema } from "../types";

export interface PageContext {
  store: PolicyStore;
  api: PolicyApi;
  settingsUrl: string;
}

export const PolicyContext = createContext<PageContext | null>(null);

export function usePage(): PageContext {
  const page = useContext(PolicyContext);
  if (!page) throw new Error("outside of the page");
  return page;
}

export function usePageState<Part>(select: (state: PageState) => Part): Part {
  const { store } = usePage();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

export function useTrigger(kind: string): TriggerSchema | undefined {
  return usePageState((state) => state.policy.triggers.find((one) => one.kind === kind));
}

export function useMayChange(): boolean {
  return usePageState((state) => state.policy.rights.change && !state.policy.draft.unreadable);
}
