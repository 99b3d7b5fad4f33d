import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { WaitingFrame } from "../protocol";
import { Panel } from "./panel";
import { connected, memoryStore, type Setup } from "./testing";

const FRAME: WaitingFrame = {
  type: "waiting",
  conversation: "c-1",
  position: 3,
  low_s: 100,
  high_s: 300,
  note: "",
  opens_at: null,
  ways: [],
};
const PROMISE = { kind: "callback", at: null, due_at: "2026-03-03T09:00:00Z" };

const waits = {
  status: vi.fn(() => "Waiting, about 2 to 5 minutes"),
  promise: vi.fn(() => "We call you at 9:00"),
  card: vi.fn((place: HTMLElement, _said: HTMLElement) => place.replaceChildren("third in line")),
};

let setup: Setup;
let panel: Panel;
let isThere: boolean;
const getWaits = vi.fn((_wanted: boolean) => (isThere ? waits : undefined));

const find = (selector: string): HTMLElement =>
  panel.element.querySelector(selector) as HTMLElement;
const lines = (): (string | null)[] =>
  [...panel.element.querySelectorAll(".line")].map((one) => one.textContent);

beforeEach(async () => {
  isThere = true;
  getWaits.mockClear();
  setup = await connected({ onChange: (state) => panel?.render(state) });
  panel = new Panel({
    chat: setup.chat,
    language: "en",
    draft: memoryStore(),
    sound: false,
    setSound: () => undefined,
    onClose: () => undefined,
    card: () => undefined,
    form: () => undefined,
    waits: getWaits,
  });
  panel.render(setup.chat.state);
  setup.chat.say("Hello");
  setup.server.work();
});

afterEach(() => panel.remove());

describe("waits and promises", () => {
  it("are nobody's business while there are none", () => {
    expect(getWaits.mock.calls.flat()).not.toContain(true);
    expect(find(".status").textContent).toBe("AI assistant – a person can join");
  });

  it("are told by what is loaded for them, and plainly until it is there", () => {
    isThere = false;
    setup.server.add("queue.entered", {}, "queued");
    setup.server.send(FRAME);
    setup.server.add("promise.made", PROMISE);
    expect(getWaits).toHaveBeenCalledWith(true);
    expect(find(".status").textContent).toBe("Waiting for a person");
    expect(lines()).toEqual(["You are in line for a person"]);
    isThere = true;
    panel.render(setup.chat.state);
    expect(find(".status").textContent).toBe("Waiting, about 2 to 5 minutes");
    expect(lines()).toEqual(["You are in line for a person", "We call you at 9:00"]);
    expect(find(".scroller").textContent).toMatch(/third in line$/);
  });

  it("do not call it waiting when somebody is asked to answer what was left", () => {
    isThere = false;
    setup.server.add("queue.entered", {}, "queued");
    setup.server.add("promise.made", PROMISE, "deferred");
    setup.server.add("conversation.moved", { move: "offer" }, "offered");
    expect(find(".status").textContent).toBe("We will get back to you");
    setup.server.add("queue.entered", {}, "queued");
    setup.server.add("conversation.moved", { move: "offer" }, "offered");
    expect(find(".status").textContent).toBe("Waiting for a person");
  });

  it("stand at the thread's foot, beside what is read out as it comes", () => {
    const [place, said] = waits.card.mock.lastCall ?? [];
    expect(find(".scroller").lastElementChild).toBe(place);
    expect(said?.getAttribute("role")).toBe("status");
    expect(find("[role=log]").contains(place ?? null)).toBe(false);
    expect(place?.contains(said ?? null)).toBe(false);
  });
});
