/** Keeps the page and the server together: shows what the socket says, does what is asked. */

import {
  ResumingSocket,
  systemClock,
  type BoardCommand,
  type BoardEvent,
  type BoardFrame,
  type Clock,
  type Wire,
} from "../protocol";
import type { Store } from "../inbox/client/store";
import { csrfToken } from "../policy/api";
import type { BoardState, Deed, Happening } from "./state/types";

/** Not signed in (any more), or without the right to look. */
const FINAL_CODES: ReadonlySet<number> = new Set([4401, 4403]);

const NO_LINE = "No answer from the server. The board will show whether it was done.";
const NO_RIGHT = "You may not do this, or you are signed out. Nothing was changed.";
const GONE = "This does not exist any more.";
const NOT_UNDERSTOOD = "This could not be understood. Nothing was changed.";

export interface ClientOptions {
  url: string;
  api: string;
  token: string;
  store: Store<BoardState, Happening>;
  clock?: Clock;
  connect?: (url: string) => Wire;
  network?: EventTarget | null;
  send?: typeof fetch;
}

export class BoardClient {
  readonly #store: Store<BoardState, Happening>;
  readonly #socket: ResumingSocket<BoardEvent, BoardCommand>;
  readonly #clock: Clock;
  readonly #api: string;
  readonly #token: string;
  readonly #send: typeof fetch;

  constructor(options: ClientOptions) {
    const { url, api, token, store, clock = systemClock, connect, network, send } = options;
    this.#store = store;
    this.#clock = clock;
    this.#api = api;
    this.#token = token;
    this.#send = send ?? fetch.bind(globalThis);
    this.#socket = new ResumingSocket<BoardEvent, BoardCommand>({
      url,
      hello: () => ({ type: "join" }),
      beat: () => ({ type: "beat" }),
      beatWhen: "silent",
      heartbeatOf: (event) => (event.type === "welcome" ? event.heartbeat_s : null),
      onEvent: (event) => store.dispatch({ type: "frame", event, now: this.#clock.now() }),
      onStatus: (status) => store.dispatch({ type: "local.status", status }),
      isFinal: (code) => FINAL_CODES.has(code),
      clock,
      ...(connect && { connect }),
      ...(network !== undefined && { network }),
    });
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
  }

  /** The page came to the front. */
  wake(): void {
    this.#socket.wake();
  }

  /** Does it, once; what is not possible is said at its row, and nothing is lost. */
  async do(deed: Deed): Promise<void> {
    if (this.#store.get().busy.has(deed.key)) return;
    this.#store.dispatch({ type: "local.begun", key: deed.key });
    try {
      const { board, told = 0 } = await this.#post(deed);
      this.#store.dispatch({ type: "local.done", deed, told, board, now: this.#clock.now() });
    } catch (error) {
      const text = error instanceof RefusedError ? error.message : NO_LINE;
      this.#store.dispatch({ type: "local.refused", deed, text });
    }
  }

  async #post(deed: Deed): Promise<{ board: BoardFrame; told?: number }> {
    const answer = await this.#send(this.#api + deed.path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() || this.#token },
      body: JSON.stringify(deed.body),
    });
    if (answer.ok) return (await answer.json()) as { board: BoardFrame; told?: number };
    throw new RefusedError(await reasonOf(answer));
  }
}

class RefusedError extends Error {}

async function reasonOf(answer: Response): Promise<string> {
  if (answer.status === 401 || answer.status === 403) return NO_RIGHT;
  if (answer.status === 404) return GONE;
  if (answer.status !== 409) return answer.status < 500 ? NOT_UNDERSTOOD : NO_LINE;
  const said = (await answer.json().catch(() => ({}))) as { detail?: unknown };
  return typeof said.detail === "string" ? said.detail : NOT_UNDERSTOOD;
}
