/** The ports of a node: entries of its list first, then those that its kind always has. */

import type { Config, FlowNode, Json, NodeKind, PortSpec } from "../types";
import { humanised, singular } from "./schema";

const none: PortSpec[] = [];
/** Nodes are never changed in place, so their ports are worked out once. */
const worked = new WeakMap<FlowNode, { kind: NodeKind; ports: PortSpec[] }>();

export function portsOf(node: FlowNode, kind: NodeKind | undefined): PortSpec[] {
  if (!kind) return none;
  const known = worked.get(node);
  if (known?.kind === kind) return known.ports;
  const ports = [...listed(node.config, kind), ...kind.ports.map((port) => named(port, node))];
  worked.set(node, { kind, ports });
  return ports;
}

function named(port: PortSpec, node: FlowNode): PortSpec {
  const words = port.label_field ? node.config[port.label_field] : "";
  return typeof words === "string" && words ? { ...port, label: words } : port;
}

function listed(config: Config, { port_list: list, schema }: NodeKind): PortSpec[] {
  if (!list) return none;
  const title = schema.properties?.[list.field]?.title ?? humanised(list.field);
  return listField(config, list.field).map((entry, index) => {
    const words = typeof entry === "object" && entry && !Array.isArray(entry) ? entry : {};
    const key = words[list.key_field];
    const label = words[list.label_field];
    return {
      name: typeof key === "string" && key ? key : `${list.prefix}${index}`,
      label: typeof label === "string" && label ? label : `${singular(title)} ${index + 1}`,
      default: "",
      tone: "neutral",
      label_field: "",
    };
  });
}

export function listField(config: Config, field: string): Json[] {
  const entries = config[field];
  return Array.isArray(entries) ? entries : [];
}

/** What a node is called: its own name, or that of its kind. */
export function nameOf(node: FlowNode, kind: NodeKind | undefined): string {
  return node.label || kind?.label || node.kind;
}
