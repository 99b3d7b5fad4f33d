// @vitest-environment node
import { describe, expect, it } from "vitest";

import {
  acknowledged,
  added,
  due,
  markedSent,
  newClientId,
  reconnected,
  refused,
  retried,
  without,
  type Outbox,
} from "./outbox";

const two = (): Outbox<string> => added(added([], "one", "1", 0), "two", "2", 0);
const ids = (pending: { client_id: string }[]): string[] => pending.map((one) => one.client_id);

describe("outbox", () => {
  it("keeps the order and takes an id once", () => {
    expect(ids(due(added(two(), "one", "again", 0), 0))).toEqual(["one", "two"]);
  });

  it("sends once, and again when nothing answers", () => {
    const outbox = markedSent(two(), 100);
    expect(due(outbox, 200)).toEqual([]);
    expect(ids(due(outbox, 10_100))).toEqual(["one", "two"]);
  });

  it("does not send what is acknowledged, even after a reconnect", () => {
    const outbox = reconnected(acknowledged(markedSent(two(), 100), "one"));
    expect(ids(due(outbox, 101))).toEqual(["two"]);
    expect(outbox[0]?.state).toBe("sent");
  });

  it("fails when refused, and goes out again when tried again", () => {
    const outbox = refused(two(), "one", "Too long.", null, 0);
    expect(outbox[0]).toMatchObject({ state: "failed", reason: "Too long." });
    expect(ids(due(outbox, 0))).toEqual(["two"]);
    expect(ids(due(retried(outbox, "one"), 0))).toEqual(["one", "two"]);
  });

  it("waits as long as the server asks for", () => {
    const outbox = refused(two(), "one", "Slowly.", 3, 1_000);
    expect(ids(due(outbox, 3_999))).toEqual(["two"]);
    expect(ids(due(outbox, 4_000))).toEqual(["one", "two"]);
  });

  it("forgets what has come back as an entry", () => {
    expect(without(two(), new Set(["one"]))).toHaveLength(1);
    const outbox = two();
    expect(without(outbox, new Set(["x"]))).toBe(outbox);
  });

  it("makes ids that the server takes", () => {
    expect(newClientId()).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });
});
