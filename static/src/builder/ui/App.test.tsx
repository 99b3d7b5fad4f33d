import axe from "axe-core";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";

import { FlowApi } from "../api";
import { connect, nodeOf, targetOf } from "../state/graph";
import { initialState } from "../state/reduce";
import { BuilderStore } from "../state/store";
import { CONDITIONAL, FakeServer, greeting, KINDS, pageOf, SITE } from "../testing";
import type { FlowPage } from "../types";
import { App } from "./App";
import { BuilderContext } from "./context";

let root: Root;
let store: BuilderStore;

/** The list view: happy-dom lays nothing out, so the canvas is tried in a browser. */
function show(more: Partial<FlowPage> = {}, graph = greeting()): void {
  const api = new FlowApi(SITE, new FakeServer(graph, more).fetch);
  store = new BuilderStore(initialState(pageOf(graph, more), "list"), api);
  root = createRoot(document.body.appendChild(document.createElement("div")));
  act(() => {
    root.render(
      <BuilderContext value={{ store, api, adminUrl: "/flows/" }}>
        <App />
      </BuilderContext>,
    );
  });
}

function named<Kind extends HTMLElement>(selector: string, name: string): Kind {
  const labelOf = (one: Kind): string => {
    const label = one.id ? document.querySelector(`label[for="${one.id}"]`) : null;
    return (one.getAttribute("aria-label") ?? label?.textContent ?? one.textContent ?? "").trim();
  };
  const found = [...document.querySelectorAll<Kind>(selector)].find((one) =>
    labelOf(one).startsWith(name),
  );
  if (!found) throw new Error(`no ${selector} ${name}`);
  return found;
}

function press(name: string): void {
  act(() => named<HTMLButtonElement>("button", name).click());
}

function type(element: HTMLElement, value: string): void {
  const kind = Object.getPrototypeOf(element) as object;
  act(() => {
    Object.getOwnPropertyDescriptor(kind, "value")?.set?.call(element, value);
    element.dispatchEvent(new Event("input", { bubbles: true }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function key(init: KeyboardEventInit, target: EventTarget = document.body): void {
  act(() => {
    target.dispatchEvent(
      new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }),
    );
  });
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  document.body.replaceChildren();
});
afterEach(() => act(() => root.unmount()));

it("lists every node in the order of the way, with what its ports lead to", () => {
  show();
  const names = [...document.querySelectorAll(".fb-row h3")].map((one) => one.textContent);
  expect(names).toEqual(["Start", "GreetingMessage", "End"]);
  expect(named<HTMLSelectElement>("select", "next").value).toBe("message_1");
});

it("adds nodes after the selected one by search and Enter, connected", () => {
  show({}, { ...greeting(), nodes: greeting().nodes.slice(0, 1), edges: [] });
  act(() => store.select({ nodes: ["start"] }));
  const search = named("input", "Search nodes");
  for (const words of ["mess", "human"]) {
    type(search, words);
    key({ key: "Enter" }, search);
  }
  expect(targetOf(store.get().graph, "start", "next")).toBe("message_1");
  expect(targetOf(store.get().graph, "message_1", "next")).toBe("human_chat_1");
  expect(document.querySelector("[aria-live]")?.textContent).toContain("Human Chat added");
});

it("connects and disconnects ports by select boxes", () => {
  show();
  type(named<HTMLSelectElement>("select", "next"), "end_1");
  expect(targetOf(store.get().graph, "start", "next")).toBe("end_1");
  type(named<HTMLSelectElement>("select", "next"), "");
  expect(targetOf(store.get().graph, "start", "next")).toBe("");
  expect(document.body.textContent).toContain("Leads nowhere yet.");
});

it("changes settings in a form that is made from the schema", () => {
  show();
  press("Settings of Greeting");
  type(named<HTMLTextAreaElement>("textarea", "Text"), "Welcome");
  type(named<HTMLInputElement>("input", "Name"), "Hello");
  expect(nodeOf(store.get().graph, "message_1")).toMatchObject({
    label: "Hello",
    config: { text: "Welcome" },
  });
  press("Add a link");
  type(named<HTMLInputElement>("input", "Address"), "https://example.org");
  press("Add a link");
  press("Move Link 2 up");
  expect(nodeOf(store.get().graph, "message_1")?.config["links"]).toEqual([
    { label: "", url: "" },
    { label: "", url: "https://example.org" },
  ]);
  press("Remove Link 1");
  press("Undo");
  expect(nodeOf(store.get().graph, "message_1")?.config["links"]).toHaveLength(2);
});

it("edits branches with conditions, and draws a port for each", () => {
  const node = { id: "c", kind: "conditional", x: 0, y: 0, label: "", config: {} };
  const config = structuredClone(CONDITIONAL.defaults);
  show({}, { ...greeting(), nodes: [...greeting().nodes, { ...node, config }] });
  press("Settings of Conditional");
  press("Add a condition");
  type(named<HTMLSelectElement>(".fb-condition select", "Fact"), "confidence");
  type(named<HTMLInputElement>("input", "Value"), "70");
  press("Add a branch");
  const branches = nodeOf(store.get().graph, "c")?.config["branches"];
  expect(branches).toEqual([
    {
      key: "branch_0",
      label: "Yes",
      match: "all",
      conditions: [{ fact: "confidence", operator: "at_least", value: 0.7 }],
    },
    { key: "branch_1", label: "", match: "all", conditions: [] },
  ]);
  const graph = connect(store.get().graph, "c", "branch_1", "end_1");
  act(() => store.edit(graph));
  press("Remove Branch 2");
  expect(store.get().graph.edges.some((edge) => edge.source === "c")).toBe(false);
});

it("marks a reference that is gone, and the field that a problem names", () => {
  const node = { id: "h", kind: "human_chat", x: 0, y: 0, label: "", config: { queue: "sales" } };
  const message = "Nobody works in this queue.";
  const problem = { node: "h", field: "queue", port: "", code: "queue", message, path: [] };
  const problems = [{ level: "error" as const, ...problem }];
  show({ problems }, { ...greeting(), nodes: [...greeting().nodes, node] });
  press("Settings of Human Chat");
  expect(named<HTMLSelectElement>("select", "Queue").selectedOptions[0]?.textContent).toBe(
    "Missing: sales",
  );
  expect(document.querySelector(".fb-dock .fb-wrong")?.textContent).toContain(message);
  expect(document.querySelector(".fb-problems")?.textContent).toContain("1 error");
});

it("asks before it cuts a way, and deletes at once otherwise, with an undo", () => {
  show();
  press("Delete Greeting");
  expect(document.querySelector("dialog")?.textContent).toContain("Delete “Greeting”?");
  press("Keep");
  press("Delete End");
  expect(document.querySelector("dialog")).toBeNull();
  expect(store.get().graph.nodes).toHaveLength(2);
  press("Undo");
  expect(store.get().graph).toEqual(greeting());
});

it("obeys keys, but never while somebody types", () => {
  show();
  act(() => store.select({ nodes: ["end_1"] }));
  key({ key: "Delete" });
  expect(store.get().graph.nodes).toHaveLength(2);
  key({ key: "z", ctrlKey: true });
  key({ key: "Z", ctrlKey: true, shiftKey: true });
  expect(store.get().graph.nodes).toHaveLength(2);
  key({ key: "z", ctrlKey: true });
  key({ key: "n" });
  const search = named<HTMLInputElement>("input", "Search nodes");
  expect(document.activeElement).toBe(search);
  act(() => store.select({ nodes: ["end_1"] }));
  key({ key: "Delete" }, search);
  key({ key: "z", ctrlKey: true }, search);
  expect(store.get().graph).toEqual(greeting());
  key({ key: "d", ctrlKey: true });
  expect(store.get().selection.nodes).toEqual(["end_2"]);
  key({ key: "Escape" });
  expect(store.get().selection.nodes).toEqual([]);
});

it("leads out of the settings by Escape, back to the node", () => {
  show();
  press("Settings of Greeting");
  const field = named<HTMLTextAreaElement>("textarea", "Text");
  act(() => field.focus());
  key({ key: "Escape" }, field);
  expect(document.activeElement?.id).toBe("fb-row-message_1");
  expect(store.get().isSheetOpen).toBe(false);
});

it("lets people look who may not change, and says so", () => {
  show({ rights: { change: false, publish: false } });
  expect(document.body.textContent).toContain("You may look, not edit");
  expect(document.querySelector(".fb-palette")).toBeNull();
  press("Settings of Greeting");
  expect(document.querySelectorAll(":is(input, select, textarea):not(:disabled)")).toHaveLength(0);
  act(() => store.select({ nodes: ["end_1"] }));
  key({ key: "Delete" });
  expect(store.get().graph).toEqual(greeting());
});

it("shows both versions of a conflict by their nodes, and keeps either", () => {
  show();
  const theirs = {
    graph: { ...greeting(), nodes: greeting().nodes.map((one) => ({ ...one, label: "Theirs" })) },
    revision: 7,
    saved_at: null,
    author: "Abel",
  };
  act(() => store.dispatch({ type: "conflict", theirs }));
  expect(document.querySelector("[role=alert]")?.textContent).toContain("Abel saved this flow");
  press("Take theirs");
  expect(nodeOf(store.get().graph, "end_1")?.label).toBe("Theirs");
  press("Undo");
  expect(nodeOf(store.get().graph, "end_1")?.label).toBe("");
});

it("has a name and a role for everything", async () => {
  const problem = { node: "end_1", port: "", code: "x", message: "No way leads here.", path: [] };
  show({ kinds: KINDS, problems: [{ level: "warning", ...problem }] });
  press("Settings of Greeting");
  const found = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(found.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
}, 30_000);
