import { Box } from "lucide-react";
import { expect, it } from "vitest";

import catalogue from "../../protocol/generated/flow_kinds.json";
import { ASSISTANT, END, greeting, KINDS_BY_NAME as KINDS, MESSAGE } from "../testing";
import { iconOf } from "../ui/icons";
import { addNode, connect } from "./graph";
import { inWalkingOrder } from "./walk";

it("reads each way to its end before the next, loops once, and strays last", () => {
  let graph = { ...greeting(), nodes: greeting().nodes.slice(0, 1), edges: [] };
  const here = { x: 0, y: 0 };
  const added = [MESSAGE, END, ASSISTANT, MESSAGE, END].map((kind) => {
    const next = addNode(graph, kind, here);
    graph = { ...graph, nodes: next.graph.nodes };
    return next.id;
  });
  const [stray, end, assistant, message, other] = added as [string, string, string, string, string];
  let joined = connect(graph, "start", "next", assistant);
  joined = connect(joined, assistant, "resolved", end);
  joined = connect(joined, assistant, "escalated", message);
  joined = connect(joined, message, "next", assistant);
  joined = connect(joined, assistant, "error", other);
  const order = inWalkingOrder(joined, KINDS).map((node) => node.id);
  expect(order).toEqual(["start", assistant, message, end, other, stray]);
});

it("has a picture for every kind of node", () => {
  const without = catalogue.filter((kind) => iconOf(kind.icon) === Box).map((kind) => kind.icon);
  expect(without).toEqual([]);
});
