/** Rows and the lists they stand in; pure. */

import type { Me, Row } from "../../protocol";
import { isMessage } from "../words/waits";
import type { InboxState, ListState, Tab } from "./types";

const WAITING_STATES: ReadonlySet<string> = new Set(["queued", "offered", "deferred"]);

export const emptyList: ListState = {
  search: "",
  status: "idle",
  ref: "",
  ids: [],
  fresh: [],
  more: false,
  cursor: null,
  stale: false,
  error: "",
};

/** What tells an agent's own rows. */
type Mine = Pick<InboxState, "me" | "offers">;

/** Does the row belong behind the tab? */
export function belongs(row: Row, tab: Tab, { me, offers }: Mine): boolean {
  switch (tab) {
    case "mine":
      return (
        isMine(row, me) || (row.state === "offered" && offers.some((one) => one.row.id === row.id))
      );
    case "waiting":
      return WAITING_STATES.has(row.state);
    case "assistant":
      return row.state === "assistant";
    case "all":
      return row.state !== "closed";
    case "closed":
      return row.state === "closed";
  }
}

export function isMine(row: Row, me: Me | null): boolean {
  return row.state === "with_agent" && me !== null && row.owner.id === me.id;
}

/** Does the row call for a look? What the AI has, or a colleague, is quiet. */
export function callsFor(row: Row, me: Me | null): boolean {
  return row.unread > 0 && (isMine(row, me) || WAITING_STATES.has(row.state));
}

/** Newest words first; what waits stands in the order in which it is served. */
export function byRule(tab: Tab): (one: Row, other: Row) => number {
  return tab === "waiting" ? byUrgency : byNewest;
}

/** By priority, then people before messages, then by waiting time; what is only kept stands last. */
function byUrgency(one: Row, other: Row): number {
  return (
    Number(one.waiting_since === null) - Number(other.waiting_since === null) ||
    other.priority - one.priority ||
    Number(isMessage(one)) - Number(isMessage(other)) ||
    since(one).localeCompare(since(other)) ||
    one.number - other.number
  );
}

function since(row: Row): string {
  return row.waiting_since ?? row.last_at ?? row.opened_at;
}

function byNewest(one: Row, other: Row): number {
  return (
    (other.last_at ?? other.opened_at).localeCompare(one.last_at ?? one.opened_at) ||
    other.number - one.number
  );
}

/** What the list shows now, in order. */
export function shownRows(
  { lists, rows, ...mine }: Pick<InboxState, "lists" | "rows" | "me" | "offers">,
  tab: Tab,
  queue: string,
): Row[] {
  return lists[tab].ids
    .flatMap((id) => rows[id] ?? [])
    .filter((row) => belongs(row, tab, mine) && (!queue || row.queue === queue))
    .sort(byRule(tab));
}

/** A row has come. Newer numbers win; the same number may bring news of reading or of a deadline. */
export function withRow(state: InboxState, sent: Row): InboxState {
  const known = state.rows[sent.id];
  if (known && known.seq > sent.seq) return state;
  // It may have been written before the server heard that all of it was read.
  const { conversation } = state;
  const read = conversation?.id === sent.id && conversation.seenSeq >= sent.seq;
  const row = read && sent.unread ? { ...sent, unread: 0 } : sent;
  const rows = { ...state.rows, [row.id]: row };
  return { ...state, rows, lists: listsWith(state, row) };
}

function listsWith({ lists, ...mine }: InboxState, row: Row): InboxState["lists"] {
  const next = { ...lists };
  for (const tab of Object.keys(lists) as Tab[]) {
    const list = lists[tab];
    // Whether an unknown row matches the searched words only the server can tell.
    if (list.status === "idle" || list.search || !belongs(row, tab, mine)) continue;
    const loading = list.status === "loading" || list.stale;
    next[tab] = {
      ...list,
      ids: included(list.ids, row.id),
      fresh: loading ? included(list.fresh, row.id) : list.fresh,
    };
  }
  return next;
}

function included(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids : [...ids, id];
}

/** The first page, or an older one, has been asked for. */
export function asked(list: ListState, ref: string, search: string, older: boolean): ListState {
  if (older) return { ...list, ref, status: "loading", error: "" };
  const kept = list.search === search ? list.ids : [];
  return { ...list, ref, search, ids: kept, fresh: [], status: "loading", stale: true, error: "" };
}

/** A page has come. */
export function answered(list: ListState, rows: readonly Row[], more: boolean): ListState {
  const came = rows.map(({ id }) => id);
  const kept = list.stale ? list.fresh : list.ids;
  const last = rows.at(-1);
  return {
    ...list,
    status: "ready",
    ids: [...new Set([...kept, ...came])],
    fresh: [],
    stale: false,
    more,
    cursor: last ? (last.last_at ?? last.opened_at) : list.cursor,
  };
}

/** Is the first page of this tab to be asked for? */
export function needsAsking(list: ListState, search: string): boolean {
  return list.status === "idle" || list.search !== search;
}

/** The row before or after the selected one; the first when none is. */
export function neighbour(rows: readonly Row[], selected: string | null, step: 1 | -1): Row | null {
  const index = rows.findIndex(({ id }) => id === selected);
  if (index < 0) return rows[0] ?? null;
  return rows[index + step] ?? null;
}
