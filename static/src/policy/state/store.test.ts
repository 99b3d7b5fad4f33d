import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { PolicyApi } from "../api";
import { FakeServer, keyword, policyOf } from "../testing";
import { initialPage } from "./reduce";
import { changed } from "./rules";
import { PolicyStore } from "./store";

const RULES = [keyword("a", 90, "x"), keyword("b", 50, "y")];
let server: FakeServer;
let store: PolicyStore;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer(RULES);
  store = new PolicyStore(initialPage(policyOf(RULES)), new PolicyApi("/p/", "t", server.fetch));
});
afterEach(() => vi.useRealTimers());

function setPriority(priority: number, mark = ""): void {
  const rules = changed(store.get().rules, "b", { priority });
  store.dispatch({ type: "edit", rules, mark });
}

describe("keeping the draft", () => {
  it("saves once after the last of several edits", async () => {
    setPriority(51);
    setPriority(52);
    expect(store.get().saving.kind).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.saves).toHaveLength(1);
    expect(store.get()).toMatchObject({ revision: 2, saving: { kind: "saved" } });
  });

  it("keeps words through a lost line, and sends them when it is back", async () => {
    server.isDown = true;
    setPriority(51);
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.get().saving.kind).toBe("offline");
    setPriority(52);
    server.isDown = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(store.get().saving.kind).toBe("saved");
    expect(server.rules[1]?.priority).toBe(52);
  });

  it("undoes letters of one field at once, and other edits one by one", async () => {
    setPriority(51, "b:priority");
    setPriority(52, "b:priority");
    setPriority(60);
    store.dispatch({ type: "undo" });
    expect(store.get().rules[1]?.priority).toBe(52);
    store.dispatch({ type: "undo" });
    expect(store.get().rules).toBe(RULES);
    store.dispatch({ type: "redo" });
    expect(store.get().rules[1]?.priority).toBe(52);
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.rules[1]?.priority).toBe(52);
  });

  it("sends nothing when everything was undone", async () => {
    setPriority(51);
    store.dispatch({ type: "undo" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.saves).toHaveLength(0);
    expect(store.get().saving.kind).toBe("saved");
  });

  it("says that all is saved only when it is", async () => {
    setPriority(51);
    const flushed = store.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(await flushed).toBe(true);
    server.isDown = true;
    setPriority(52);
    expect(await store.flush()).toBe(false);
  });
});

describe("two people at once", () => {
  const theirs = [keyword("a", 90, "theirs")];

  beforeEach(async () => {
    server.rules = theirs;
    server.revision = 7;
    setPriority(51);
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.get().saving).toMatchObject({ kind: "conflict", theirs: { author: "Abel" } });
  });

  it("saves nothing until somebody chose", async () => {
    setPriority(52);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.saves).toHaveLength(0);
    expect(store.get().rules[1]?.priority).toBe(52);
  });

  it("takes theirs, and undo brings mine back", async () => {
    store.dispatch({ type: "take-theirs" });
    expect(store.get().rules).toEqual(theirs);
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.saves).toHaveLength(0);
    store.dispatch({ type: "undo" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.rules[1]?.priority).toBe(51);
  });

  it("keeps mine, and undo brings theirs back", async () => {
    store.dispatch({ type: "keep-mine" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.rules[1]?.priority).toBe(51);
    store.dispatch({ type: "undo" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.rules).toEqual(theirs);
  });
});
