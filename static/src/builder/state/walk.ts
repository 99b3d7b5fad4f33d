/** The order in which somebody would read the nodes aloud. */

import type { FlowNode, Graph } from "../types";
import type { Kinds } from "./graph";
import { portsOf } from "./ports";

/** From the start along the ports, each way to its end before the next; then what nothing leads to. */
export function inWalkingOrder(graph: Graph, kinds: Kinds): FlowNode[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const targets = new Map(graph.edges.map((edge) => [`${edge.source}:${edge.port}`, edge.target]));
  const seen = new Set<FlowNode>();
  const start = graph.nodes.filter((node) => node.kind === "start");
  for (const first of [...start, ...graph.nodes]) {
    const open = [first];
    for (let node = open.pop(); node; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const next = portsOf(node, kinds.get(node.kind)).flatMap((port) => {
        const target = nodes.get(targets.get(`${node?.id}:${port.name}`) ?? "");
        return target ? [target] : [];
      });
      open.push(...next.reverse());
    }
  }
  return [...seen];
}
