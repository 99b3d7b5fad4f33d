import { expect, it } from "vitest";

import { greeting, KINDS_BY_NAME as KINDS, kindOf, MESSAGE } from "../testing";
import { addNode, addNote, connect, EMPTY, nodeOf } from "./graph";
import { copied, isClip, pasted } from "./clip";

it("pastes copies under new ids, with the edges between them", () => {
  const graph = greeting();
  const found = pasted(graph, copied(graph, ["message_1", "end_1"]), KINDS, null)!;
  expect(found.nodes).toEqual(["message_2", "end_2"]);
  expect(found.graph.edges).toEqual([
    ...graph.edges,
    { source: "message_2", port: "next", target: "end_2" },
  ]);
  expect(nodeOf(found.graph, "message_2")).toMatchObject({
    x: 360,
    y: 40,
    label: "Greeting",
    config: { text: "Hello!", links: [] },
  });
});

it("pastes into another flow, at a place", () => {
  const noted = addNote(greeting(), { x: 320, y: 200 });
  const text = copied(noted.graph, ["message_1", noted.id]);
  const found = pasted(EMPTY, text, KINDS, { x: 100, y: 100 })!;
  expect(found.graph.nodes.map(({ x, y }) => [x, y])).toEqual([[100, 100]]);
  expect(found.graph.notes.map(({ x, y }) => [x, y])).toEqual([[100, 300]]);
});

it("leaves out starts and kinds that are unknown here", () => {
  expect(copied(greeting(), ["start"])).toBe("");
  const text = copied(greeting(), ["start", "message_1", "end_1"]);
  const found = pasted(EMPTY, text, new Map([["message", MESSAGE]]), null)!;
  expect([found.nodes, found.left_out]).toEqual([["message_1"], 1]);
});

it("points settings that name a copied node to its copy", () => {
  const schema = { properties: { target: { "x-reference": "node" as const } } };
  const goTo = kindOf("go_to", { ports: [], schema, defaults: { target: "" } });
  const kinds = new Map([...KINDS, ["go_to", goTo]]);
  const added = addNode(greeting(), goTo, { x: 0, y: 0 });
  const node = { ...nodeOf(added.graph, added.id)!, config: { target: "message_1" } };
  const graph = { ...greeting(), nodes: [...greeting().nodes, node] };
  const both = pasted(graph, copied(graph, ["message_1", added.id]), kinds, null)!;
  expect(nodeOf(both.graph, "go_to_2")?.config).toEqual({ target: "message_2" });
  const one = pasted(graph, copied(graph, [added.id]), kinds, null)!;
  expect(nodeOf(one.graph, "go_to_2")?.config).toEqual({ target: "message_1" });
});

it("refuses whatever else lies in the clipboard", () => {
  const bad = ["", "Hello", "[]", "null", '{"format":"baton.flow-nodes"}'];
  const nearly = '{"format":"baton.flow-nodes","nodes":[{"id":1}],"edges":[],"notes":[]}';
  for (const text of [...bad, nearly]) {
    expect(isClip(text)).toBe(false);
    expect(pasted(greeting(), text, KINDS, null)).toBeNull();
  }
  expect(isClip(copied(greeting(), ["end_1"]))).toBe(true);
});

it("keeps no edge to what was not copied", () => {
  const graph = connect(greeting(), "message_1", "next", "message_1");
  const found = pasted(graph, copied(graph, ["message_1"]), KINDS, null)!;
  expect(found.graph.edges.at(-1)).toEqual({
    source: "message_2",
    port: "next",
    target: "message_2",
  });
});
