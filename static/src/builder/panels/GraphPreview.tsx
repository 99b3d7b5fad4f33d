/** A flow as a small drawing: boxes and lines, for cards. */

import { useId } from "react";

import { useBuilder } from "../ui/context";
import type { FlowNode, Graph } from "../types";

const [WIDTH, HEIGHT, PAD] = [240, 120, 40];

export function GraphPreview({ graph, name }: { graph: Graph; name: string }): React.ReactNode {
  const kinds = useBuilder((state) => state.kinds);
  const arrow = useId();
  if (!graph.nodes.length) return null;
  const at = new Map(graph.nodes.map((node) => [node.id, node]));
  return (
    <svg className="fbp-preview" viewBox={frameOf(graph.nodes)} role="img" aria-label={name}>
      <defs>
        <marker
          id={arrow}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="5"
          markerHeight="5"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {graph.edges.map((edge) => {
        const [from, to] = [at.get(edge.source), at.get(edge.target)];
        if (!from || !to) return null;
        const key = `${edge.source}:${edge.port}`;
        return (
          <path key={key} className="fbp-wire" d={wire(from, to)} markerEnd={`url(#${arrow})`} />
        );
      })}
      {graph.nodes.map((node) => (
        <rect
          key={node.id}
          className={`fbp-box fbp-box-${kinds.get(node.kind)?.category ?? "data"}`}
          x={node.x}
          y={node.y}
          width={WIDTH}
          height={HEIGHT}
          rx={24}
        />
      ))}
    </svg>
  );
}

function frameOf(nodes: FlowNode[]): string {
  const left = Math.min(...nodes.map((node) => node.x)) - PAD;
  const top = Math.min(...nodes.map((node) => node.y)) - PAD;
  const right = Math.max(...nodes.map((node) => node.x)) + WIDTH + PAD;
  const bottom = Math.max(...nodes.map((node) => node.y)) + HEIGHT + PAD;
  return `${left} ${top} ${right - left} ${bottom - top}`;
}

function wire(from: FlowNode, to: FlowNode): string {
  const [x1, y1] = [from.x + WIDTH, from.y + HEIGHT / 2];
  const [x2, y2] = [to.x, to.y + HEIGHT / 2];
  const bend = Math.max(60, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
