import { afterEach, beforeEach, expect, it } from "vitest";

import type { Said, Tried, TriedForm, TriedStep, TryEvent } from "../../types";
import { type Asked, button, Stage, words } from "../testing";
import { TestPanel } from "./TestPanel";

function step(
  node: string,
  port: string,
  target: string,
  more: Partial<TriedStep> = {},
): TriedStep {
  return { node, kind: "message", port, target, inputs: {}, why: "", ...more };
}

function answer(more: Partial<Tried>): Tried {
  return {
    state: { at: "message_1" },
    said: [],
    steps: [],
    waiting_for: "visitor",
    waiting_node: "message_1",
    until: null,
    ended: false,
    outcome: "",
    problem: "",
    ...more,
  };
}

function said(who: Said["who"], text: string, form: TriedForm | null = null): Said {
  return { who, text, form };
}

const FORM: TriedForm = {
  form_id: "f1",
  kind: "info",
  title: "Who are you?",
  text: "",
  is_skippable: true,
  fields: [
    {
      name: "plan",
      label: "Plan",
      kind: "choice",
      required: true,
      value: "",
      max_chars: null,
      options: [
        { value: "s", label: "Small" },
        { value: "l", label: "Large" },
      ],
      hint: "",
    },
  ],
};
const BEGUN = answer({
  said: [said("assistant", "Hello!")],
  steps: [step("start", "next", "message_1", { why: "Every conversation begins here." })],
});

/** What the draft does with each kind of event. */
type Play = Partial<Record<TryEvent["kind"], Tried>>;

function eventIn(asked: Asked | undefined): TryEvent {
  return asked?.body["event"] as TryEvent;
}

let stage: Stage;
beforeEach(() => localStorage.clear());
afterEach(() => stage.hide());

async function open(play: Play): Promise<void> {
  stage.answers["POST try"] = (asked) => play[eventIn(asked).kind] ?? 500;
  await stage.show(<TestPanel />);
}

async function writes(text: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>("[aria-label='The visitor writes']");
  if (!input) throw new Error("nowhere to write");
  await stage.fillIn(input, text);
  await stage.press("Send");
}

it("begins, talks, and says for each step where it went and why", async () => {
  stage = new Stage();
  const reply = answer({
    said: [
      said("visitor", "Can I send it back?"),
      { ...said("assistant", "Within 30 days."), confidence: 0.4 },
    ],
    steps: [
      step("message_1", "next", "end_1", {
        inputs: { confidence: 0.4, escalated: true },
        why: "The assistant was not sure enough.",
      }),
    ],
    waiting_for: "agent",
    waiting_node: "end_1",
  });
  await open({ begin: BEGUN, words: reply });
  await stage.press("Start the test");
  expect(stage.asked.at(-1)?.body).toMatchObject({ state: null, world: { ai: "real" } });
  expect(stage.store.get().active).toEqual({ nodes: ["message_1"], edges: ["start:next"] });
  await writes("Can I send it back?");
  expect(stage.asked.at(-1)?.body).toMatchObject({ state: { at: "message_1" } });
  const log = document.querySelector("[role=log]")?.textContent;
  expect(log).toContain("Can I send it back?");
  expect(log).toContain("Assistant, 40 % sureWithin 30 days.");
  expect(log).toContain("Message “Greeting” → next: The assistant was not sure enough.");
  expect(log).toContain("Confidence40 %Escalatedyes");
  expect(words()).toContain("Waits for somebody of the team at End.");
  expect(stage.store.get().active).toEqual({
    nodes: ["end_1"],
    edges: ["start:next", "message_1:next"],
  });
});

it("fills in and skips forms, and takes only the one that is waited for", async () => {
  stage = new Stage();
  const asking = answer({ said: [said("assistant", "", FORM)], waiting_for: "form" });
  await open({ begin: asking, form: { ...BEGUN, ended: true, outcome: "resolved" }, skip: BEGUN });
  await stage.press("Start the test");
  await stage.tick("l");
  await stage.press("Send the form");
  expect(eventIn(stage.asked.at(-1))).toMatchObject({ kind: "form", values: { plan: "l" } });
  expect(words()).toContain("The flow has ended: resolved.");
  expect(document.querySelector("fieldset.fbp-bare")).toHaveProperty("disabled", true);
  await stage.press("Start over");
  await stage.press("Skip");
  expect(eventIn(stage.asked.at(-1)).kind).toBe("skip");
});

it("takes a form once, though its node goes on waiting", async () => {
  stage = new Stage();
  const asking = answer({ said: [said("assistant", "", FORM)], waiting_for: "form" });
  await open({ begin: asking, form: answer({ waiting_for: "agent" }) });
  await stage.press("Start the test");
  await stage.press("Send the form");
  expect(document.querySelector("fieldset.fbp-bare")).toHaveProperty("disabled", true);
});

it("lets people come and go, and time pass", async () => {
  stage = new Stage();
  const waits = answer({ waiting_for: "agent" });
  await open({ begin: waits, agent_joins: waits, nobody: waits, time_passes: waits });
  await stage.press("Start the test");
  await stage.press("An agent joins");
  await stage.press("Nobody comes");
  await stage.fill("Minutes", "45");
  await stage.press("Let time pass");
  const kinds = stage.asked.map((asked) => eventIn(asked).kind);
  expect(kinds).toEqual(["begin", "agent_joins", "nobody", "time_passes"]);
  expect(eventIn(stage.asked.at(-1)).minutes).toBe(45);
  expect(words()).toContain("45 minutes pass.");
});

it("remembers its settings for each flow, and sends them along", async () => {
  stage = new Stage();
  await open({ begin: BEGUN });
  await stage.press("Closed");
  await stage.press("Recorded");
  await stage.fill("What it says", "Sure.");
  await stage.fill("How sure it is", "35");
  await stage.fill("Agents online", "0");
  await stage.press("Start the test");
  const world = {
    open: false,
    ai: "recorded",
    answer: "Sure.",
    confidence: 0.35,
    agents_online: 0,
  };
  expect(stage.asked.at(-1)?.body).toMatchObject({ world });
  stage.hide();
  stage = new Stage();
  await open({ begin: BEGUN });
  await stage.press("Start the test");
  expect(stage.asked.at(-1)?.body).toMatchObject({ world });
});

it("walks again, and marks the first step that differs", async () => {
  stage = new Stage();
  const play: Play = {
    begin: BEGUN,
    words: answer({
      said: [said("visitor", "Hi")],
      steps: [step("message_1", "next", "end_1")],
      ended: true,
    }),
  };
  await open(play);
  await stage.press("Start the test");
  await writes("Hi");
  await stage.press("Keep");
  await stage.press("Walk again");
  expect(words()).toContain("The same way as before: 2 steps, none differs.");
  play.words = answer({
    said: [said("visitor", "Hi")],
    steps: [step("message_1", "next", "start")],
    ended: true,
  });
  await stage.press("Walk “Walk 1”");
  expect(words()).toContain(
    "before Message “Greeting”, next → End; now Message “Greeting”, next → Start.",
  );
  expect(document.querySelector(".fbp-other")?.textContent).toContain("Hi");
  expect(document.querySelector(".fbp-differs")?.textContent).toContain("Differs: Message");
});

it("says what stopped it, and tries again when the server was away", async () => {
  stage = new Stage(undefined, {
    problems: [
      { level: "error", node: "", port: "", code: "dead_end", message: "It stops.", path: [] },
    ],
  });
  const play: Play = {};
  await open(play);
  expect(words()).toContain("The draft has 1 error");
  await stage.press("Start the test");
  expect(words()).toContain("The server cannot be reached");
  play.begin = { ...BEGUN, problem: "“Next” leads nowhere." };
  await stage.press("Try again");
  expect(words()).toContain("“Next” leads nowhere.");
  expect(() => button("Try again")).toThrow();
});
