import { afterEach, expect, it } from "vitest";

import { greeting } from "../testing";
import { Stage, words } from "./testing";
import { TemplatesDialog } from "./TemplatesDialog";

let stage: Stage;
afterEach(() => stage.hide());

it("shows what each template is for, and takes it as the draft with a way back", async () => {
  const graph = { ...greeting(), edges: greeting().edges.slice(1) };
  stage = new Stage();
  stage.answers["GET /t/"] = {
    templates: [{ slug: "a", name: "After hours", description: "Asks when.", use: "Shops", graph }],
  };
  await stage.show(<TemplatesDialog />);
  expect(words()).toContain("Undo brings the draft back; what is live stays");
  expect(document.querySelectorAll("rect")).toHaveLength(3);
  await stage.press("Use After hours");
  expect(stage.store.get()).toMatchObject({ graph, dialog: null, notice: { undo: true } });
});

it("can be asked again when the server was away", async () => {
  stage = new Stage();
  stage.server.isDown = true;
  await stage.show(<TemplatesDialog />);
  expect(words()).toContain("The server cannot be reached");
  stage.answers["GET /t/"] = { templates: [] };
  await stage.press("Try again");
  expect(words()).toContain("There are no templates");
});
