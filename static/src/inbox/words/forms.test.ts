// @vitest-environment node
import { describe, expect, it } from "vitest";

import type { FormField, FormItem } from "../../protocol";
import { formAnswers, formAsks, formStatus } from "./forms";

function field(kind: FormField["kind"], changes: Partial<FormField> = {}): FormField {
  return {
    name: kind,
    label: `A ${kind}`,
    kind,
    required: false,
    value: "",
    max_chars: 2000,
    options: [],
    hint: "",
    style: "",
    minimum: null,
    maximum: null,
    ...changes,
  };
}

function form(changes: Partial<FormItem>): FormItem {
  return {
    type: "form",
    seq: 1,
    at: "2026-03-02T09:00:00Z",
    form_id: "f-1",
    kind: "info",
    title: "About you",
    text: "",
    is_skippable: true,
    fields: [],
    status: "open",
    values: {},
    ...changes,
  };
}

const OPTIONS = [
  { value: "a", label: "Berlin", url: "" },
  { value: "b", label: "All of them", url: "/offices" },
];

describe("forms", () => {
  it("say how they stand", () => {
    expect(formStatus(form({}))).toBe("Not filled in yet");
    expect(formStatus(form({ status: "submitted" }))).toBe("Filled in");
    expect(formStatus(form({ kind: "buttons" }))).toBe("Nothing chosen yet");
    expect(formStatus(form({ kind: "buttons", status: "skipped" }))).toBe("Skipped by the visitor");
  });

  it("read back what was said in words", () => {
    const fields = [
      field("rating"),
      field("yes_no"),
      field("date"),
      field("choice", { options: OPTIONS }),
      field("number"),
      field("slot"),
    ];
    const values = {
      rating: "4",
      yes_no: "no",
      date: "2026-03-02",
      choice: "a",
      number: "12",
      slot: "soon",
      stray: "x",
    };
    expect(formAnswers(form({ fields, values, status: "submitted" }))).toEqual([
      ["A rating", "4 of 5"],
      ["A yes_no", "No"],
      ["A date", "March 2, 2026"],
      ["A choice", "Berlin"],
      ["A number", "12"],
      ["A slot", "soon (your time)"],
    ]);
    expect(formAnswers(form({ values: { email: "v@x.org" } }))).toEqual([["email", "v@x.org"]]);
  });

  it("name what they ask while they are open", () => {
    expect(formAsks(form({ fields: [field("email"), field("date")] }))).toEqual([
      "A email",
      "A date",
    ]);
    const buttons = field("buttons", { options: OPTIONS });
    expect(formAsks(form({ kind: "buttons", fields: [buttons] }))).toEqual([
      "Berlin",
      "All of them",
    ]);
  });
});
