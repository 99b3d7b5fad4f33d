/** A node on the canvas: what it is, what it is set to, and its ports. */

import { Handle, type NodeProps, Position } from "@xyflow/react";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { memo } from "react";

import { nameOf, portsOf } from "../../state/ports";
import { summaryOf } from "../../state/summary";
import { targetOf } from "../../state/graph";
import type { BuilderState } from "../../state/reduce";
import type { FlowNode, PortSpec, Problem } from "../../types";
import { icon, KindIcon, ToneMark } from "../bits";
import { useBuilder } from "../context";
import type { StepNode } from "./drawn";

export const NodeCard = memo(function NodeCard({ data: { node } }: NodeProps<StepNode>) {
  const kind = useBuilder((state) => state.kinds.get(node.kind));
  const isActive = useBuilder((state) => state.active.nodes.includes(node.id));
  const facts = useBuilder((state) => state.page.facts);
  const references = useBuilder((state) => state.page.references);
  const level = useBuilder((state) => levelOf(state.problems, node.id));
  const summary = summaryOf(node, kind, facts, references);
  const marks = [level && `fb-has-${level}`, isActive && "fb-active"].filter(Boolean).join(" ");
  return (
    <div className={`fb-node ${marks}`}>
      {node.kind !== "start" && (
        <Handle
          type="target"
          position={Position.Left}
          className="fb-in"
          isConnectableStart={false}
        />
      )}
      <div className="fb-node-head">
        <KindIcon kind={kind} />
        <div className="fb-node-name">
          <strong title={nameOf(node, kind)}>{nameOf(node, kind)}</strong>
          {node.label && kind?.label !== node.label && <span>{kind?.label ?? node.kind}</span>}
        </div>
        <NodeMark node={node} level={level} />
      </div>
      <p className="fb-node-summary" title={summary}>
        {summary || " "}
      </p>
      {portsOf(node, kind).map((port) => (
        <PortLine key={port.name} node={node} port={port} />
      ))}
    </div>
  );
});

function levelOf(problems: readonly Problem[], id: string): Problem["level"] | "" {
  let level: Problem["level"] | "" = "";
  for (const problem of problems) {
    if (problem.node !== id) continue;
    if (problem.level === "error") return "error";
    level = "warning";
  }
  return level;
}

function messagesOf({ problems }: BuilderState, id: string): string {
  return problems
    .filter((problem) => problem.node === id)
    .map((problem) => problem.message)
    .join("\n");
}

function NodeMark({
  node,
  level,
}: {
  node: FlowNode;
  level: Problem["level"] | "";
}): React.ReactNode {
  // Of a way that is lit, the last node is where somebody is.
  const isHere = useBuilder((state) => state.active.nodes.at(-1) === node.id);
  const words = useBuilder((state) => messagesOf(state, node.id));
  const waiting = useBuilder(
    (state) => state.traffic?.nodes.find((one) => one.node === node.id)?.waiting ?? 0,
  );
  return (
    <>
      {isHere && <span className="fb-chip fb-chip-active">Here</span>}
      {waiting > 0 && (
        <span className="fb-chip" title="Conversations that wait here now">
          {waiting} waiting
        </span>
      )}
      {level && (
        <span className={`fb-mark fb-mark-${level}`} title={words}>
          {level === "error" ? <CircleAlert {...icon} /> : <TriangleAlert {...icon} />}
          <span className="fb-unseen">
            {level === "error" ? "Error:" : "Warning:"} {words}
          </span>
        </span>
      )}
    </>
  );
}

function PortLine({ node, port }: { node: FlowNode; port: PortSpec }): React.ReactNode {
  const isFree = useBuilder((state) => !targetOf(state.graph, node.id, port.name));
  const mark = isFree ? (port.default ? "fb-rests" : "fb-open") : "";
  const title = isFree
    ? port.default
      ? `Not connected: ${port.default}`
      : "Leads nowhere yet: drag from here to a node"
    : port.label;
  return (
    <div className={`fb-port fb-port-${port.tone} ${mark}`} title={title}>
      <span className="fb-port-name">{port.label}</span>
      <ToneMark tone={port.tone} />
      <Handle type="source" position={Position.Right} id={port.name} className="fb-out" />
    </div>
  );
}
