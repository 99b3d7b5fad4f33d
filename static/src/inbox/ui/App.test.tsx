import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StaffCommand, StaffEvent } from "../../protocol";
import { FakeClock, FakeWire } from "../../protocol/testing";
import { InboxClient } from "../client/client";
import { createStore } from "../client/store";
import { initialState } from "../state/initial";
import { reduce } from "../state/reduce";
import {
  COUNTS,
  entryFrame,
  entryOf,
  idOf,
  left,
  line,
  message,
  openedFrame,
  waiting,
  WELCOME,
  withAda,
} from "../testing";
import { App } from "./App";
import { createSignals, InboxContext } from "./context";

let root: Root;
let wire: FakeWire<StaffEvent, StaffCommand>;
const canned = [{ id: 1, title: "Greeting", shortcut: "hi", text: "Hello {{visitor}}." }];

beforeEach(() => {
  window.localStorage.clear();
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  document.body.replaceChildren();
  wire = new FakeWire();
  const store = createStore(reduce, initialState({ tab: "mine" }));
  const client = new InboxClient({
    url: "ws://server",
    store,
    clock: new FakeClock(),
    network: null,
    connect: () => wire,
  });
  const page = {
    user: { id: 7, name: "Ada" },
    ws_path: "",
    admin_url: "/admin/",
    board_url: "/board/",
    logout_url: "/logout/",
    csrf_token: "t",
  };
  const frame = document.body.appendChild(document.createElement("div"));
  root = createRoot(frame);
  act(() => {
    root.render(
      <InboxContext value={{ store, client, signals: createSignals(), page }}>
        <App />
      </InboxContext>,
    );
    client.start();
    wire.open();
  });
  deliver({ ...WELCOME, canned_replies: canned });
});

afterEach(() => act(() => root.unmount()));

function deliver(...events: StaffEvent[]): void {
  act(() => events.forEach((event) => wire.deliver(event)));
}
function list(...rows: ReturnType<typeof withAda>[]): void {
  const asked = wire.sent.findLast((command) => command.type === "list");
  const ref = asked?.type === "list" ? asked.ref : "";
  deliver({ type: "rows", ref, rows, counts: COUNTS, more: false });
}
function press(key: string, target: EventTarget = document.body): void {
  act(() => {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });
}
function type(area: HTMLTextAreaElement, text: string): void {
  act(() => {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
    set?.call(area, text);
    area.setSelectionRange(text.length, text.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
function button(words: string): HTMLButtonElement | undefined {
  return [...document.querySelectorAll("button")].find(
    (one) => one.textContent?.trim() === words || one.getAttribute("aria-label") === words,
  );
}
const area = (): HTMLTextAreaElement => document.querySelector("textarea") as HTMLTextAreaElement;
const shown = (): string => document.body.textContent ?? "";
const last = (): StaffCommand | undefined => wire.sent.at(-1);

describe("the page", () => {
  it("goes through the list with J and K, and replies with Enter", () => {
    list(withAda(2, { visitor: "Vera" }), withAda(1));
    press("j");
    expect(last()).toMatchObject({ type: "open", conversation: idOf(2) });
    deliver(openedFrame(withAda(2, { visitor: "Vera" }), [message(1)]));
    press("r");
    type(area(), "Hello");
    press("Enter", area());
    expect(wire.sent.findLast(({ type }) => type === "reply")).toMatchObject({ text: "Hello" });
    expect(shown()).toContain("Sending…");
    press("j", area());
    expect(wire.sent.filter(({ type }) => type === "open")).toHaveLength(1);
  });

  it("lets go of the field on Escape at once, so that the next key is a key again", async () => {
    list(withAda(1));
    press("j");
    deliver(openedFrame(withAda(1), [message(1)]));
    press("r");
    expect(document.activeElement).toBe(area());
    press("Escape", area());
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect(document.activeElement).not.toBe(area());
  });

  it("opens prepared replies on a slash and fills in the name", () => {
    list(withAda(1));
    press("j");
    deliver(openedFrame(withAda(1), [message(1)], { visitor: { name: "Vera" } }));
    type(area(), "/");
    expect(document.querySelector("[role=option]")?.textContent).toContain("Greeting");
    press("Enter", area());
    expect(area().value).toBe("Hello Vera.");
  });

  it("shows the brief, and takes its suggestion over", () => {
    const brief = {
      why: "Only 41 % sure.",
      reason_label: "Low confidence",
      confidence: { value: 0.41, label: "low", parts: {} },
      suggestion: { text: "Hello Vera, I am on it.", sources: [] },
    };
    list(withAda(1));
    press("j");
    const items = [message(1), line(2, "conversation.escalated", { brief })];
    deliver(openedFrame(withAda(1), items, { brief }));
    expect(shown()).toContain("Only 41 % sure.");
    expect(shown()).toContain("low, 41\u00a0%");
    act(() => button("Use as reply")?.click());
    expect(area().value).toBe("Hello Vera, I am on it.");
  });

  it("shows what the visitor puts right while one looks", () => {
    const brief = {
      why: "Asked for a person.",
      wants: "A refund",
      facts: [{ name: "email", kind: "email", value: "v@x.org", sure: "said", seqs: [1] }],
    };
    list(withAda(1));
    press("j");
    const items = [message(1), line(2, "conversation.escalated", { brief })];
    deliver(openedFrame(withAda(1), items, { brief }));
    expect(shown()).toContain("visitor said");
    const lines = [{ name: "email", kind: "email", value: "vera@x.org" }];
    deliver(entryFrame(1, entryOf(3, { kind: "brief.corrected", payload: { lines } })));
    expect(shown()).toContain("vera@x.org");
    expect(shown()).toContain("corrected by the visitor");
    expect(document.querySelector('[aria-label="Copy E-mail"]')).not.toBeNull();
  });

  it("shows the tags of the conversation, also those that come while one looks", () => {
    const tags = (): string[] =>
      [...document.querySelectorAll(".tags__tag")].map((tag) => tag.textContent ?? "");
    list(withAda(1));
    press("j");
    deliver(openedFrame(withAda(1), [message(1)], { visitor: { tags: ["refund"] } }));
    act(() => button("Details")?.click());
    expect(tags()).toEqual(["refund"]);
    const payload = { tags: ["refund", "vip"], by: { kind: "system", name: "Hello" } };
    deliver(entryFrame(1, entryOf(2, { kind: "tags.changed", payload })));
    expect(tags()).toEqual(["refund", "vip"]);
    deliver(entryFrame(1, entryOf(3, { kind: "tags.changed", payload: { tags: [] } })));
    expect(tags()).toEqual([]);
  });

  it("shows pictures, links and forms as the visitor has them", () => {
    const here = `${window.location.origin}/map.png`;
    const links = [{ label: "Opening hours", url: "/hours" }];
    const items = [
      message(1, { author: "assistant", image: { url: here, alt: "Map" }, links }),
      message(2, { author: "system", image: { url: "https://a.org/b.png", alt: "Plan" } }),
    ];
    const start_url = "https://shop.example/a";
    list(withAda(1));
    press("j");
    deliver(openedFrame(withAda(1), items, { visitor: { start_url } }));
    expect(document.querySelector<HTMLImageElement>(".beside__picture")?.alt).toBe("Map");
    const beside = [...document.querySelectorAll<HTMLAnchorElement>("a.beside__link")];
    expect(beside.map(({ textContent, href }) => [textContent, href])).toEqual([
      ["Opening hours", "https://shop.example/hours"],
      ["Picture: Plan", "https://a.org/b.png"],
    ]);
    const options = [
      { value: "a", label: "Berlin" },
      { value: "b", label: "Vienna" },
    ];
    const fields = [{ name: "office", label: "Which office?", kind: "buttons", options }];
    const asked = { form_id: "f-1", kind: "buttons", title: "", fields };
    deliver(entryFrame(1, entryOf(3, { kind: "form.requested", payload: asked })));
    expect(document.querySelector(".formcard strong")?.textContent).toBe("Which office?");
    expect(document.querySelector(".formcard__asks")?.textContent).toBe("BerlinVienna");
    const chosen = { form_id: "f-1", values: { office: "b" } };
    deliver(entryFrame(1, entryOf(4, { kind: "form.submitted", payload: chosen })));
    expect(document.querySelector(".formcard__asks")).toBeNull();
    expect(document.querySelector(".formcard__chosen")?.textContent).toBe("Vienna");
  });

  it("jumps from the words that made a rule fire to their message", () => {
    const quote = { text: "text 1", seq: 1, start: 0, end: 6 };
    const brief = { why: "Keyword.", evidence: [quote] };
    list(withAda(1));
    press("j");
    const items = [message(1), line(2, "conversation.escalated", { brief })];
    deliver(openedFrame(withAda(1), items, { brief }));
    expect(document.querySelector(".brief mark")?.textContent).toBe("text 1");
    act(() => document.querySelector<HTMLElement>("button.brief__quote")?.click());
    expect((document.activeElement as HTMLElement).dataset["seq"]).toBe("1");
  });

  it("has a way to take over in the composer's place", () => {
    list();
    act(() => button("Waiting 2")?.click());
    list(waiting(1, { reason: "keyword" }));
    press("j");
    deliver(openedFrame(waiting(1), [message(1)]));
    expect(area()).toBeNull();
    act(() => button("Take over")?.click());
    expect(last()).toMatchObject({ type: "take_over", conversation: idOf(1) });
    press("n");
    expect(area().getAttribute("aria-label")).toBe("Note for colleagues");
  });

  it("offers a conversation with time left, and declines it", () => {
    const deadline_at = new Date(Date.now() + 20_000).toISOString();
    deliver({ type: "offer", row: waiting(3, { state: "offered", deadline_at }), deadline_at });
    expect(document.querySelector(".offer")?.textContent).toMatch(/(19|20) s/);
    act(() => button("Decline")?.click());
    expect(last()).toMatchObject({ type: "decline", conversation: idOf(3) });
  });

  it("says of an offered message that its visitor is not there", () => {
    const deadline_at = new Date(Date.now() + 20_000).toISOString();
    const row = left(3, { state: "offered", deadline_at, reason: "callback" });
    deliver({ type: "offer", row, deadline_at });
    expect(document.querySelector(".offer")?.textContent).toContain("Call back");
    expect(document.querySelector(".offer")?.textContent).toContain("not expected to be there");
    deliver({ type: "offer", row: waiting(4, { state: "offered", deadline_at }), deadline_at });
    expect(document.querySelector(".offer")?.textContent).toContain("Visitor 4");
    expect(document.querySelector(".offer")?.textContent).toContain("1 more offered");
  });

  it("passes on to a colleague who has room, and keeps the note when that fails", () => {
    list(withAda(1));
    press("j");
    deliver(openedFrame(withAda(1), [message(1)]));
    act(() => button("Transfer")?.click());
    const asked = last();
    expect(asked).toMatchObject({ type: "colleagues" });
    const abel = { name: "Abel", presence: "online", capacity: 2, teams: ["Sales"] } as const;
    const colleagues = [
      { ...abel, id: 9, load: 1, teams: ["Sales"] },
      { ...abel, id: 8, load: 2, name: "Alma", teams: [] },
    ];
    deliver({ type: "colleagues", ref: "r9", colleagues });
    const [abels, almas] = [...document.querySelectorAll<HTMLInputElement>(".person input")];
    expect(document.querySelector(".people")?.textContent).toContain("available · 1 of 2");
    expect(almas?.disabled).toBe(true);
    act(() => abels?.click());
    const note = document.querySelector<HTMLTextAreaElement>(".passon textarea");
    if (note) type(note, "Knows the contract");
    act(() => document.querySelector<HTMLButtonElement>(".passon .button--accent")?.click());
    const sent = wire.sent.findLast((one) => one.type === "transfer");
    expect(sent).toMatchObject({ agent: 9, queue: 0, note: "Knows the contract" });
    const ref = sent?.type === "transfer" ? sent.ref : "";
    deliver({ type: "error", ref, code: "not_there", message: "Abel is not available now." });
    expect(shown()).toContain("Abel is not available now.");
    expect(document.querySelector<HTMLTextAreaElement>(".passon textarea")?.value).toBe(
      "Knows the contract",
    );
    deliver({ type: "row", row: waiting(1, { seq: 2 }) });
    deliver(
      entryFrame(1, entryOf(2, { kind: "conversation.moved", state: "queued", payload: {} })),
    );
    expect(document.querySelector(".passon")).toBeNull();
  });

  it("offers to be away after the current conversations, and marks closed queues", () => {
    act(() => button("Away after chats")?.click());
    expect(last()).toMatchObject({ type: "presence", presence: "finishing" });
    act(() => button("Waiting 2")?.click());
    const queues = [{ id: 1, name: "Support", waiting: 0, is_closed: true }];
    deliver({ type: "counts", counts: COUNTS, queues });
    expect(document.querySelector(".closedmark")?.textContent).toContain("closed");
  });

  it("shows the assistant's words as they come", () => {
    const row = waiting(1, { state: "assistant" });
    list();
    act(() => button("All 6")?.click());
    list(row);
    press("j");
    deliver(openedFrame(row, [message(1)]));
    deliver({ type: "delta", conversation: idOf(1), turn: 1, offset: 0, text: "Let me" });
    expect(shown()).toContain("AI is answering");
    expect(shown()).toContain("Let me");
    const payload = { author: "assistant", text: "Let me see." };
    deliver(entryFrame(1, entryOf(2, { state: "assistant", payload })));
    expect(shown()).not.toContain("AI is answering");
    expect(shown()).toContain("Let me see.");
  });

  it("takes my verdict on an answer, and shows what the others think", () => {
    list(withAda(1));
    press("j");
    const answer = {
      author: "assistant" as const,
      turn: 5,
      verdicts: { visitor: "wrong", "9": "" },
    };
    const source = { title: "Shipping", url: "/shipping", quote: "" };
    deliver(
      openedFrame(withAda(1), [
        message(1, { author: "assistant" }),
        message(2, { ...answer, citations: [source] }),
      ]),
    );
    expect(shown()).toContain("Visitor: not helpful");
    expect([...document.querySelectorAll(".verdicts")]).toHaveLength(1);
    act(() => button("Wrong")?.click());
    expect(last()).toMatchObject({ type: "rate", turn: 5, verdict: "wrong" });
    const payload = { turn: 5, by: "7", verdict: "wrong" };
    deliver(entryFrame(1, entryOf(3, { kind: "answer.rated", payload })));
    expect(button("Wrong")?.getAttribute("aria-pressed")).toBe("true");
    act(() => button("Wrong")?.click());
    expect(last()).toMatchObject({ type: "rate", verdict: "" });
  });

  it("says that nothing is lost while the line is gone", () => {
    act(() => wire.drop());
    expect(shown()).toContain("Reconnecting… nothing is lost");
  });

  it("has no plain keys when they are switched off", () => {
    list(withAda(1));
    press("?");
    const check = document.querySelector<HTMLInputElement>(".check input");
    act(() => check?.click());
    press("j");
    expect(wire.sent.filter(({ type }) => type === "open")).toEqual([]);
  });

  it("says what an empty tab is for", () => {
    list();
    expect(shown()).toContain("Nothing with you");
  });
});
