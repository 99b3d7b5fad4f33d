/** The page's state, folded from what happens. Pure. */

import type { BoardFrame, BoardPromise, BoardWait } from "../../protocol";
import type { BoardState, Happening, Toast } from "./types";

const TOASTS = 3;

export function initialState(mayAct: boolean): BoardState {
  return {
    status: "idle",
    mayAct,
    board: null,
    offsetMs: 0,
    queue: null,
    menu: null,
    busy: new Set(),
    problems: {},
    toasts: [],
  };
}

export const talkKey = (conversation: string): string => `talk:${conversation}`;
export const queueKey = (id: number): string => `queue:${id}`;
export const promiseKey = (id: number): string => `promise:${id}`;
export const waitKeyOf = (one: BoardWait): string => talkKey(one.conversation);
export const promiseKeyOf = (one: BoardPromise): string => promiseKey(one.id);

export function reduce(state: BoardState, happening: Happening): BoardState {
  switch (happening.type) {
    case "frame":
      return ofFrame(state, happening);
    case "local.status":
      return { ...state, status: happening.status };
    case "local.queue":
      return { ...state, queue: happening.queue };
    case "local.menu":
      return { ...state, menu: happening.menu };
    case "local.begun":
      return {
        ...state,
        busy: new Set([...state.busy, happening.key]),
        problems: without(state.problems, happening.key),
      };
    case "local.done": {
      const { deed, told, board, now } = happening;
      const next = idle(state, deed.key);
      const menu = belongs(state.menu, deed.key) ? null : state.menu;
      const toasts = more(next.toasts, deed.said(told), deed.undo ?? null);
      return withBoard({ ...next, menu, toasts }, board, now);
    }
    case "local.refused": {
      const { deed, text } = happening;
      return {
        ...idle(state, deed.key),
        problems: { ...state.problems, [deed.key]: text },
      };
    }
    case "local.read":
      return { ...state, problems: without(state.problems, happening.key) };
    case "local.toast_over":
      return { ...state, toasts: state.toasts.filter(({ id }) => id !== happening.id) };
  }
}

function ofFrame(
  state: BoardState,
  { event, now }: Extract<Happening, { type: "frame" }>,
): BoardState {
  switch (event.type) {
    case "welcome":
      return { ...state, mayAct: event.may_act };
    case "board":
      return withBoard(state, event, now);
    case "beat":
    case "error":
      return state;
  }
}

/** An answer may be older than a frame that came meanwhile: the newer one stays. */
function withBoard(state: BoardState, board: BoardFrame, now: number): BoardState {
  if (state.board && Date.parse(board.now) < Date.parse(state.board.now)) return state;
  const queue = board.queues.some(({ id }) => id === state.queue) ? state.queue : null;
  const kept = state.board ? keep(state, state.board, board) : board;
  return { ...state, queue, board: kept, offsetMs: Date.parse(board.now) - now };
}

/**
 * A row that somebody works with, or that says why something failed, stays until that is over,
 * also when the server knows it no more: nothing is pulled from under the hand.
 */
function keep(state: BoardState, before: BoardFrame, next: BoardFrame): BoardFrame {
  const needed = (key: string): boolean =>
    belongs(state.menu, key) || state.busy.has(key) || key in state.problems;
  return {
    ...next,
    waiting: withLost(before.waiting, next.waiting, waitKeyOf, needed),
    promises: withLost(before.promises, next.promises, promiseKeyOf, needed),
  };
}

function withLost<Row>(
  before: readonly Row[],
  next: Row[],
  keyOf: (row: Row) => string,
  needed: (key: string) => boolean,
): Row[] {
  const there = new Set(next.map(keyOf));
  const rows = [...next];
  before.forEach((row, place) => {
    const key = keyOf(row);
    if (!there.has(key) && needed(key)) rows.splice(place, 0, row);
  });
  return rows;
}

function belongs(menu: string | null, key: string): boolean {
  return menu?.startsWith(`${key}/`) ?? false;
}

function idle(state: BoardState, key: string): BoardState {
  return { ...state, busy: new Set([...state.busy].filter((one) => one !== key)) };
}

function without(problems: BoardState["problems"], key: string): BoardState["problems"] {
  return Object.fromEntries(Object.entries(problems).filter(([one]) => one !== key));
}

function more(toasts: readonly Toast[], text: string, undo: Toast["undo"]): Toast[] {
  const id = Math.max(0, ...toasts.map((one) => one.id)) + 1;
  return [...toasts, { id, text, undo }].slice(-TOASTS);
}
