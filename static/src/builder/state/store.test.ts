import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { FlowApi } from "../api";
import { FakeServer, greeting, pageOf, SITE } from "../testing";
import { addAfter, askToDelete, deleteNow, insertInto, paste, clipOf } from "./deeds";
import { moveBy, nodeOf, rename } from "./graph";
import { initialState, isUnsaved } from "./reduce";
import { BuilderStore } from "./store";

let server: FakeServer;

function opened(): BuilderStore {
  const api = new FlowApi(SITE, server.fetch);
  return new BuilderStore(initialState(pageOf(server.graph)), api);
}

function named(store: BuilderStore, id: string, label: string): void {
  store.edit(rename(store.get().graph, id, label), { mark: `label:${id}` });
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
});
afterEach(() => void vi.useRealTimers());

it("saves once after the last of several changes, and asks for problems", async () => {
  const store = opened();
  const problem = { level: "error", node: "end_1", port: "", code: "x", message: "No.", path: [] };
  server.problems = [problem as never];
  for (const label of ["D", "Do", "Done"]) named(store, "end_1", label);
  expect(store.get().saving.kind).toBe("waiting");
  await vi.advanceTimersByTimeAsync(350);
  expect(store.get().problems).toEqual([problem]);
  expect(server.saves).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(300);
  expect(server.saves.map((graph) => nodeOf(graph, "end_1")?.label)).toEqual(["Done"]);
  expect(store.get()).toMatchObject({ revision: 2, saving: { kind: "saved" } });
  expect(isUnsaved(store.get())).toBe(false);
});

it("keeps trying while the line is down, and loses nothing", async () => {
  const store = opened();
  server.isDown = true;
  named(store, "end_1", "Done");
  await vi.advanceTimersByTimeAsync(700);
  expect(store.get().saving.kind).toBe("offline");
  named(store, "end_1", "Over");
  await vi.advanceTimersByTimeAsync(700);
  server.isDown = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect(store.get().saving.kind).toBe("saved");
  expect(nodeOf(server.graph, "end_1")?.label).toBe("Over");
});

it("never overwrites what another tab saved: it says so and asks", async () => {
  const [mine, other] = [opened(), opened()];
  named(other, "end_1", "Theirs");
  await other.flush();
  named(mine, "message_1", "Mine");
  await mine.flush();
  expect(mine.get().saving).toMatchObject({ kind: "conflict", theirs: { author: "Abel" } });
  named(mine, "message_1", "Mine still");
  await vi.advanceTimersByTimeAsync(5000);
  expect(nodeOf(server.graph, "end_1")?.label).toBe("Theirs");
  expect(server.saves).toHaveLength(1);
});

it("keeps mine: the other version is one undo away", async () => {
  const [mine, other] = [opened(), opened()];
  named(other, "end_1", "Theirs");
  await other.flush();
  named(mine, "message_1", "Mine");
  await mine.flush();
  mine.dispatch({ type: "keep-mine" });
  expect(await mine.flush()).toBe(true);
  expect(nodeOf(server.graph, "message_1")?.label).toBe("Mine");
  mine.dispatch({ type: "undo" });
  expect(nodeOf(mine.get().graph, "end_1")?.label).toBe("Theirs");
});

it("takes theirs: mine is one undo away, and can still be saved", async () => {
  const [mine, other] = [opened(), opened()];
  named(other, "end_1", "Theirs");
  await other.flush();
  named(mine, "message_1", "Mine");
  await mine.flush();
  mine.dispatch({ type: "take-theirs" });
  expect(nodeOf(mine.get().graph, "end_1")?.label).toBe("Theirs");
  expect(isUnsaved(mine.get())).toBe(false);
  mine.dispatch({ type: "undo" });
  expect(await mine.flush()).toBe(true);
  expect(nodeOf(server.graph, "message_1")?.label).toBe("Mine");
});

it("sends the last changes when the page goes away, and says when it could not", async () => {
  const store = opened();
  expect(store.mayLeave()).toBe(true);
  named(store, "end_1", "Done");
  expect(store.mayLeave()).toBe(true);
  store.leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(nodeOf(server.graph, "end_1")?.label).toBe("Done");
  server.isDown = true;
  named(store, "end_1", "Over");
  await vi.advanceTimersByTimeAsync(700);
  expect(store.mayLeave()).toBe(false);
});

it("does not save what was undone back to what the server has", async () => {
  const store = opened();
  named(store, "end_1", "Done");
  store.dispatch({ type: "undo" });
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.get().saving.kind).toBe("saved");
  expect(server.saves).toHaveLength(0);
});

it("adds after the selected node and connects its first free port", () => {
  const store = opened();
  store.select({ nodes: ["start"] });
  addAfter(store, "message");
  const [lone] = store.get().selection.nodes;
  expect(store.get().graph.edges.some((edge) => edge.target === lone)).toBe(false);
  const next = addAfter(store, "ai_agent_handoff");
  const after = addAfter(store, "human_chat");
  expect(store.get().graph.edges.slice(-2)).toEqual([
    { source: lone, port: "next", target: next },
    { source: next, port: "escalated", target: after },
  ]);
  expect(store.get().selection.nodes).toEqual([after]);
});

it("connects what is added to the only loose end when nothing is selected", () => {
  server = new FakeServer({ ...greeting(), nodes: greeting().nodes.slice(0, 1), edges: [] });
  const store = opened();
  addAfter(store, "message");
  expect(store.get().graph.edges).toEqual([{ source: "start", port: "next", target: "message_1" }]);
  store.select({});
  addAfter(store, "ai_agent_handoff");
  store.select({});
  const last = addAfter(store, "end");
  expect(store.get().graph.edges).toHaveLength(2);
  expect(store.get().graph.edges.some((edge) => edge.target === last)).toBe(false);
});

it("inserts a node into a connection as one step", () => {
  const store = opened();
  const id = insertInto(store, { source: "start", port: "next" }, "message");
  expect(store.get().graph.edges).toContainEqual({ source: "start", port: "next", target: id });
  expect(store.get().graph.edges).toContainEqual({ source: id, port: "next", target: "message_1" });
  store.dispatch({ type: "undo" });
  expect(store.get().graph).toEqual(greeting());
});

it("asks before it cuts a way, and offers an undo otherwise", () => {
  const store = opened();
  askToDelete(store, ["message_1"]);
  expect(store.get().asking).toEqual(["message_1"]);
  deleteNow(store, ["message_1"]);
  expect(store.get().notice).toEqual({ text: "“Greeting” deleted.", undo: true });
  askToDelete(store, ["end_1"]);
  expect(store.get().asking).toBeNull();
  expect(store.get().graph.nodes.map((node) => node.id)).toEqual(["start"]);
  askToDelete(store, ["start"]);
  expect(store.get().spoken).toContain("cannot be deleted");
});

it("pastes what was copied, and replaces the graph as one step", () => {
  const store = opened();
  store.select({ nodes: ["message_1"] });
  expect(paste(store, clipOf(store.get()), null)).toBe(true);
  expect(store.get().selection.nodes).toEqual(["message_2"]);
  expect(paste(store, "anything", null)).toBe(false);
  store.replaceGraph(moveBy(greeting(), ["start"], 0, 200), "Imported.");
  expect(store.get()).toMatchObject({ notice: { text: "Imported.", undo: true } });
  store.dispatch({ type: "undo" });
  store.dispatch({ type: "undo" });
  expect(store.get().graph).toEqual(greeting());
});
