import { expect, it } from "vitest";

import { ASSISTANT, greeting, HUMAN, KINDS_BY_NAME as KINDS, MESSAGE } from "../testing";
import type { Graph } from "../types";
import { addNode, connect } from "./graph";
import { arranged, isHeap } from "./layout";

function piled(): Graph {
  let graph: Graph = {
    ...greeting(),
    edges: [{ source: "start", port: "next", target: "message_1" }],
  };
  const here = { x: 0, y: 0 };
  for (const kind of [ASSISTANT, HUMAN, MESSAGE]) graph = addNode(graph, kind, here).graph;
  graph = connect(graph, "message_1", "next", "ai_agent_handoff_1");
  graph = connect(graph, "ai_agent_handoff_1", "escalated", "human_chat_1");
  graph = connect(graph, "ai_agent_handoff_1", "resolved", "message_2");
  graph = connect(graph, "human_chat_1", "nobody", "ai_agent_handoff_1");
  graph = connect(graph, "human_chat_1", "ended", "end_1");
  return connect(graph, "message_2", "next", "end_1");
}

it("puts every node right of those that lead to it, without overlaps", () => {
  const before = piled();
  expect(isHeap(before, KINDS)).toBe(true);
  const graph = arranged(before, KINDS);
  expect(isHeap(graph, KINDS)).toBe(false);
  const x = Object.fromEntries(graph.nodes.map((node) => [node.id, node.x]));
  expect(Object.values(x).every((one) => one % 20 === 0)).toBe(true);
  expect([x["start"]!, x["message_1"]!, x["ai_agent_handoff_1"]!, x["human_chat_1"]!]).toEqual([
    0, 320, 640, 960,
  ]);
  expect([x["message_2"], x["end_1"]]).toEqual([960, 1280]);
});

it("draws branches in the order of their ports", () => {
  const graph = arranged(piled(), KINDS);
  const y = Object.fromEntries(graph.nodes.map((node) => [node.id, node.y]));
  expect(y["human_chat_1"]!).toBeLessThan(y["message_2"]!);
});

it("gives the same places each time, whatever stood where", () => {
  const once = arranged(piled(), KINDS);
  expect(arranged(once, KINDS)).toBe(once);
  const shifted = { ...piled(), nodes: piled().nodes.map((node) => ({ ...node, y: node.y })) };
  expect(arranged(shifted, KINDS)).toEqual(once);
});

it("places nodes that nothing leads to, and loops without an entry", () => {
  const loose = addNode(addNode(greeting(), MESSAGE, { x: 0, y: 0 }).graph, MESSAGE, {
    x: 0,
    y: 0,
  });
  const ring = connect(loose.graph, "message_2", "next", "message_3");
  const graph = arranged(connect(ring, "message_3", "next", "message_2"), KINDS);
  expect(isHeap(graph, KINDS)).toBe(false);
});

it("arranges two hundred nodes in a blink", () => {
  let graph = greeting();
  for (let count = 0; count < 200; count += 1)
    graph = addNode(graph, MESSAGE, { x: 0, y: 0 }).graph;
  for (let at = 2; at < 200; at += 1) {
    graph = connect(graph, `message_${at}`, "next", `message_${at + 1}`);
  }
  expect(isHeap(arranged(graph, KINDS), KINDS)).toBe(false);
});
