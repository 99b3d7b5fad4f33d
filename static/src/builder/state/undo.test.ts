import { expect, it } from "vitest";

import { greeting, KINDS, KINDS_BY_NAME, pageOf } from "../testing";
import type { Graph } from "../types";
import { pasted, copied } from "./clip";
import {
  addNode,
  addNote,
  changeNote,
  connect,
  disconnect,
  moveBy,
  remove,
  rename,
  setConfig,
} from "./graph";
import { arranged } from "./layout";
import { portsOf } from "./ports";
import { type BuilderState, initialState, reduceBuilder } from "./reduce";

/** Numbers that look random and are always the same. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Something that a person might do. */
function anyChange(graph: Graph, roll: (sides: number) => number): Graph {
  const node = graph.nodes[roll(graph.nodes.length)]!;
  const other = graph.nodes[roll(graph.nodes.length)]!;
  const ports = portsOf(node, KINDS_BY_NAME.get(node.kind));
  const port = ports[roll(ports.length || 1)]?.name ?? "next";
  switch (roll(10)) {
    case 0:
      return addNode(graph, KINDS[roll(KINDS.length)]!, { x: roll(900), y: roll(900) }).graph;
    case 1:
      return remove(graph, [node.id]);
    case 2:
    case 3:
      return connect(graph, node.id, port, other.id);
    case 4:
      return disconnect(graph, node.id, port);
    case 5:
      return moveBy(graph, [node.id, other.id], roll(5) * 20, roll(5) * 20);
    case 6: {
      const branches = Array.from({ length: roll(4) }, (_, at) => ({ key: `k${at}`, label: "x" }));
      return node.kind === "conditional"
        ? setConfig(graph, node.id, "branches", branches, KINDS_BY_NAME)
        : rename(graph, node.id, `Name ${roll(9)}`);
    }
    case 7: {
      const clip = copied(graph, [node.id, other.id]);
      return pasted(graph, clip, KINDS_BY_NAME, null)?.graph ?? graph;
    }
    case 8: {
      const noted = addNote(graph, { x: roll(500), y: roll(500) });
      return changeNote(noted.graph, noted.id, { text: `Note ${roll(9)}` });
    }
    default:
      return arranged(graph, KINDS_BY_NAME);
  }
}

function isSound(graph: Graph): boolean {
  const ids = new Set(graph.nodes.map((node) => node.id));
  const ports = new Set(graph.edges.map((edge) => `${edge.source}:${edge.port}`));
  return (
    ids.size === graph.nodes.length &&
    ports.size === graph.edges.length &&
    graph.edges.every((edge) => ids.has(edge.source) && ids.has(edge.target)) &&
    graph.nodes.filter((node) => node.kind === "start").length === 1
  );
}

it("undoes every change exactly, redoes it exactly, and keeps the graph sound", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const roll = dice(seed);
    let state: BuilderState = initialState(pageOf());
    const seen = [state.graph];
    for (let step = 0; step < 30; step += 1) {
      const graph = anyChange(state.graph, roll);
      expect(isSound(graph)).toBe(true);
      state = reduceBuilder(state, { type: "edit", graph });
      if (state.graph !== seen.at(-1)) seen.push(state.graph);
    }
    const frozen = seen.map((graph) => JSON.stringify(graph));
    for (let at = seen.length - 1; at >= 0; at -= 1) {
      expect(JSON.stringify(state.graph)).toBe(frozen[at]);
      state = reduceBuilder(state, { type: "undo" });
    }
    for (let at = 0; at < seen.length; at += 1) {
      expect(JSON.stringify(state.graph)).toBe(frozen[at]);
      state = reduceBuilder(state, { type: "redo" });
    }
  }
});

it("undoes letters of one field together, and those of the next apart", () => {
  let state = initialState(pageOf());
  const type = (field: string, text: string): void => {
    const graph = setConfig(state.graph, "message_1", field, text, KINDS_BY_NAME);
    state = reduceBuilder(state, { type: "edit", graph, mark: `config:message_1:${field}` });
  };
  for (const text of ["H", "He", "Hey"]) type("text", text);
  expect(state.past).toHaveLength(1);
  state = reduceBuilder(state, { type: "end-step" });
  type("text", "Hey!");
  expect(state.past).toHaveLength(2);
  state = reduceBuilder(reduceBuilder(state, { type: "undo" }), { type: "undo" });
  expect(state.graph).toEqual(greeting());
});

it("forgets the oldest of very many steps", () => {
  let state = initialState(pageOf());
  for (let step = 0; step < 150; step += 1) {
    state = reduceBuilder(state, { type: "edit", graph: moveBy(state.graph, ["end_1"], 20, 0) });
  }
  expect(state.past).toHaveLength(100);
});

it("changes nothing for those who may only look", () => {
  const page = pageOf(greeting(), { rights: { change: false, publish: false } });
  const state = initialState(page);
  const graph = remove(state.graph, ["end_1"]);
  expect(reduceBuilder(state, { type: "edit", graph })).toBe(state);
  expect(reduceBuilder(state, { type: "replace", graph, why: "" })).toBe(state);
});

it("drops what is gone from the selection, and comes back to a whole graph", () => {
  let state = initialState(pageOf());
  state = reduceBuilder(state, { type: "jump", node: "end_1" });
  expect(state.selection.nodes).toEqual(["end_1"]);
  state = reduceBuilder(state, { type: "edit", graph: remove(state.graph, ["end_1"]) });
  expect(state.selection.nodes).toEqual([]);
  expect(reduceBuilder(state, { type: "jump", node: "end_1" })).toBe(state);
});
