/** What a form needs to know about each setting, read from its JSON schema and our hints. */

import type { Json, ReferenceType, Schema, Widget } from "../types";

export interface Field {
  name: string;
  title: string;
  help: string;
  widget: Widget;
  isRequired: boolean;
  /** Null is a value: "none" or "as everywhere else". */
  isNullable: boolean;
  isWhole: boolean;
  default: Json;
  minimum: number | null;
  maximum: number | null;
  maxLength: number | null;
  minItems: number;
  maxItems: number | null;
  choices: { value: Json; label: string }[];
  reference: ReferenceType | null;
  showIf: Record<string, Json> | null;
  isAdvanced: boolean;
  placeholder: string;
  /** Words of the button that adds an entry. */
  add: string;
  unit: string;
  /** Of a list: the fields of an entry; null when an entry is a single value. */
  entry: Field[] | null;
  /** Of a list of single values. */
  single: Field | null;
}

const known = new WeakMap<Schema, Field[]>();

/** The settings of a kind, in the order in which they are written. */
export function fieldsOf(schema: Schema): Field[] {
  const worked = known.get(schema);
  if (worked) return worked;
  const fields = fieldsIn(schema, schema.$defs ?? {});
  known.set(schema, fields);
  return fields;
}

type Defs = Record<string, Schema>;

function fieldsIn(schema: Schema, defs: Defs): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, one]) =>
    fieldOf(name, one, defs, required.has(name)),
  );
}

/** The schema with what it refers to; what stands beside a reference wins. */
function resolved(schema: Schema, defs: Defs): { schema: Schema; isNullable: boolean } {
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  const target = $ref ? defs[$ref.replace("#/$defs/", "")] : undefined;
  if (target) {
    const inner = resolved(target, defs);
    return { ...inner, schema: { ...inner.schema, ...own } };
  }
  if (allOf?.length === 1 && allOf[0]) {
    const inner = resolved(allOf[0], defs);
    return { ...inner, schema: { ...inner.schema, ...own } };
  }
  const ways = anyOf ?? oneOf ?? [];
  const real = ways.filter((way) => way.type !== "null");
  const isNullable = real.length < ways.length;
  const [first] = real;
  if (!first) return { schema, isNullable };
  return { schema: { ...resolved(first, defs).schema, ...own }, isNullable };
}

function fieldOf(name: string, raw: Schema, defs: Defs, isRequired: boolean): Field {
  const { schema, isNullable } = resolved(raw, defs);
  const widget = schema["x-widget"] ?? widgetOf(schema);
  const items = schema.items ? resolved(schema.items, defs).schema : null;
  const isRecord = items?.properties !== undefined;
  return {
    name,
    title: raw.title ?? schema.title ?? humanised(name),
    help: schema.description ?? "",
    widget,
    isRequired,
    isNullable,
    isWhole: schema.type === "integer",
    default: schema.default ?? emptyOf(schema),
    minimum: schema.minimum ?? schema.exclusiveMinimum ?? null,
    maximum: schema.maximum ?? schema.exclusiveMaximum ?? null,
    maxLength: schema.maxLength ?? null,
    minItems: schema.minItems ?? 0,
    maxItems: schema.maxItems ?? null,
    choices: choicesOf(schema),
    reference: schema["x-reference"] ?? null,
    showIf: schema["x-show-if"] ?? null,
    isAdvanced: schema["x-advanced"] ?? false,
    placeholder: schema["x-placeholder"] ?? "",
    add: schema["x-add"] ?? "Add an entry",
    unit: schema["x-unit"] ?? (widget === "minutes" ? "minutes" : ""),
    entry: items && isRecord ? fieldsIn(items, defs) : null,
    single: items && !isRecord ? fieldOf("", items, defs, true) : null,
  };
}

function widgetOf(schema: Schema): Widget {
  if (schema["x-reference"]) return "reference";
  if (schema.enum) return "select";
  switch (typeof schema.type === "string" ? schema.type : schema.type?.[0]) {
    case "boolean":
      return "switch";
    case "integer":
    case "number":
      return "number";
    case "array":
      return "list";
    case "object":
      return "json";
    default:
      return (schema.maxLength ?? 0) > 200 ? "long_text" : "text";
  }
}

function choicesOf(schema: Schema): Field["choices"] {
  const labels = schema["x-labels"] ?? {};
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  return values.map((value) => ({
    value,
    label: labels[String(value)] ?? humanised(String(value)),
  }));
}

function emptyOf(schema: Schema): Json {
  if (schema.enum) return schema.enum[0] ?? "";
  switch (schema.type) {
    case "array":
      return [];
    case "boolean":
      return false;
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "object":
      return {};
    default:
      return "";
  }
}

/** `offer_timeout` as "Offer timeout". */
export function humanised(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "Branches" as "Branch", "Entries" as "Entry", "Buttons" as "Button". */
export function singular(title: string): string {
  if (/ies$/.test(title)) return title.replace(/ies$/, "y");
  if (/(ch|sh|x|ss)es$/.test(title)) return title.replace(/es$/, "");
  return title.replace(/([^s])s$/, "$1");
}

/** Whether a setting is shown, given the others. */
export function isShown(field: Field, values: Record<string, Json>): boolean {
  return Object.entries(field.showIf ?? {}).every(([name, wanted]) =>
    Array.isArray(wanted)
      ? wanted.includes(values[name] ?? null)
      : (values[name] ?? null) === wanted,
  );
}

/** A new entry of a list, with as many entries of its own as it needs at least. */
export function newEntry(field: Field): Json {
  if (field.single) return field.single.default;
  return Object.fromEntries((field.entry ?? []).map((one) => [one.name, blankOf(one)]));
}

function blankOf(field: Field): Json {
  const isShort = Array.isArray(field.default) && field.default.length < field.minItems;
  if (!isShort) return field.default;
  return Array.from({ length: field.minItems }, () => newEntry(field));
}
