/** What the page knows before the first frame. */

import type { Outbox } from "../../protocol";
import { emptyList } from "./rows";
import { TABS, type InboxState, type ListState, type Tab, type Words } from "./types";

export interface Remembered {
  tab?: Tab;
  selected?: string | null;
  outbox?: Outbox<Words>;
}

export function initialState({
  tab = "mine",
  selected = null,
  outbox = [],
}: Remembered = {}): InboxState {
  const lists = Object.fromEntries(TABS.map((one): [Tab, ListState] => [one, emptyList]));
  return {
    status: "idle",
    joined: false,
    me: null,
    queues: [],
    colleagues: [],
    canned: [],
    counts: { mine: 0, waiting: 0, assistant: 0, all: 0 },
    rows: {},
    lists: lists as Record<Tab, ListState>,
    tab,
    search: "",
    queue: "",
    selected,
    conversation: null,
    offers: [],
    outbox,
    deeds: {},
    toasts: [],
    toastCount: 0,
    announcement: "",
    visible: true,
  };
}
