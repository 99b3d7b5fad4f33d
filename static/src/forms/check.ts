/** Does a value fit its field? As chat/fields.py decides in the end; pure. */

import type { FormField } from "../protocol";
import { fill } from "../widget/i18n";
import type { FormWords } from "./words";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^\+?[\p{Nd}\s()./#*-]+(\s*(ext\.?|x)\s*\p{Nd}{1,6})?$/iu;
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/;
const FEWEST_DIGITS = 4;
const MOST_DIGITS = 20;

/** Why the value does not fit its field, or an empty text. `isBroken`: typed, but no value. */
export function problemOf(
  field: FormField,
  raw: string,
  words: FormWords,
  isBroken = false,
): string {
  const value = raw.trim();
  if (isBroken) return field.kind === "date" ? words.badDate : words.badNumber;
  if (!value) return field.required ? missing(field, words) : "";
  if ([...value].length > field.max_chars) return fill(words.tooLong, { count: field.max_chars });
  if (field.kind === "email" && !EMAIL.test(value)) return words.badEmail;
  if (field.kind === "phone" && !isPhone(value)) return words.badPhone;
  return field.kind === "number" ? numberProblem(field, value, words) : "";
}

function missing({ kind }: FormField, words: FormWords): string {
  if (kind === "rating") return words.chooseRating;
  if (kind === "date") return words.badDate;
  return ["choice", "yes_no", "slot"].includes(kind) ? words.chooseOne : words.needed;
}

function isPhone(value: string): boolean {
  const digits = value.match(/\p{Nd}/gu)?.length ?? 0;
  return PHONE.test(value) && digits >= FEWEST_DIGITS && digits <= MOST_DIGITS;
}

function numberProblem(
  { minimum, maximum }: FormField,
  value: string,
  { badNumber, least, most }: FormWords,
): string {
  if (!NUMBER.test(value)) return badNumber;
  if (minimum !== null && Number(value) < minimum) return fill(least, { limit: minimum });
  if (maximum !== null && Number(value) > maximum) return fill(most, { limit: maximum });
  return "";
}
