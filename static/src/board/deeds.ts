/** What can be done on the board, as requests with their words and, where there is one, their way back. */

import type { BoardAgent, BoardPromise, BoardQueue, BoardWait } from "../protocol";
import { promiseKeyOf, queueKey, waitKeyOf } from "./state/reduce";
import type { Deed } from "./state/types";
import { counted } from "./words";

export function assign(wait: BoardWait, agent: Pick<BoardAgent, "id" | "name">): Deed {
  return {
    key: waitKeyOf(wait),
    path: `conversations/${wait.conversation}/assign`,
    body: { agent: agent.id },
    said: () => `${wait.visitor} is with ${agent.name} now.`,
  };
}

export function move(wait: BoardWait, to: BoardQueue, from: BoardQueue | undefined): Deed {
  const step = (target: BoardQueue, said: string): Deed => ({
    key: waitKeyOf(wait),
    path: `conversations/${wait.conversation}/move`,
    body: { queue: target.id },
    said: () => said,
  });
  const deed = step(to, `${wait.visitor} waits in ${to.name} now, in the old place.`);
  return from ? { ...deed, undo: step(from, `${wait.visitor} is back in ${from.name}.`) } : deed;
}

function close(queue: BoardQueue): Deed {
  return {
    key: queueKey(queue.id),
    path: `queues/${queue.id}/close`,
    body: {},
    said: () => `${queue.name} is closed. Whoever waits already is still served.`,
  };
}

function open(queue: BoardQueue): Deed {
  return {
    key: queueKey(queue.id),
    path: `queues/${queue.id}/open`,
    body: {},
    said: () => `${queue.name} takes newcomers again.`,
  };
}

export function closeQueue(queue: BoardQueue): Deed {
  return { ...close(queue), undo: open(queue) };
}

export function openQueue(queue: BoardQueue): Deed {
  return { ...open(queue), undo: close(queue) };
}

export function callForHelp(queue: BoardQueue): Deed {
  return {
    key: queueKey(queue.id),
    path: `queues/${queue.id}/help`,
    body: {},
    said: (told) =>
      told
        ? `A mail is on its way to ${counted(told, "person", "people")} for ${queue.name}.`
        : `Nobody else could be told for ${queue.name}: all are here, or have no address.`,
  };
}

export function give(
  promise: BoardPromise,
  to: Pick<BoardAgent, "id" | "name"> | null,
  queue: string,
): Deed {
  const step = (owner: Pick<BoardAgent, "id" | "name"> | null): Deed => ({
    key: promiseKeyOf(promise),
    path: `promises/${promise.id}/give`,
    body: { agent: owner?.id ?? null },
    said: () => `${promise.visitor} is now up to ${owner?.name ?? `the people of ${queue}`}.`,
  });
  return { ...step(to), undo: step(promise.owner) };
}

export function postpone(promise: BoardPromise, until: Date, words: string): Deed {
  return {
    key: promiseKeyOf(promise),
    path: `promises/${promise.id}/postpone`,
    body: { due_at: until.toISOString() },
    said: () => `What ${promise.visitor} was promised is due ${words}. They are told.`,
  };
}

export function keep(promise: BoardPromise, note: string): Deed {
  return {
    key: promiseKeyOf(promise),
    path: `promises/${promise.id}/keep`,
    body: { note },
    said: () => `The promise to ${promise.visitor} is kept.`,
  };
}

export function drop(promise: BoardPromise, note: string): Deed {
  return {
    key: promiseKeyOf(promise),
    path: `promises/${promise.id}/drop`,
    body: { note },
    said: () => `The promise to ${promise.visitor} is dropped.`,
  };
}
