/**
 * Commands that must not be lost: kept until the server has stored them, sent again under the same
 * `client_id` (which the server stores once), in the order in which they were written. Pure.
 */

export type PendingState = "sending" | "sent" | "failed";

/** A command on its way. `sent`: stored by the server, its entry has not come back yet. */
export interface Pending<Command> {
  client_id: string;
  command: Command;
  /** When it was written, ms. */
  at: number;
  state: PendingState;
  /** Not to be sent again before this moment, ms (`retry_after_s` of an error). */
  notBefore: number;
  /** When it last went over the wire, ms; 0: not on this connection. */
  sentAt: number;
  /** Why it failed, in the server's words; empty unless failed. */
  reason: string;
}

export type Outbox<Command> = readonly Pending<Command>[];

/** An unanswered command is sent again after this long on an open connection. */
const UNANSWERED_MS = 10_000;

export function added<Command>(
  outbox: Outbox<Command>,
  client_id: string,
  command: Command,
  now: number,
): Outbox<Command> {
  if (outbox.some((pending) => pending.client_id === client_id)) return outbox;
  const pending: Pending<Command> = {
    client_id,
    command,
    at: now,
    state: "sending",
    notBefore: 0,
    sentAt: 0,
    reason: "",
  };
  return [...outbox, pending];
}

/** The server has stored it. */
export function acknowledged<C>(outbox: Outbox<C>, client_id: string): Outbox<C> {
  return changed(outbox, client_id, { state: "sent", reason: "" });
}

/** The server refused it; with `retry_after_s` it waits and is sent again, else it has failed. */
export function refused<C>(
  outbox: Outbox<C>,
  client_id: string,
  reason: string,
  retry_after_s: number | null,
  now: number,
): Outbox<C> {
  if (retry_after_s === null) return changed(outbox, client_id, { state: "failed", reason });
  const notBefore = now + retry_after_s * 1000;
  return changed(outbox, client_id, { state: "sending", notBefore, sentAt: 0, reason: "" });
}

/** The writer tries a failed one again. */
export function retried<C>(outbox: Outbox<C>, client_id: string): Outbox<C> {
  return changed(outbox, client_id, { state: "sending", notBefore: 0, sentAt: 0, reason: "" });
}

export function without<C>(outbox: Outbox<C>, gone: ReadonlySet<string>): Outbox<C> {
  return outbox.some((pending) => gone.has(pending.client_id))
    ? outbox.filter((pending) => !gone.has(pending.client_id))
    : outbox;
}

/** A new connection: what was not acknowledged on the old one goes out again. */
export function reconnected<C>(outbox: Outbox<C>): Outbox<C> {
  return outbox.map((pending) => ({ ...pending, sentAt: 0 }));
}

/** What is to be sent now, oldest first. */
export function due<C>(outbox: Outbox<C>, now: number): Pending<C>[] {
  return outbox.filter(
    ({ state, notBefore, sentAt }) =>
      state === "sending" && notBefore <= now && (!sentAt || now - sentAt >= UNANSWERED_MS),
  );
}

export function markedSent<C>(outbox: Outbox<C>, now: number): Outbox<C> {
  const going = new Set(due(outbox, now).map(({ client_id }) => client_id));
  return outbox.map((pending) =>
    going.has(pending.client_id) ? { ...pending, sentAt: now } : pending,
  );
}

function changed<C>(outbox: Outbox<C>, client_id: string, changes: Partial<Pending<C>>): Outbox<C> {
  return outbox.map((pending) =>
    pending.client_id === client_id ? { ...pending, ...changes } : pending,
  );
}

/** A new `client_id`: 22 characters of A-Z a-z 0-9 _ -. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
