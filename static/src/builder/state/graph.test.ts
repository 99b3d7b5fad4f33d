import { expect, it } from "vitest";

import { CONDITIONAL, END, greeting, KINDS_BY_NAME as KINDS, MESSAGE, START } from "../testing";
import type { Graph } from "../types";
import {
  addNode,
  addNote,
  changeNote,
  connect,
  cutBy,
  disconnect,
  EMPTY,
  move,
  moveBy,
  nodeOf,
  normalised,
  remove,
  rename,
  setConfig,
  settingsOf,
  targetOf,
} from "./graph";
import { nameOf, portsOf } from "./ports";

/** A conditional with the branches a, b and c that lead to the end, the rest to the message. */
function forked(): { graph: Graph; id: string } {
  const added = addNode(greeting(), CONDITIONAL, { x: 320, y: 200 });
  const branches = ["a", "b", "c"].map((key) => ({ key, label: key, conditions: [] }));
  let graph = setConfig(added.graph, added.id, "branches", branches, KINDS);
  for (const { key } of branches) graph = connect(graph, added.id, key, "end_1");
  return { graph: connect(graph, added.id, "else", "message_1"), id: added.id };
}

it("adds nodes on the grid, under free ids, with defaults of their own", () => {
  const first = addNode(greeting(), MESSAGE, { x: 333, y: -9 });
  const second = addNode(first.graph, MESSAGE, { x: 0, y: 0 });
  expect([first.id, second.id]).toEqual(["message_2", "message_3"]);
  expect(nodeOf(first.graph, "message_2")).toMatchObject({ x: 340, y: 0, config: { text: "" } });
  expect(nodeOf(second.graph, "message_3")?.config).not.toBe(MESSAGE.defaults);
});

it("has one start only, and never deletes it", () => {
  const graph = greeting();
  expect(addNode(graph, START, { x: 0, y: 0 })).toEqual({ graph, id: "start" });
  expect(remove(graph, ["start"])).toBe(graph);
  expect(remove(graph, ["start", "end_1"]).nodes.map((node) => node.id)).toEqual([
    "start",
    "message_1",
  ]);
});

it("deletes nodes with their edges, edges alone, and notes", () => {
  const noted = addNote(greeting(), { x: 0, y: 300 });
  const graph = remove(noted.graph, ["message_1", noted.id]);
  expect(graph).toEqual({ ...greeting(), nodes: graph.nodes, edges: [], notes: [] });
  expect(graph.nodes).toHaveLength(2);
  const cut = remove(greeting(), ["start:next"]);
  expect(cut.nodes).toHaveLength(3);
  expect(cut.edges).toEqual([{ source: "message_1", port: "next", target: "end_1" }]);
});

it("knows which deletion cuts a way", () => {
  expect(cutBy(greeting(), ["message_1"]).map((node) => node.id)).toEqual(["message_1"]);
  expect(cutBy(greeting(), ["end_1"])).toEqual([]);
  expect(cutBy(greeting(), ["message_1", "end_1"])).toEqual([]);
  expect(cutBy(greeting(), ["start:next"])).toEqual([]);
});

it("keeps one edge for each port: a new one replaces it", () => {
  const graph = connect(greeting(), "start", "next", "end_1");
  expect(graph.edges.filter((edge) => edge.source === "start")).toEqual([
    { source: "start", port: "next", target: "end_1" },
  ]);
  expect(connect(graph, "start", "next", "end_1")).toBe(graph);
  expect(targetOf(disconnect(graph, "start", "next"), "start", "next")).toBe("");
  expect(disconnect(graph, "end_1", "next")).toBe(graph);
});

it("connects nothing to a start, to nobody or from nobody", () => {
  const graph = greeting();
  expect(connect(graph, "message_1", "next", "start")).toBe(graph);
  expect(connect(graph, "message_1", "next", "ghost")).toBe(graph);
  expect(connect(graph, "ghost", "next", "end_1")).toBe(graph);
});

it("moves by steps of the grid; what stays is the same object", () => {
  const graph = greeting();
  const moved = move(graph, new Map([["end_1", { x: 651, y: 29 }]]));
  expect(nodeOf(moved, "end_1")).toMatchObject({ x: 660, y: 20 });
  expect(moved.nodes[0]).toBe(graph.nodes[0]);
  expect(move(graph, new Map([["end_1", { x: 641, y: 1 }]]))).toBe(graph);
  expect(nodeOf(moveBy(graph, ["start"], -20, 40), "start")).toMatchObject({ x: -20, y: 40 });
});

it("renames, and shows the kind's name without one", () => {
  const graph = rename(greeting(), "end_1", "Done");
  expect(nameOf(nodeOf(graph, "end_1")!, END)).toBe("Done");
  expect(nameOf(nodeOf(greeting(), "end_1")!, END)).toBe("End");
  expect(rename(graph, "end_1", "Done")).toBe(graph);
});

it("draws the ports of a list before the others, named by their settings", () => {
  const { graph, id } = forked();
  const named = setConfig(graph, id, "otherwise", "Resolved", KINDS);
  const ports = portsOf(nodeOf(named, id)!, CONDITIONAL);
  expect(ports.map((port) => [port.name, port.label])).toEqual([
    ["a", "a"],
    ["b", "b"],
    ["c", "c"],
    ["else", "Resolved"],
  ]);
});

it("removes the edge of a list entry that is removed, and keeps those of the others", () => {
  const { graph, id } = forked();
  const entries = settingsOf(nodeOf(graph, id)!, CONDITIONAL)["branches"];
  const left = Array.isArray(entries) ? [entries[2]!, entries[0]!] : [];
  const next = setConfig(graph, id, "branches", left, KINDS);
  expect(next.edges.filter((edge) => edge.source === id).map((edge) => edge.port)).toEqual([
    "a",
    "c",
    "else",
  ]);
});

it("keeps the edges of entries that had no key when another entry goes", () => {
  const branches = [
    { label: "First", conditions: [] },
    { label: "Second", conditions: [] },
  ];
  const node = { id: "c", kind: "conditional", x: 0, y: 0, label: "", config: { branches } };
  let graph: Graph = { ...greeting(), nodes: [...greeting().nodes, node] };
  graph = connect(connect(graph, "c", "branch_0", "end_1"), "c", "branch_1", "message_1");
  expect(portsOf(node, CONDITIONAL).map((port) => port.name)).toContain("branch_1");
  const shown = settingsOf(node, CONDITIONAL)["branches"];
  const next = setConfig(graph, "c", "branches", Array.isArray(shown) ? shown.slice(1) : [], KINDS);
  expect(next.edges.filter((edge) => edge.source === "c")).toEqual([
    { source: "c", port: "branch_1", target: "message_1" },
  ]);
  expect(portsOf(nodeOf(next, "c")!, CONDITIONAL)[0]).toMatchObject({
    name: "branch_1",
    label: "Second",
  });
});

it("gives new entries of a list keys that no other has", () => {
  const { graph, id } = forked();
  const entries = settingsOf(nodeOf(graph, id)!, CONDITIONAL)["branches"];
  const more = Array.isArray(entries) ? [...entries, { key: "", label: "d", conditions: [] }] : [];
  const next = setConfig(graph, id, "branches", more, KINDS);
  expect(portsOf(nodeOf(next, id)!, CONDITIONAL).map((port) => port.name)).toEqual([
    "a",
    "b",
    "c",
    "branch_3",
    "else",
  ]);
});

it("adds and changes notes", () => {
  const { graph, id } = addNote(EMPTY, { x: 11, y: 0 });
  expect(graph.notes).toEqual([
    { id, x: 20, y: 0, width: 220, height: 120, text: "", color: "yellow" },
  ]);
  expect(changeNote(graph, id, { text: "Ask Mona" }).notes[0]?.text).toBe("Ask Mona");
});

it("reads graphs that lack parts", () => {
  const bare = { nodes: [{ id: "start", kind: "start" }], edges: [] } as unknown as Graph;
  expect(normalised(bare)).toEqual({
    nodes: [{ id: "start", kind: "start", x: 0, y: 0, label: "", config: {} }],
    edges: [],
    notes: [],
  });
});
