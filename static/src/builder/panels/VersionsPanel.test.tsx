import { afterEach, expect, it } from "vitest";

import { greeting } from "../testing";
import type { Diff, FlowPage } from "../types";
import { field, Stage, words } from "./testing";
import { VersionsPanel } from "./VersionsPanel";

const PUBLISHED: Partial<FlowPage> = {
  live: { number: 2, graph: greeting() },
  versions: [
    { number: 2, note: "Kinder", author: "Mona", published_at: "2026-03-02T12:00:00Z", nodes: 3 },
    { number: 1, note: "", author: "Mona", published_at: "2026-03-01T12:00:00Z", nodes: 1 },
  ],
};
const DIFF: Diff = {
  added: [{ id: "end_1", kind: "end", x: 0, y: 0, label: "", config: {} }],
  removed: [{ id: "x", kind: "message", x: 0, y: 0, label: "Old", config: {} }],
  changed: [
    {
      node: { id: "message_1", kind: "message", label: "Greeting" },
      fields: [{ field: "text", title: "Text", before: "Hi!", after: "Hello!" }],
    },
  ],
  connected: [{ source: "message_1", port: "next", target: "end_1" }],
  disconnected: [],
  moved: 2,
};
let stage: Stage;
afterEach(() => stage.hide());

it("says what will be kept here while nothing is published", async () => {
  stage = new Stage();
  await stage.show(<VersionsPanel />);
  expect(words()).toContain("Nothing has been published yet");
});

it("lists versions, marks the live one, and tells the difference of any two in words", async () => {
  stage = new Stage(undefined, PUBLISHED);
  stage.answers["GET diff"] = DIFF;
  await stage.show(<VersionsPanel />);
  expect(words()).toContain("Version 2 live");
  await stage.press("Compare version 2");
  expect(stage.asked.at(-1)?.url).toBe("/f/diff?from=1&to=2");
  expect(words()).toContain("Message “Old”");
  expect(document.querySelector("del")?.textContent).toBe("before “Hi!”");
  expect(document.querySelector("ins")?.textContent).toBe("now “Hello!”");
  expect(words()).toContain("Message “Greeting”, next → End");
  expect(words()).toContain("2 nodes only moved");
  await stage.fill("to", "draft");
  expect(stage.asked.at(-1)?.url).toBe("/f/diff?from=1&to=draft");
  expect(field("From")).toHaveProperty("value", "1");
});

it("restores a version as the draft, with a way back", async () => {
  stage = new Stage(undefined, PUBLISHED);
  const old = { ...greeting(), edges: [] };
  stage.answers["POST restore"] = { graph: old, revision: 5, saved_at: null, author: "Mona" };
  await stage.show(<VersionsPanel />);
  await stage.press("Restore as draft: version 1");
  expect(stage.asked.at(-1)?.body).toEqual({ number: 1, revision: 1 });
  expect(stage.store.get()).toMatchObject({ revision: 5, notice: { undo: true } });
  expect(stage.store.get().graph.edges).toEqual([]);
});

it("keeps everything when somebody else saved before a restoration", async () => {
  stage = new Stage(undefined, PUBLISHED);
  stage.answers["POST restore"] = { status: 409 };
  stage.server.change({ ...greeting(), notes: [] });
  await stage.show(<VersionsPanel />);
  await stage.press("Restore as draft: version 1");
  expect(stage.store.get().saving.kind).toBe("conflict");
});

it("offers no restoration to those who may only look", async () => {
  stage = new Stage(undefined, { ...PUBLISHED, rights: { change: false, publish: false } });
  await stage.show(<VersionsPanel />);
  expect(words()).not.toContain("Restore");
});
