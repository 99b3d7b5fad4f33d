/** Where each port of a node leads, and a select to change it. */

import { CornerUpRight, Unlink } from "lucide-react";
import { useId, useState } from "react";

import { link } from "../state/deeds";
import { nodeOf, targetOf } from "../state/graph";
import { nameOf, portsOf } from "../state/ports";
import type { FlowEdge, FlowNode, PortSpec } from "../types";
import { icon, IconButton, ToneMark } from "./bits";
import { useBuilder, useMayChange, usePage } from "./context";

export function PortTable({ node }: { node: FlowNode }): React.ReactNode {
  const kind = useBuilder((state) => state.kinds.get(node.kind));
  const edges = useBuilder((state) => state.graph.edges);
  const ports = portsOf(node, kind);
  const names = new Set(ports.map((port) => port.name));
  const stray = edges.filter((edge) => edge.source === node.id && !names.has(edge.port));
  const id = useId();
  if (ports.length + stray.length === 0) return null;
  return (
    <section className="fb-ports" aria-labelledby={id}>
      <h3 id={id}>Where it leads</h3>
      <ul>
        {ports.map((port) => (
          <li key={port.name}>
            <PortSelect node={node} port={port} />
          </li>
        ))}
        {stray.map((edge) => (
          <li key={edge.port}>
            <Stray edge={edge} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Beyond this many nodes, select boxes are filled when somebody comes near: all at once would be slow. */
const MANY = 60;

/** A port with what it leads to. */
export function PortSelect({ node, port }: { node: FlowNode; port: PortSpec }): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const isLarge = useBuilder((state) => state.graph.nodes.length > MANY);
  const [isNear, setNear] = useState(false);
  const target = useBuilder((state) => targetOf(state.graph, node.id, port.name));
  const id = useId();
  const isOpen = !target && !port.default;
  return (
    <div className={isOpen ? "fb-port-row fb-port-open" : "fb-port-row"}>
      <label htmlFor={id}>
        <ToneMark tone={port.tone} /> {port.label}
      </label>
      <select
        id={id}
        value={target}
        disabled={!mayChange}
        aria-describedby={isOpen || port.default ? `${id}-help` : undefined}
        onPointerDown={() => setNear(true)}
        onFocus={() => setNear(true)}
        onChange={(event) => link(store, { source: node.id, port: port.name }, event.target.value)}
      >
        <option value="">Not connected</option>
        {isLarge && !isNear ? <OneTarget id={target} /> : <Targets of={node.id} />}
      </select>
      {target && (
        <IconButton label={`Go to where ${port.label} leads`} onClick={() => store.jump(target)}>
          <CornerUpRight {...icon} />
        </IconButton>
      )}
      {!target && port.default && (
        <p id={`${id}-help`} className="fb-help">
          Not connected: {port.default}
        </p>
      )}
      {isOpen && (
        <p id={`${id}-help`} className="fb-error">
          Leads nowhere yet.
        </p>
      )}
    </div>
  );
}

function OneTarget({ id }: { id: string }): React.ReactNode {
  const name = useBuilder((state) => {
    const node = nodeOf(state.graph, id);
    return node ? nameOf(node, state.kinds.get(node.kind)) : "";
  });
  return id ? <option value={id}>{name}</option> : null;
}

function Targets({ of: source }: { of: string }): React.ReactNode {
  const nodes = useBuilder((state) => state.graph.nodes);
  const kinds = useBuilder((state) => state.kinds);
  const named = nodes
    .filter((node) => node.kind !== "start")
    .map((node) => ({ id: node.id, name: nameOf(node, kinds.get(node.kind)) }));
  return namedApart(named).map(({ id, name }) => (
    <option key={id} value={id}>
      {id === source ? `${name} (itself)` : name}
    </option>
  ));
}

/** Nodes of the same name are told apart by their ids. */
function namedApart(nodes: { id: string; name: string }[]): { id: string; name: string }[] {
  const counts = new Map<string, number>();
  for (const { name } of nodes) counts.set(name, (counts.get(name) ?? 0) + 1);
  return nodes.map((one) =>
    (counts.get(one.name) ?? 0) > 1 ? { ...one, name: `${one.name} · ${one.id}` } : one,
  );
}

/** A connection from a port that is no longer there. */
function Stray({ edge }: { edge: FlowEdge }): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  return (
    <div className="fb-port-row fb-port-open">
      <span>{edge.port}</span>
      <span className="fb-error">This port is gone; its connection is still there.</span>
      {mayChange && (
        <IconButton
          label={`Delete the connection of ${edge.port}`}
          onClick={() => link(store, edge, "")}
        >
          <Unlink {...icon} />
        </IconButton>
      )}
    </div>
  );
}
