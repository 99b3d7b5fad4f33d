import { afterEach, expect, it } from "vitest";

import type { Problem } from "../types";
import { ProblemsPanel } from "./ProblemsPanel";
import { Stage, words } from "./testing";

const DEAD_END: Problem = {
  level: "error",
  node: "message_1",
  port: "next",
  code: "not_connected",
  message: "“Greeting” does not say how it goes on.",
  path: ["start", "message_1"],
};
const STALE: Problem = {
  ...DEAD_END,
  level: "warning",
  code: "unheard_of",
  message: "The profile is not in use.",
  path: [],
};
let stage: Stage;
afterEach(() => stage.hide());

it("says that every way ends well when there are no problems", async () => {
  stage = new Stage();
  await stage.show(<ProblemsPanel />);
  expect(words()).toContain("every way ends with a person, an answer or a captured message");
});

it("groups problems, and leads to the node with the way that shows it", async () => {
  stage = new Stage(undefined, { problems: [STALE, DEAD_END] });
  await stage.show(<ProblemsPanel />);
  const titles = [...document.querySelectorAll("h3")].map((one) => one.textContent);
  expect(titles).toEqual(["1 error", "1 warning"]);
  expect(words()).toContain("Nothing says how it goes on from here");
  await stage.press("Error: “Greeting”");
  expect(stage.store.get().selection.nodes).toEqual(["message_1"]);
  expect(stage.store.get().active).toEqual({
    nodes: ["start", "message_1"],
    edges: ["start:next"],
  });
  const way = document.querySelector("[aria-label='The way that shows it']");
  expect(way?.textContent).toBe("StartMessage “Greeting”");
  stage.hide();
  expect(stage.store.get().active.nodes).toEqual([]);
});
