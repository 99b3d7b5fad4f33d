import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EntryView, FormItem } from "../protocol";
import { Panel } from "./panel";
import { connected, memoryStore, SESSION, type Setup } from "./testing";

let setup: Setup;
let panel: Panel;
let root: ShadowRoot;
const onClose = vi.fn();

function find<T extends Element = HTMLElement>(selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

const texts = (selector: string): string[] =>
  [...root.querySelectorAll(selector)].map((element) => element.textContent ?? "");

function write(text: string): HTMLTextAreaElement {
  const input = find<HTMLTextAreaElement>("#input");
  input.value = text;
  input.dispatchEvent(new Event("input"));
  return input;
}

function press(target: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

const card = vi.fn((element: HTMLElement) => element.replaceChildren("passed on"));

const form = vi.fn((element: HTMLElement, item: FormItem) => element.replaceChildren(item.status));

async function show(language = "en"): Promise<void> {
  setup = await connected({ onChange: (state) => panel?.render(state) });
  panel = new Panel({
    chat: setup.chat,
    language,
    draft: memoryStore(),
    sound: false,
    setSound: () => undefined,
    onClose,
    card,
    waits: () => undefined,
    form,
  });
  const host = document.createElement("div");
  document.body.append(host);
  root = host.attachShadow({ mode: "open" });
  root.append(panel.element);
  panel.render(setup.chat.state);
  panel.open();
}

/** The conversation has begun: one message of the visitor is stored. */
function begin(): void {
  setup.chat.say("Hello");
  setup.server.work();
}

beforeEach(async () => {
  onClose.mockReset();
  await show();
});

afterEach(() => {
  panel.remove();
  document.body.replaceChildren();
});

describe("before the first word", () => {
  it("greets, and says who answers", () => {
    expect(find(".hello").textContent).toBe("Hello");
    expect(find(".status").textContent).toBe("AI assistant – a person can join");
  });

  it("is a named dialog that does not hold the page", () => {
    expect(panel.element.getAttribute("role")).toBe("dialog");
    expect(panel.element.getAttribute("aria-modal")).toBe("false");
    expect(find("#title").textContent).toBe(SESSION.site.title);
  });
});

describe("the composer", () => {
  it("sends with Enter, begins a line with Shift+Enter, and waits for input methods", () => {
    const input = write("Hello");
    expect(press(input, "Enter", { shiftKey: true }).defaultPrevented).toBe(false);
    expect(press(input, "Enter", { isComposing: true }).defaultPrevented).toBe(false);
    expect(setup.chat.state.outbox).toEqual([]);
    press(input, "Enter");
    expect(setup.chat.state.outbox).toHaveLength(1);
    expect(input.value).toBe("");
  });

  it("says how much is too much, and does not send it", () => {
    write("x".repeat(450));
    expect(find("#count").textContent).toBe("50 characters left");
    const input = write("x".repeat(503));
    expect(find("#count").textContent).toBe("3 characters too many");
    press(input, "Enter");
    expect(setup.chat.state.outbox).toEqual([]);
  });

  it("has a person two tab stops behind the input", () => {
    write("Hello");
    const stops = [...find("form.composer").querySelectorAll("textarea, button")];
    expect(stops.map((stop) => stop.className || stop.id)).toEqual(["input", "send", "human"]);
    find(".human").click();
    setup.server.work();
    expect(setup.server.received.at(-1)?.type).toBe("request_human");
  });
});

describe("the thread", () => {
  it("builds nodes, never markup", () => {
    begin();
    setup.server.answer("<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1))");
    expect(find(".by-assistant .bubble").querySelector("img, a")).toBeNull();
    expect(find(".by-assistant strong").textContent).toBe("bold");
  });

  it("links sources in a new tab, and only safe ones", () => {
    begin();
    const citations = [
      { title: "Guide", url: "https://shop.example/guide" },
      { title: "Trap", url: "javascript:alert(1)" },
    ];
    setup.server.add("message.posted", { author: "assistant", text: "See.", citations });
    const links = [...root.querySelectorAll<HTMLAnchorElement>(".sources a")];
    expect(links.map((link) => [link.getAttribute("href"), link.target, link.rel])).toEqual([
      ["https://shop.example/guide", "_blank", "noopener noreferrer"],
    ]);
  });

  it("keeps one bubble for a message from sending to stored", () => {
    setup.chat.say("Hello");
    const bubble = find(".by-visitor");
    expect(texts(".foot")[0]).toContain("Sending…");
    setup.server.work();
    expect(find(".by-visitor")).toBe(bubble);
    expect(texts(".foot")[0]).toContain("Sent");
  });

  it("offers to try again what was refused", () => {
    setup.chat.say("Hello");
    const client_id = setup.chat.state.outbox[0]?.client_id ?? "";
    setup.server.send({
      type: "error",
      code: "failed",
      message: "?",
      client_id,
      retry_after_s: null,
    });
    expect(find(".failed").textContent).toContain("Not sent.");
    find(".failed button").click();
    setup.server.work();
    expect(root.querySelector(".failed")).toBeNull();
  });

  it("announces finished messages only", () => {
    begin();
    const log = find("[role=log]");
    const delta = { type: "delta", conversation: "c-1", turn: 1, offset: 0 } as const;
    setup.server.send({ ...delta, text: "Half an ans" });
    expect(find(".live .bubble").textContent).toBe("Half an ans");
    expect(find(".live").getAttribute("aria-hidden")).toBe("true");
    expect(log.textContent).not.toContain("Half an ans");
    setup.server.answer("Half an answer and the rest.");
    expect(log.getAttribute("aria-live")).toBe("polite");
    expect(log.textContent).toContain("Half an answer and the rest.");
    expect(find(".live").childElementCount).toBe(0);
  });

  it("shows dots on evidence alone", () => {
    begin();
    expect(root.querySelector(".dots")).toBeNull();
    const typing = { type: "typing", conversation: "c-1", name: "", on: true } as const;
    setup.server.send({ ...typing, author: "assistant" });
    expect(find(".typing").textContent).toBe("The assistant is looking this up");
    setup.server.answer("Done.");
    expect(root.querySelector(".dots")).toBeNull();
  });

  it("tells a handoff truthfully", () => {
    begin();
    const agent = { id: 7, name: "Anna" };
    setup.server.add("queue.entered", {}, "queued");
    expect(find(".status").textContent).toBe("Waiting for a person");
    expect(find(".human").hidden).toBe(true);
    setup.server.add("agent.joined", { agent }, "with_agent");
    expect(find(".status").textContent).toBe("You are talking with Anna");
    setup.server.add("agent.left", { agent, reason: "resolved" }, "closed");
    setup.server.add("conversation.moved", { from: "with_agent", to: "closed", move: "close" });
    expect(texts(".line")).toEqual([
      "You are in line for a person",
      "Anna joined",
      "This conversation has ended. Write whenever you want to go on",
    ]);
    expect(find<HTMLTextAreaElement>("#input").disabled).toBe(false);
  });
});

describe("forms", () => {
  it("are drawn elsewhere, in an element of their own that stays", () => {
    begin();
    setup.server.add("form.requested", { form_id: "f-1", kind: "info", title: "T", fields: [] });
    const [element] = form.mock.lastCall ?? [];
    expect(element?.textContent).toBe("open");
    setup.server.add("form.skipped", { form_id: "f-1" });
    expect(form.mock.lastCall?.[0]).toBe(element);
    expect(element?.textContent).toBe("skipped");
    expect(find("[role=log]").contains(element ?? null)).toBe(true);
  });
});

describe("beside the words", () => {
  const posted = (payload: Record<string, unknown>): EntryView =>
    setup.server.add("message.posted", { author: "assistant", text: "Here.", ...payload });
  const picture = (): HTMLImageElement => find<HTMLImageElement>(".bubble img");

  it("a picture takes room once it is there, and stays when more is said", () => {
    begin();
    posted({ image: { url: "/map.png", alt: "Map of our offices" } });
    const shown = picture();
    expect([shown.src, shown.alt]).toEqual([`${location.origin}/map.png`, "Map of our offices"]);
    expect(shown.getAttribute("loading")).toBe("lazy");
    expect(shown.className).toBe("coming");
    shown.dispatchEvent(new Event("load"));
    expect(shown.className).toBe("");
    setup.server.answer("One more thing.");
    expect(picture()).toBe(shown);
  });

  it("a picture that does not come leaves its words", () => {
    begin();
    posted({ image: { url: "https://shop.example/gone.png", alt: "Map of our offices" } });
    picture().dispatchEvent(new Event("error"));
    expect(root.querySelector("img")).toBeNull();
    expect(find(".by-assistant .bubble").textContent).toBe("Here.Map of our offices");
  });

  it("links are buttons to other pages, and only safe ones", () => {
    begin();
    const traps = [
      { label: "Trap", url: "javascript:alert(1)" },
      { label: "Elsewhere", url: "//evil.example" },
    ];
    posted({ links: [{ label: "Opening hours", url: "/hours" }, ...traps] });
    posted({ image: { url: "javascript:alert(1)", alt: "" } });
    const links = [...root.querySelectorAll<HTMLAnchorElement>(".links a")];
    expect(links.map(({ href, target, rel }) => [href, target, rel])).toEqual([
      [`${location.origin}/hours`, "_blank", "noopener noreferrer"],
      [`${location.origin}//evil.example`, "_blank", "noopener noreferrer"],
    ]);
    expect(links[0]?.textContent).toBe("Opening hours (opens in a new tab)");
    expect(picture().getAttribute("src")).toBeNull();
  });
});

describe("leaving and staying", () => {
  it("closes the menu first, then the panel, with Escape", () => {
    find("[aria-controls=menu]").click();
    expect(find("#menu").hidden).toBe(false);
    press(find("#input"), "Escape");
    expect(find("#menu").hidden).toBe(true);
    expect(onClose).not.toHaveBeenCalled();
    press(find("#input"), "Escape");
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it("says when the line is down", () => {
    setup.server.wire?.drop();
    expect(find(".bar").textContent).toBe("Reconnecting… your messages are kept");
    setup.clock.advance(1_000);
    setup.server.wire?.open();
    setup.server.work();
    expect(find(".bar").textContent).toBe("");
  });

  it("ends the conversation from the menu", () => {
    begin();
    [...root.querySelectorAll<HTMLElement>("#menu button")].at(-1)?.click();
    setup.server.work();
    expect(setup.server.received.at(-1)?.type).toBe("end");
  });
});

describe("languages", () => {
  it("speaks German", async () => {
    await show("de-AT");
    expect(find(".status").textContent).toBe("KI-Assistent – ein Mensch kann dazukommen");
    expect(panel.element.lang).toBe("de-AT");
  });

  it("mirrors for languages from right to left, in English words until we have others", async () => {
    await show("ar");
    expect(panel.element.dir).toBe("rtl");
    expect(find(".human").textContent).toBe("Talk to a person");
  });
});

describe("whether an answer was helpful", () => {
  const source = { title: "Shipping", url: "https://shop.example/shipping" };
  const buttons = (): HTMLButtonElement[] => [
    ...root.querySelectorAll<HTMLButtonElement>(".foot button"),
  ];
  const pressed = (): (string | null)[] => buttons().map((one) => one.getAttribute("aria-pressed"));
  const rated = (verdict: string): EntryView =>
    setup.server.add("answer.rated", { turn: 5, by: "visitor", verdict });

  function answered(turn?: number): void {
    begin();
    const payload = { author: "assistant", text: "3 EUR.", citations: [source], turn };
    setup.server.add("message.posted", payload);
  }

  it("is asked below an answer with sources only", () => {
    answered();
    expect(buttons()).toHaveLength(0);
    setup.server.add("message.posted", { author: "assistant", text: "4 EUR.", turn: 6 });
    expect(buttons().map((one) => one.textContent)).toEqual(["Yes", "No"]);
    expect(buttons()[1]?.getAttribute("aria-label")).toBe("Was this helpful? No");
  });

  it("is sent, changed, and taken back, and shown as the server says", () => {
    answered(5);
    const sent = (): unknown => setup.server.received.filter(({ type }) => type === "rate").at(-1);
    buttons()[0]?.click();
    setup.server.work();
    expect(sent()).toEqual({ type: "rate", turn: 5, verdict: "right" });
    expect(pressed()).toEqual(["false", "false"]);
    rated("right");
    expect(pressed()).toEqual(["true", "false"]);
    buttons()[1]?.click();
    setup.server.work();
    expect(sent()).toEqual({ type: "rate", turn: 5, verdict: "wrong" });
    rated("wrong");
    buttons()[1]?.click();
    setup.server.work();
    expect(sent()).toEqual({ type: "rate", turn: 5, verdict: "" });
    rated("");
    expect(pressed()).toEqual(["false", "false"]);
  });

  it("keeps the buttons, and with them the focus, when the verdict changes", () => {
    answered(5);
    const before = buttons();
    rated("right");
    expect(buttons()).toEqual(before);
    expect(buttons()[0]).toBe(before[0]);
  });
});
