import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";

import { PolicyApi } from "../api";
import { initialPage } from "../state/reduce";
import { PolicyStore } from "../state/store";
import { FakeServer, keyword, policyOf } from "../testing";
import { App } from "./App";
import { PolicyContext } from "./context";
import { withProposals } from "./Fields";

const RULES = [keyword("a", 90, "data loss"), keyword("b", 50, "refund")];
let root: Root;
let store: PolicyStore;

function show(mayChange = true): void {
  const server = new FakeServer(RULES);
  const api = new PolicyApi("/p/", "t", server.fetch);
  const policy = { ...policyOf(RULES), rights: { change: mayChange, publish: mayChange } };
  store = new PolicyStore(initialPage(policy), api);
  const frame = document.body.appendChild(document.createElement("div"));
  root = createRoot(frame);
  act(() => {
    root.render(
      <PolicyContext value={{ store, api, settingsUrl: "/settings/" }}>
        <App />
      </PolicyContext>,
    );
  });
}

function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find((one) =>
    (one.getAttribute("aria-label") ?? one.textContent ?? "").trim().startsWith(name),
  );
  if (!found) throw new Error(`no button ${name}`);
  return found;
}

function press(name: string): void {
  act(() => button(name).click());
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  document.body.replaceChildren();
});
afterEach(() => act(() => root.unmount()));

it("shows every rule as a sentence, the most important first", () => {
  show();
  const words = [...document.querySelectorAll(".pe-words")].map((one) => one.textContent);
  expect(words).toEqual([
    "If rule a holds, a person takes over.",
    "If rule b holds, a person takes over.",
  ]);
  expect(button("Nothing to publish").disabled).toBe(true);
});

it("adds a rule from the picker and opens it", () => {
  show();
  press("Add a rule");
  press("Confidence below a threshold");
  expect(store.get().rules.map((rule) => rule.priority)).toEqual([90, 50, 40]);
  expect(document.querySelector("input[type=range]")).toHaveProperty("value", "70");
  expect(button("Publish 1 change").disabled).toBe(false);
  press("Undo");
  expect(store.get().rules).toHaveLength(2);
});

it("denies and joins conditions", () => {
  show();
  act(() => document.querySelectorAll<HTMLButtonElement>(".pe-sentence")[0]?.click());
  press("is not so");
  press("Add a condition");
  press("Confidence below a threshold");
  press("any of these");
  expect(store.get().rules[0]?.when).toEqual({
    any: [
      { not: { trigger: "keyword", fields: { words: ["data loss"] } } },
      { trigger: "low_confidence", fields: { threshold: 0.7 } },
    ],
  });
});

it("deletes with an undo, and offers what is live to be brought back", () => {
  show();
  act(() => document.querySelectorAll<HTMLButtonElement>(".pe-sentence")[1]?.click());
  press("Delete");
  expect(document.body.textContent).toContain("Live now, gone when you publish");
  press("Bring back");
  expect(store.get().rules).toHaveLength(2);
});

it("lets people look who may not change", () => {
  show(false);
  expect(document.body.textContent).toContain("You may look, not edit");
  expect([...document.querySelectorAll("button")].map((one) => one.textContent)).not.toContain(
    "Add a rule",
  );
  act(() => document.querySelectorAll<HTMLButtonElement>(".pe-sentence")[0]?.click());
  expect(document.querySelectorAll(".pe-editor input:not(:disabled)")).toHaveLength(0);
  expect(document.querySelectorAll(".pe-editor select:not(:disabled)")).toHaveLength(0);
});

it("warns when nobody who asks for a person would get one", () => {
  show();
  expect(document.body.textContent).toContain("No rule here brings in a person for visitors");
});

it("takes the usual threshold of the first category that is chosen", () => {
  const field = {
    name: "intents",
    label: "",
    help: "",
    type: "intents" as const,
    default: [],
    minimum: null,
    maximum: null,
    choices: [],
    needed: true,
  };
  const legal = {
    slug: "legal",
    name: "Legal",
    description: "",
    threshold: 0.5,
    is_sensitive: true,
  };
  const blank = { intents: [], threshold: 0.6, sensitive: false };
  const chosen = withProposals(blank, field, ["legal"], [legal]);
  expect(chosen).toEqual({ intents: ["legal"], threshold: 0.5, sensitive: true });
  const second = { ...chosen, threshold: 0.9 };
  expect(withProposals(second, field, ["legal", "x"], [legal])["threshold"]).toBe(0.9);
});
