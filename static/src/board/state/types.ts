/** What the page knows, and what can happen to it. */

import type { BoardEvent, BoardFrame, SocketStatus } from "../../protocol";

/** Something to be done on the server. `key`: the row it belongs to; `said`: once it is done. */
export interface Deed {
  key: string;
  path: string;
  body: Record<string, unknown>;
  said: (told: number) => string;
  undo?: Deed;
}

export interface Toast {
  id: number;
  text: string;
  undo: Deed | null;
}

export interface BoardState {
  status: SocketStatus;
  mayAct: boolean;
  board: BoardFrame | null;
  /** The server's clock minus this browser's, in milliseconds. */
  offsetMs: number;
  /** Shown are only this queue's rows; null: all. */
  queue: number | null;
  /** The menu that is open, as `<row>/<menu>`. */
  menu: string | null;
  /** Rows of which something is being done. */
  busy: ReadonlySet<string>;
  /** What was not possible, by row. */
  problems: Readonly<Record<string, string>>;
  toasts: readonly Toast[];
}

export type PageEvent =
  | { type: "local.status"; status: SocketStatus }
  | { type: "local.queue"; queue: number | null }
  | { type: "local.menu"; menu: string | null }
  | { type: "local.begun"; key: string }
  | { type: "local.done"; deed: Deed; told: number; board: BoardFrame; now: number }
  | { type: "local.refused"; deed: Deed; text: string }
  | { type: "local.read"; key: string }
  | { type: "local.toast_over"; id: number };

/** A frame of the server with the browser's clock at its arrival, or something local. */
export type Happening = PageEvent | { type: "frame"; event: BoardEvent; now: number };
