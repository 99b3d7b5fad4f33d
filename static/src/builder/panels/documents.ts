/** Flows as files: what may be read. */

import type { Json } from "../types";

/** More than any flow needs; a film chosen by mistake is not read. */
export const MOST_BYTES = 2_000_000;

/** The file's words as JSON; a sentence for people when they cannot be a flow. */
export function parsed(text: string): { document: Json } | { trouble: string } {
  if (!text.trim()) return { trouble: "There is nothing in here yet." };
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    return {
      trouble: "This is not an exported flow: it cannot be read as JSON. Was all of it copied?",
    };
  }
  if (partOf(document, "format") !== "baton.flow") {
    return {
      trouble: "This is JSON, but not an exported flow: those begin with “format”: “baton.flow”.",
    };
  }
  return { document };
}

export function nameOf(document: Json): string {
  const name = partOf(document, "name");
  return typeof name === "string" ? name : "";
}

function partOf(document: Json, name: string): Json | undefined {
  if (typeof document !== "object" || document === null || Array.isArray(document))
    return undefined;
  return document[name];
}
