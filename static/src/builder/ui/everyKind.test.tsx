/** The form of every kind of node that the server knows: each setting has a control that works. */

import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import kinds from "../../protocol/generated/flow_kinds.json";
import { FlowApi } from "../api";
import { nodeOf } from "../state/graph";
import { portsOf } from "../state/ports";
import { initialState } from "../state/reduce";
import { fieldsOf, isShown } from "../state/schema";
import { BuilderStore } from "../state/store";
import { FakeServer, pageOf, SITE } from "../testing";
import type { FlowNode, Graph, NodeKind } from "../types";
import { App } from "./App";
import { BuilderContext } from "./context";

const KINDS = kinds as unknown as NodeKind[];
let root: Root;

function withOne(kind: NodeKind): Graph {
  const start: FlowNode = { id: "start", kind: "start", x: 0, y: 0, label: "", config: {} };
  const it: FlowNode = { ...start, id: "it", kind: kind.kind, config: kind.defaults };
  return { nodes: kind.is_unique ? [{ ...it, id: "it" }] : [start, it], edges: [], notes: [] };
}

/** The settings of a new node of this kind are on the screen. */
function open(kind: NodeKind): BuilderStore {
  const graph = withOne(kind);
  const api = new FlowApi(SITE, new FakeServer(graph, { kinds: KINDS }).fetch);
  const store = new BuilderStore(initialState(pageOf(graph, { kinds: KINDS }), "list"), api);
  root = createRoot(document.body.appendChild(document.createElement("div")));
  act(() => {
    root.render(
      <BuilderContext value={{ store, api, adminUrl: "/flows/" }}>
        <App />
      </BuilderContext>,
    );
  });
  act(() => store.jump("it"));
  return store;
}

const panel = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>(".fb-inspector");
  if (!found) throw new Error("no settings are open");
  return found;
};

/** What a screen reader calls a control. */
function nameFor(control: Element): string {
  const label = control.id ? document.querySelector(`label[for="${control.id}"]`) : null;
  const around = control.closest("label");
  return (
    control.getAttribute("aria-label") ??
    label?.textContent ??
    around?.textContent ??
    control.textContent ??
    ""
  ).trim();
}

function write(control: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const kind = Object.getPrototypeOf(control) as object;
  act(() => {
    Object.getOwnPropertyDescriptor(kind, "value")?.set?.call(control, value);
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  document.body.replaceChildren();
});
afterEach(() => act(() => root.unmount()));

describe.each(KINDS.map((kind) => [kind.label, kind] as const))("%s", (_, kind) => {
  it("has a labelled control for each of its settings", () => {
    open(kind);
    const words = panel().textContent ?? "";
    for (const field of fieldsOf(kind.schema)) {
      if (isShown(field, kind.defaults)) expect(words).toContain(field.title);
    }
    for (const control of panel().querySelectorAll("input, select, textarea, button")) {
      expect(nameFor(control), control.className).not.toBe("");
    }
  });

  it("says where each port leads", () => {
    const store = open(kind);
    const node = nodeOf(store.get().graph, "it");
    if (!node) throw new Error("the node is gone");
    for (const port of portsOf(node, kind)) expect(panel().textContent).toContain(port.label);
  });

  it("writes into the draft what is typed", () => {
    const store = open(kind);
    const fields = fieldsOf(kind.schema).filter((field) =>
      ["text", "template", "long_text", "number", "minutes"].includes(field.widget),
    );
    for (const field of fields.filter((one) => isShown(one, kind.defaults))) {
      const controls = panel().querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
        "input, textarea",
      );
      const control = [...controls].find((one) => nameFor(one).startsWith(field.title));
      if (!control) throw new Error(`no control for ${field.title}`);
      const isNumber = field.widget === "number" || field.widget === "minutes";
      const given = isNumber ? String(Math.max(field.minimum ?? 0, 3)) : "Something of our own";
      write(control, given);
      const stored = nodeOf(store.get().graph, "it")?.config[field.name];
      expect(String(stored)).toBe(given);
    }
  });
});
