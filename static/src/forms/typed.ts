/** Fields that are typed or picked in one control: texts, numbers, dates, long lists. */

import type { FormField } from "../protocol";
import { h } from "../widget/dom";
import { describing, optional, Row, type FieldContext } from "./row";

export function typedRow(field: FormField, { id, words }: FieldContext): Row {
  const { hint, error, ids } = describing(field, id);
  const shared = { id, name: field.name, "aria-describedby": ids, required: field.required };
  const input =
    field.kind === "choice"
      ? h(
          "select",
          shared,
          h("option", { value: "" }, words.pick),
          ...field.options.map(({ value, label }) => h("option", { value }, label)),
        )
      : field.kind === "long_text"
        ? h("textarea", { ...shared, rows: 3, dir: "auto" })
        : h("input", { ...shared, ...inputKind(field) });
  input.value = field.value;
  const label = h("label", { for: id }, field.label, optional(field, words));
  const element = h("div.row", {}, label, hint, input, error);
  return new Row(field, words, element, error, [input], input);
}

function inputKind({ kind, name, minimum, maximum }: FormField): Record<string, string | number> {
  switch (kind) {
    case "email":
      return { type: "email", autocomplete: "email", inputmode: "email", dir: "auto" };
    case "phone":
      return { type: "tel", autocomplete: "tel", inputmode: "tel", dir: "auto" };
    case "number":
      return {
        type: "number",
        step: "any",
        inputmode: "decimal",
        ...(minimum !== null && { min: minimum }),
        ...(maximum !== null && { max: maximum }),
      };
    case "date":
      return { type: "date" };
    default:
      return { type: "text", autocomplete: name === "name" ? "name" : "off", dir: "auto" };
  }
}
