/** Forms as agents read them: what was asked, what was said; pure. */

import type { FormField, FormItem } from "../../protocol";

/** Whether the visitor has answered, in one word or two. */
export function formStatus({ status, kind }: Pick<FormItem, "status" | "kind">): string {
  if (status === "skipped") return "Skipped by the visitor";
  if (kind === "buttons") return status === "open" ? "Nothing chosen yet" : "Chosen";
  return status === "open" ? "Not filled in yet" : "Filled in";
}

/** Answers of a submitted form, label by label, in the order in which they were asked. */
export function formAnswers({ fields, values }: FormItem): [string, string][] {
  if (!fields.length) return Object.entries(values);
  return fields.flatMap((field): [string, string][] => {
    const value = values[field.name];
    return value ? [[field.label, answerWords(field, value)]] : [];
  });
}

/** What an open form asks for: the choices of buttons, else the labels of its fields. */
export function formAsks({ kind, fields }: FormItem): string[] {
  return kind === "buttons"
    ? fields.flatMap(({ options }) => options.map(({ label }) => label))
    : fields.map(({ label }) => label);
}

const day = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

function answerWords({ kind, options }: FormField, value: string): string {
  switch (kind) {
    case "rating":
      return `${value} of 5`;
    case "yes_no":
      return value === "yes" ? "Yes" : "No";
    case "date":
      return formatted(day, value);
    case "slot":
      return `${formatted(moment, value)} (your time)`;
    case "choice":
    case "buttons":
      return options.find((option) => option.value === value)?.label ?? value;
    default:
      return value;
  }
}

function formatted(format: Intl.DateTimeFormat, value: string): string {
  const at = Date.parse(value);
  return Number.isNaN(at) ? value : format.format(at);
}
