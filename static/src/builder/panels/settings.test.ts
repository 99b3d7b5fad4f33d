import { expect, it } from "vitest";

import { ASSISTANT, CONDITIONAL, pageOf } from "../testing";
import { changesOf } from "./settings";

const { facts, references } = pageOf();

it("tells references by name and numbers with their unit", () => {
  const change = { field: "profile", title: "Profile", before: null, after: "standard" };
  expect(changesOf(ASSISTANT, change, { facts, references })).toEqual([
    { what: "Profile", before: "nothing", after: "Standard" },
  ]);
});

it("tells lists entry by entry, conditions as sentences", () => {
  const low = { fact: "confidence", operator: "at_most", value: 0.4 };
  const yes = { key: "a", label: "Yes", match: "all", conditions: [] };
  const change = {
    field: "branches",
    title: "Branches",
    before: [yes, { key: "b", label: "Old", match: "all", conditions: [] }],
    after: [
      { ...yes, conditions: [low] },
      { key: "c", label: "New", match: "all", conditions: [] },
    ],
  };
  expect(changesOf(CONDITIONAL, change, { facts, references })).toEqual([
    { what: "Branches", before: "“Old”", after: "" },
    { what: "Branches, “Yes”: Conditions", before: "nothing", after: "Confidence is at most 40 %" },
    { what: "Branches", before: "", after: "“New”" },
  ]);
});
