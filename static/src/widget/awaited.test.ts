import { describe, expect, it, vi } from "vitest";

import type { FormItem } from "../protocol";
import { awaitForms } from "./awaited";
import { wordsOf } from "./i18n";

const ITEM = { type: "form", title: "Leave us a message" } as FormItem;

/** A loader whose scripts come, or not, when the test says so. */
function begin() {
  const element = document.createElement("div");
  const scripts: HTMLScriptElement[] = [];
  let fail: (() => void) | undefined;
  const load = vi.fn((_name: string, failed?: () => void) => {
    if (fail) return null;
    fail = () => {
      fail = undefined;
      failed?.();
    };
    scripts.push(document.createElement("script"));
    return scripts.at(-1) ?? null;
  });
  const render = vi.fn(() => fill(element, ITEM, wordsOf("en")));
  const fill = awaitForms(load, render);
  render();
  return { element, scripts, load, render, fail: () => fail?.() };
}

describe("until forms can be drawn", () => {
  it("their titles stand in for them, unread", () => {
    const { element, load, render } = begin();
    render();
    expect(element.textContent).toBe("Leave us a message");
    expect(element.firstElementChild?.getAttribute("aria-hidden")).toBe("true");
    expect(load.mock.calls[0]?.[0]).toBe("../forms/forms");
  });

  it("the thread is drawn again when their script is there", () => {
    const { scripts, render } = begin();
    render.mockClear();
    scripts[0]?.onload?.(new Event("load"));
    expect(render).toHaveBeenCalledTimes(1);
  });

  it("a script that does not come is asked for again by a button that stays", () => {
    const { element, scripts, load, render, fail } = begin();
    fail();
    expect(element.querySelector("[role=alert]")?.textContent).toContain(
      "This form could not be loaded.",
    );
    const asked = load.mock.calls.length;
    render();
    expect(load).toHaveBeenCalledTimes(asked);
    const again = element.querySelector("button");
    again?.click();
    expect(scripts).toHaveLength(2);
    render();
    expect(element.querySelector("button")).toBe(again);
    fail();
    expect(element.querySelectorAll("button")).toHaveLength(1);
    expect(element.querySelector("button")).toBe(again);
  });
});
