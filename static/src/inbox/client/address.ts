/** The page's address names the tab and the conversation, so that a reload comes back to them. */

import { TABS, type Tab } from "../state/types";

const UUID = /^[0-9a-f-]{36}$/i;

export interface Place {
  tab: Tab;
  selected: string | null;
}

/** `#/waiting/<conversation>` as a place; null when it is none. */
export function placeOf(hash: string): Place | null {
  const [, tab = "", selected = ""] = hash.replace(/^#/, "").split("/");
  const known = TABS.find((one) => one === tab);
  return known ? { tab: known, selected: UUID.test(selected) ? selected : null } : null;
}

export function addressOf({ tab, selected }: Place): string {
  return selected ? `#/${tab}/${selected}` : `#/${tab}`;
}
