import { afterEach, expect, it } from "vitest";

import { greeting, KINDS_BY_NAME } from "../testing";
import type { Graph } from "../types";
import { ImportDialog } from "./ImportDialog";
import { resolved } from "./references";
import { Stage, words } from "./testing";

function foreign(): Graph {
  const assistant = {
    id: "ai_1",
    kind: "ai_agent_handoff",
    x: 320,
    y: 0,
    label: "",
    config: { profile: "theirs", answers: 5 },
  };
  const chat = {
    id: "chat_1",
    kind: "human_chat",
    x: 640,
    y: 0,
    label: "",
    config: { queue: "theirs" },
  };
  const { nodes, edges, notes } = greeting();
  return { nodes: [...nodes, assistant, chat], edges, notes };
}
const MISSING = { type: "profile" as const, slug: "theirs", name: "Their voice", nodes: ["ai_1"] };
let stage: Stage;
afterEach(() => stage.hide());

it("says what is wrong with words that are not a flow", async () => {
  stage = new Stage();
  await stage.show(<ImportDialog />);
  await stage.fill("Or its text", "hello");
  await stage.press("Check and go on");
  expect(words()).toContain("it cannot be read as JSON");
  await stage.fill("Or its text", '{"format": "other"}');
  await stage.press("Check and go on");
  expect(words()).toContain("This is JSON, but not an exported flow");
  stage.answers["POST import"] = { status: 400, detail: "Node n1 has no kind" };
  await stage.fill("Or its text", '{"format": "baton.flow"}');
  await stage.press("Check and go on");
  expect(words()).toContain("Node n1 has no kind.");
  expect(stage.store.get().past).toEqual([]);
});

it("has missing references settled, then replaces the draft in one undoable step", async () => {
  stage = new Stage();
  stage.answers["POST import"] = { graph: foreign(), missing: [MISSING], problems: [] };
  await stage.show(<ImportDialog />);
  await stage.fill("Or its text", '{"format": "baton.flow", "name": "Triage"}');
  await stage.press("Check and go on");
  expect(stage.asked.at(-1)?.body).toEqual({ document: { format: "baton.flow", name: "Triage" } });
  expect(words()).toContain("It names 1 thing that does not exist here");
  await stage.fill("The profile of the assistant “Their voice”", "standard");
  await stage.press("Replace the draft");
  const { graph, notice, past } = stage.store.get();
  expect(graph.nodes.find((node) => node.id === "ai_1")?.config).toMatchObject({
    profile: "standard",
  });
  expect(notice).toEqual({ text: "“Triage” is the draft now.", undo: true });
  expect(past).toEqual([greeting()]);
});

it("leaves the default where nothing is chosen, and touches nothing of the same name", () => {
  const kinds = KINDS_BY_NAME;
  const next = resolved(foreign(), MISSING, null, kinds);
  expect(next.nodes.map((node) => node.config)).toContainEqual({ profile: null, answers: 5 });
  expect(next.nodes.at(-1)?.config).toEqual({ queue: "theirs" });
});
