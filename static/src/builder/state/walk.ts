/** The order in which somebody would read the nodes aloud. */

import type { FlowNode, Graph } from "../types";
import { type Kinds, targetOf } from "./graph";
import { portsOf } from "./ports";

/** From the start along the ports, each way to its end before the next; then what nothing leads to. */
export function inWalkingOrder(graph: Graph, kinds: Kinds): FlowNode[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const seen = new Set<FlowNode>();
  const start = graph.nodes.filter((node) => node.kind === "start");
  for (const first of [...start, ...graph.nodes]) {
    const open = [first];
    for (let node = open.pop(); node; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const { id, kind } = node;
      const next = portsOf(node, kinds.get(kind)).flatMap(
        (port) => nodes.get(targetOf(graph, id, port.name)) ?? [],
      );
      open.push(...next.reverse());
    }
  }
  return [...seen];
}
