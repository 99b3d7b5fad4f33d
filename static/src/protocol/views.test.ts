// @vitest-environment node
// View before + entries = view after: the same file is read by tests/contracts/test_views.py.
import { describe, expect, it } from "vitest";

import fixtures from "../../../tests/contracts/views.json";
import type { ConversationView, EntryView } from "./generated/frames";
import { emptyView, fold, foldAll, GapError } from "./reduce";

interface Fixture {
  name: string;
  audience: string;
  before: ConversationView;
  entries: EntryView[];
  after: ConversationView;
}

describe("fold", () => {
  it.each(fixtures as unknown as Fixture[])("$name ($audience)", ({ before, entries, after }) => {
    expect(foldAll(before, entries)).toEqual(after);
  });

  it("refuses a gap", () => {
    const entry: EntryView = { seq: 2, kind: "flow.stepped", at: "", state: "queued", payload: {} };
    expect(() => fold(emptyView("c"), entry)).toThrow(GapError);
  });

  it("returns the same object for what it already holds", () => {
    const view = { ...emptyView("c"), seq: 5 };
    const entry: EntryView = { seq: 5, kind: "flow.stepped", at: "", state: "queued", payload: {} };
    expect(fold(view, entry)).toBe(view);
  });

  it("ignores kinds that it does not know yet", () => {
    const entry: EntryView = { seq: 1, kind: "moon.rose", at: "", state: "queued", payload: {} };
    expect(fold(emptyView("c"), entry)).toEqual({ ...emptyView("c"), seq: 1, state: "queued" });
  });
});
