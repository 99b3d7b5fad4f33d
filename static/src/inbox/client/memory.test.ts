import { describe, expect, it } from "vitest";

import { idOf } from "../testing";
import { addressOf, placeOf } from "./address";
import { draftOf, keepDraft, memoryIn, noDraft } from "./memory";

function storage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  } as Storage;
}

describe("drafts", () => {
  it("are kept per conversation until they are empty", () => {
    const box = storage();
    const memory = memoryIn(() => box);
    keepDraft("a", { reply: "Hel", note: "" }, memory);
    keepDraft("b", { reply: "", note: "look" }, memory);
    expect(draftOf("a", memory)).toEqual({ reply: "Hel", note: "" });
    keepDraft("a", noDraft, memory);
    expect(draftOf("a", memory)).toEqual(noDraft);
    expect(draftOf("b", memory).note).toBe("look");
  });

  it("are not kept for ever", () => {
    const box = storage();
    const memory = memoryIn(() => box);
    for (let n = 0; n < 60; n++) keepDraft(`c${n}`, { reply: "x", note: "" }, memory);
    expect(draftOf("c0", memory)).toEqual(noDraft);
    expect(draftOf("c59", memory).reply).toBe("x");
  });

  it("are forgotten where storage is forbidden", () => {
    const memory = memoryIn(() => {
      throw new Error("forbidden");
    });
    keepDraft("a", { reply: "x", note: "" }, memory);
    expect(draftOf("a", memory)).toEqual(noDraft);
  });
});

describe("addresses", () => {
  it("lead back to tab and conversation", () => {
    const place = { tab: "waiting" as const, selected: idOf(1) };
    expect(placeOf(addressOf(place))).toEqual(place);
    expect(placeOf("#/mine")).toEqual({ tab: "mine", selected: null });
    expect(placeOf("#/elsewhere/x")).toBeNull();
    expect(placeOf("")).toBeNull();
  });
});
