import { afterEach, expect, it } from "vitest";

import type { Traffic } from "../types";
import { Stage, words } from "./testing";
import { TrafficPanel } from "./TrafficPanel";

const TRAFFIC: Traffic = {
  since: "2026-03-02T12:00:00Z",
  version: "all",
  runs: 4,
  edges: [
    { source: "message_1", port: "next", target: "end_1", count: 3 },
    { source: "message_1", port: "old", target: "gone", count: 1 },
    { source: "start", port: "next", target: "message_1", count: 4 },
  ],
  nodes: [{ node: "message_1", entered: 4, waiting: 2 }],
};
let stage: Stage;
afterEach(() => stage.hide());

it("says that nothing has passed yet", async () => {
  stage = new Stage();
  stage.answers["GET traffic"] = { ...TRAFFIC, runs: 0, edges: [], nodes: [] };
  await stage.show(<TrafficPanel />);
  expect(words()).toContain("Nothing has passed yet");
});

it("counts passages in the order of the flow, and has them drawn", async () => {
  stage = new Stage();
  stage.answers["GET traffic"] = TRAFFIC;
  await stage.show(<TrafficPanel />);
  const rows = [...document.querySelectorAll(".fbp-row")].map((one) => one.textContent);
  expect(rows).toEqual([
    "Start, next → Message “Greeting”4 times, 100 % of those who left here",
    "Message “Greeting”, next → End3 times, 75 % of those who left here",
    "Message “Greeting”, old → a node that is gone (gone)1 time, 25 % of those who left here; not in the draft any more",
  ]);
  expect(stage.store.get().traffic).toEqual(TRAFFIC);
  await stage.press("30 days");
  expect(stage.asked.at(-1)?.url).toBe("/f/traffic?days=30&version=all");
  stage.hide();
  expect(stage.store.get().traffic).toBeNull();
});

it("lists the conversations behind a connection, chosen here or on the canvas", async () => {
  stage = new Stage();
  stage.answers["GET traffic"] = TRAFFIC;
  const one = {
    id: 7,
    visitor: "Vera",
    at: TRAFFIC.since,
    state: "closed",
    outcome: "resolved",
    url: "/inbox/#7",
  };
  stage.answers["GET traffic/conversations"] = { conversations: [one], more: false };
  await stage.show(<TrafficPanel />);
  await stage.press("Message “Greeting”, next");
  expect(stage.store.get().selection.edges).toEqual(["message_1:next"]);
  expect(stage.asked.at(-1)?.url).toBe("/f/traffic/conversations?node=message_1&port=next&days=7");
  expect(document.querySelector("a")?.getAttribute("href")).toBe("/inbox/#7");
  await stage.does(() => stage.store.select({ edges: ["start:next"] }));
  expect(stage.asked.at(-1)?.url).toBe("/f/traffic/conversations?node=start&port=next&days=7");
});
