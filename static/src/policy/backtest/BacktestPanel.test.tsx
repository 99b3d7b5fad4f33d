import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { BacktestPanel, type BacktestProps } from "./BacktestPanel";
import { refusing, resultOf, streaming } from "./testing";

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const RULES: BacktestProps["rules"] = [];
let root: Root;
let page: HTMLElement;

async function settle(): Promise<void> {
  for (let step = 0; step < 8; step += 1) {
    await act(() => vi.advanceTimersByTimeAsync(1));
  }
}

async function show(
  send: typeof fetch,
  onThreshold: BacktestProps["onThreshold"] = () => undefined,
): Promise<void> {
  await act(async () =>
    root.render(
      <BacktestPanel policyId={1} rules={RULES} liveThreshold={0.5} {...{ send, onThreshold }} />,
    ),
  );
  await settle();
}

function button(name: string): HTMLButtonElement {
  const found = [...page.querySelectorAll("button")].find((one) => one.textContent?.includes(name));
  if (!found) throw new Error(`no button ${name}`);
  return found;
}

async function click(name: string): Promise<void> {
  await act(async () => button(name).click());
}

async function move(percent: number): Promise<void> {
  const slider = page.querySelector<HTMLInputElement>("input[type=range]");
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  await act(async () => {
    set?.call(slider, String(percent));
    slider?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  page = document.body.appendChild(document.createElement("div"));
  root = createRoot(page);
});
afterEach(async () => {
  await act(async () => root.unmount());
  page.remove();
  vi.useRealTimers();
});

describe("the backtest", () => {
  test("says what would change, and each number opens its conversations", async () => {
    await show(streaming({ progress: 0.5, turns: 9 }, { result: resultOf() }));
    expect(page.textContent).toContain("The draft would change 1 conversation of 4");
    expect(page.textContent).toContain("Exact up to the first turn that differs");
    expect(button("No longer escalated").disabled).toBe(true);
    await click("Newly escalated");
    const links = [...page.querySelectorAll(".bt-list a")].map((one) => one.getAttribute("href"));
    expect(links).toEqual([
      "/inbox/#/all/5f1c6c1e-0000-4000-8000-000000000007",
      "/admin/escalation/decision/70/change/",
    ]);
  });

  test("says where it is not known what the assistant would have answered", async () => {
    await show(streaming({ result: resultOf({ unknown: 2 }) }));
    expect(page.textContent).toContain(
      "for 2 conversations no longer escalated it is not known either",
    );
  });

  test("tells what becomes of answers that somebody judged", async () => {
    const { answers, changes } = resultOf();
    const one = changes.newly_escalated;
    await show(streaming({ result: resultOf({ answers: { ...answers, wrong_caught: one } }) }));
    await click("1 known wrong answer would not be shown");
    expect(page.querySelector(".bt-list h3")?.textContent).toContain("1 conversation");
  });

  test("moves the line without asking the server, and hands the threshold on", async () => {
    const send = vi.fn(streaming({ result: resultOf() }));
    const chosen = vi.fn();
    await show(send, chosen);
    expect(page.textContent).toContain("At 50 %: 50 % of conversations come to a person");
    await move(70);
    expect(page.textContent).toContain("At 70 %: 75 % of conversations come to a person");
    expect(page.textContent).toContain("not enough verdicts yet");
    await click("Use 70 %");
    expect(chosen).toHaveBeenCalledWith(0.7, "sure");
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("picks a threshold for the staffing", async () => {
    await show(streaming({ result: resultOf() }));
    await click("Pick for my staffing");
    expect(page.textContent).toContain("At 100 %");
    expect(page.textContent).toContain("1 agent can take every threshold.");
  });

  test("shows the same in numbers", async () => {
    await show(streaming({ result: resultOf() }));
    await click("Show numbers");
    expect(page.querySelectorAll("caption")[1]?.textContent).toContain("by hour of the day");
  });

  test("offers nothing to change to those who may only look", async () => {
    await show(streaming({ result: resultOf() }), null);
    await move(70);
    expect(() => button("Use 70 %")).toThrow();
  });

  test("says so when there is nothing to replay", async () => {
    await show(streaming({ result: resultOf({ conversations: 0 }) }));
    expect(page.textContent).toContain("No conversation was judged in this period");
  });

  test.each([
    [refusing(403), "You may not see"],
    [refusing(400, { detail: "rule 1: unknown trigger nope" }), "rule 1: unknown trigger nope"],
    [refusing(500), "could not be reached"],
    [streaming({ progress: 0.1, turns: 4 }), "could not be reached"],
    [streaming({ error: "choose a shorter period" }), "choose a shorter period"],
  ])("has words for trouble", async (send, words) => {
    await show(send);
    expect(page.textContent).toContain(words);
  });
});
