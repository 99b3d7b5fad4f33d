/** Reads loosely typed JSON (briefs, details, attributes): a wrong shape gives an empty value. */

export type Loose = Record<string, unknown>;

export function record(value: unknown): Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Loose)
    : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function records(value: unknown): Loose[] {
  return list(value).map(record);
}

export function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

export function texts(value: unknown): string[] {
  return list(value)
    .map((one) => (typeof one === "string" ? one : text(record(one)["text"])))
    .filter(Boolean);
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The fields that are numbers, in their order. */
export function numbers(value: unknown): [string, number][] {
  return Object.entries(record(value)).filter(
    (entry): entry is [string, number] => number(entry[1]) !== null,
  );
}

/** Attributes as people read them: nested values as JSON, empty ones left out. */
export function attributes(value: unknown): [string, string][] {
  return Object.entries(record(value))
    .map(([name, one]): [string, string] => [
      name,
      typeof one === "object" && one !== null ? JSON.stringify(one) : text(one),
    ])
    .filter(([, one]) => one !== "");
}
