import { afterEach, expect, it } from "vitest";

import { greeting } from "../testing";
import type { Diff, Problem } from "../types";
import { PublishDialog } from "./PublishDialog";
import { button, field, Stage, words } from "./testing";

const NOTHING: Diff = {
  added: [],
  removed: [],
  changed: [],
  connected: [],
  disconnected: [],
  moved: 0,
};
const ERROR: Problem = {
  level: "error",
  node: "message_1",
  port: "next",
  code: "open_port",
  message: "“Greeting” does not say how it goes on.",
  path: [],
};
const VERSION = {
  number: 1,
  note: "n",
  author: "Mona",
  published_at: "2026-03-02T12:00:00Z",
  nodes: 3,
};
let stage: Stage;
afterEach(() => stage.hide());

it("publishes the revision that was looked at, with a note", async () => {
  stage = new Stage();
  stage.answers["POST publish"] = VERSION;
  stage.store.openDialog("publish");
  await stage.show(<PublishDialog />);
  expect(words()).toContain("All 3 nodes begin to work");
  await stage.fill("What changed", " First words ");
  await stage.press("Publish now");
  expect(stage.asked.at(-1)?.body).toEqual({ revision: 1, note: "First words" });
  expect(stage.store.get()).toMatchObject({ dialog: null, page: { live: { number: 1 } } });
});

it("shows what changes against live, and is held up by errors that lead to their place", async () => {
  stage = new Stage(undefined, { live: { number: 4, graph: greeting() }, problems: [ERROR] });
  stage.answers["GET diff"] = NOTHING;
  stage.store.openDialog("publish");
  await stage.show(<PublishDialog />);
  expect(stage.asked.at(-1)?.url).toBe("/f/diff?from=4&to=draft");
  expect(words()).toContain("1 error to settle first");
  expect(button("Publish now").disabled).toBe(true);
  await stage.press("Error: “Greeting”");
  expect(stage.store.get()).toMatchObject({
    dialog: null,
    panel: "problems",
    selection: { nodes: ["message_1"] },
  });
});

it("is not held up by warnings", async () => {
  stage = new Stage(undefined, { problems: [{ ...ERROR, level: "warning" }] });
  await stage.show(<PublishDialog />);
  expect(words()).toContain("1 warning: you may publish all the same");
  expect(button("Publish now").disabled).toBe(false);
});

it("shows what the server's proof found", async () => {
  stage = new Stage();
  stage.answers["POST publish"] = { status: 400, detail: "The flow has errors", problems: [ERROR] };
  await stage.show(<PublishDialog />);
  await stage.press("Publish now");
  expect(words()).toContain("The flow has errors.");
  expect(stage.store.get().problems).toEqual([ERROR]);
  expect(button("Publish now").disabled).toBe(true);
});

it("loses nothing when somebody else saved meanwhile: the note waits", async () => {
  stage = new Stage();
  stage.answers["POST publish"] = { status: 409 };
  stage.server.change({ ...greeting(), edges: [] });
  await stage.show(<PublishDialog />);
  await stage.fill("What changed", "Kinder words");
  await stage.press("Publish now");
  expect(stage.store.get().saving.kind).toBe("conflict");
  await stage.show(<PublishDialog />);
  expect(words()).toContain("could not be saved");
  await stage.does(() => stage.store.dispatch({ type: "take-theirs" }));
  await stage.press("Try again");
  expect(field("What changed")).toHaveProperty("value", "Kinder words");
});
