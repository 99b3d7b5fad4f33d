import { expect, it } from "vitest";

import { ASSISTANT, CONDITIONAL, greeting, HUMAN, MESSAGE, pageOf } from "../testing";
import type { Schema } from "../types";
import { factOf, operatorsOf, spoken, withFact } from "./conditions";
import { fieldsOf, humanised, isShown, newEntry, singular } from "./schema";
import { summaryOf } from "./summary";

const { facts, references } = pageOf();

it("reads references, nullable values and hints of a schema", () => {
  const [profile, answers] = fieldsOf(ASSISTANT.schema);
  expect(profile).toMatchObject({ widget: "reference", reference: "profile", isNullable: true });
  expect(answers).toMatchObject({ widget: "number", minimum: 1, maximum: 20, isWhole: true });
  const [text, links] = fieldsOf(MESSAGE.schema);
  expect(text).toMatchObject({
    widget: "template",
    isRequired: true,
    help: "What the visitor reads.",
  });
  expect(links).toMatchObject({ widget: "list", add: "Add a link", isAdvanced: true });
  expect(links?.entry?.map((field) => field.title)).toEqual(["Label", "Address"]);
  expect(newEntry(links!)).toEqual({ label: "", url: "" });
});

it("finds a widget where none is named", () => {
  const schema: Schema = {
    properties: {
      on: { type: "boolean" },
      words: { type: "array", items: { type: "string" } },
      mood: { enum: ["very_good", "bad"] },
      kind: { allOf: [{ $ref: "#/$defs/K" }], default: "b", title: "Kind" },
      long: { type: "string", maxLength: 2000 },
      queue: { type: "string", "x-reference": "queue" },
    },
    $defs: { K: { enum: ["a", "b"], title: "K" } },
  };
  const fields = fieldsOf(schema);
  expect(fields.map((field) => field.widget)).toEqual([
    "switch",
    "list",
    "select",
    "select",
    "long_text",
    "reference",
  ]);
  expect(newEntry(fields[1]!)).toBe("");
  expect(fields[2]?.choices[0]).toEqual({ value: "very_good", label: "Very good" });
  expect(fields[3]).toMatchObject({ title: "Kind", default: "b" });
  expect(humanised("offer_timeout-s")).toBe("Offer timeout s");
});

it("names one of several", () => {
  const titles = ["Branches", "Entries", "Buttons", "Boxes", "Access", "Keep from the answer"];
  expect(titles.map(singular)).toEqual([
    "Branch",
    "Entry",
    "Button",
    "Box",
    "Access",
    "Keep from the answer",
  ]);
});

it("shows a field only where the others say so", () => {
  const [field] = fieldsOf({
    properties: { text: { type: "string", "x-show-if": { kind: "a" } } },
  });
  expect(isShown(field!, { kind: "a" })).toBe(true);
  expect(isShown(field!, { kind: "b" })).toBe(false);
});

it("asks of a fact what its type allows", () => {
  expect(operatorsOf("yes_no")).toEqual(["is"]);
  expect(factOf("visitor.plan", facts)?.name).toBe("visitor.");
  const condition = { fact: "confidence", operator: "at_least" as const, value: 0.7 };
  expect(withFact(condition, "language", facts)).toEqual({
    fact: "language",
    operator: "is",
    value: "en",
  });
  expect(spoken(condition, facts)).toBe("Confidence is at least 70 %");
  expect(spoken({ fact: "visitor.plan", operator: "is_known", value: "" }, facts)).toBe(
    "plan is known",
  );
  expect(spoken({ fact: "escalated", operator: "is", value: true }, facts)).toBe(
    "Escalated is yes",
  );
});

it("says what a node does in one line", () => {
  const [, message] = greeting().nodes;
  expect(summaryOf(message!, MESSAGE, facts, references)).toBe("Hello!");
  const node = { ...message!, kind: "ai_agent_handoff", config: { profile: "standard" } };
  expect(summaryOf(node, ASSISTANT, facts, references)).toBe("Profile: Standard");
  expect(summaryOf({ ...node, config: {} }, HUMAN, facts, references)).toBe("");
  const branches = [
    { label: "Yes", conditions: [{ fact: "escalated", operator: "is", value: true }] },
  ];
  const split = { ...node, kind: "conditional", config: { branches } };
  expect(summaryOf(split, CONDITIONAL, facts, references)).toBe("Branches: Escalated is yes");
  expect(summaryOf(split, undefined, facts, references)).toContain("not known");
});
