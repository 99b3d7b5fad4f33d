import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ChooseWay, LineItem, WaitingFrame } from "../protocol";
import { Panel } from "../widget/panel";
import { connected, memoryStore, SESSION, type Setup } from "../widget/testing";
import { SpokenWaits } from "./waits";

// Monday evening and Tuesday morning, wherever this runs
const NOW = new Date(2026, 2, 2, 19, 30).getTime();
const TOMORROW = new Date(2026, 2, 3, 8, 0).toISOString();

let setup: Setup;
let panel: Panel;
let root: ShadowRoot;
let isFormDrawn = true;

const find = <T extends HTMLElement>(selector: string): T => root.querySelector(selector) as T;
const card = (): HTMLElement => find(".wait");
const said = (): string => find(".thread > [role=status]").textContent;
const status = (): string => find(".status").textContent;
const ways = (): HTMLButtonElement[] => [...root.querySelectorAll<HTMLButtonElement>(".option")];
const sent = (): ChooseWay[] =>
  setup.server.received.filter((one): one is ChooseWay => one.type === "choose_way");

async function show(language = "en", opens_at: string | null = null): Promise<void> {
  const site = { ...SESSION.site, opens_at };
  setup = await connected({
    onChange: (state) => panel?.render(state),
    openSession: () => Promise.resolve({ ...SESSION, site }),
  });
  const waits = new SpokenWaits(language, () => NOW);
  panel = new Panel({
    chat: setup.chat,
    language,
    draft: memoryStore(),
    sound: false,
    setSound: () => undefined,
    onClose: () => undefined,
    card: () => undefined,
    form(element, { status }) {
      if (!isFormDrawn || element.title === status) return;
      element.title = status;
      const drawn = document.createElement(status === "open" ? "form" : "div");
      drawn.append(document.createElement("input"));
      element.replaceChildren(drawn);
    },
    waits: () => waits,
  });
  const host = document.createElement("div");
  document.body.replaceChildren(host);
  root = host.attachShadow({ mode: "open" });
  root.append(panel.element);
  panel.render(setup.chat.state);
  panel.open();
}

/** The visitor is in line; nobody has said yet where. */
function queue(): void {
  setup.chat.say("A human, please");
  setup.server.work();
  setup.server.add("queue.entered", {}, "queued");
}

function tell(changes: Partial<WaitingFrame> = {}): void {
  setup.server.send({
    type: "waiting",
    conversation: "c-1",
    position: 3,
    low_s: 130,
    high_s: 290,
    note: "",
    opens_at: null,
    ways: ["callback", "offline_form", "assistant_note"],
    ...changes,
  });
}

function move(state: "queued" | "offered" | "with_agent" | "deferred"): void {
  setup.server.add("conversation.moved", { move: "offer" }, state);
}

/** Nothing is known of the wait but where it is told, or what is in the way. */
const BARE = { position: null, low_s: null, high_s: null };

beforeEach(() => show());

afterEach(() => {
  panel.remove();
  document.body.replaceChildren();
});

describe("a wait", () => {
  it("is told with its place and a range, and in the header", () => {
    queue();
    expect(card().hidden).toBe(true);
    expect(status()).toBe("Waiting for a person");
    tell();
    expect(card().hidden).toBe(false);
    expect(find(".wait > p").textContent).toBe("You are number 3 in line, about 2 to 5 minutes");
    expect(status()).toBe("Waiting for a person, about 2 to 5 minutes");
  });

  it.each<[string, Partial<WaitingFrame>, string, string]>([
    ["who is next", { position: 1 }, "You are next in line, about 2 to 5 minutes", ""],
    ["a number without a basis", BARE, "We are looking for somebody", ""],
    ["an endless range", { low_s: 0, high_s: 90_000 }, "You are number 3 in line", ""],
    [
      "a long wait",
      { note: "long" },
      "You are number 3 in line, about 2 to 5 minutes",
      "This takes longer than we would like",
    ],
    [
      "closing time",
      { note: "closing", opens_at: TOMORROW },
      "You are number 3 in line, about 2 to 5 minutes",
      "It may not be your turn before we close. We reply from 8:00 tomorrow",
    ],
    [
      "a closed team",
      { ...BARE, note: "closed", opens_at: TOMORROW },
      "Our team is out right now",
      "We reply from 8:00 tomorrow",
    ],
    ["hours that nobody knows", { ...BARE, note: "closed" }, "Our team is out right now", ""],
    ["an empty team", { ...BARE, note: "nobody" }, "Nobody is there right now", ""],
  ])("says honestly: %s", (_, changes, head, why) => {
    queue();
    tell(changes);
    expect(find(".wait > p").textContent).toBe(head);
    const time = new Date(TOMORROW).toLocaleTimeString("en", {
      hour: "numeric",
      minute: "2-digit",
    });
    expect(find(".wait .why").textContent).toBe(why.replace("8:00", time));
  });

  it("is over when somebody joins", () => {
    queue();
    tell();
    move("offered");
    expect(find(".wait > p").textContent).toBe("Somebody is being asked right now");
    expect(status()).toBe("Somebody is being asked right now");
    expect(ways()).toHaveLength(0);
    move("with_agent");
    expect(card().hidden).toBe(true);
    expect(said()).toBe("");
  });

  it("is not told from memory when the line is down", () => {
    queue();
    tell();
    setup.server.wire?.drop();
    expect(card().hidden).toBe(true);
    setup.clock.advance(1_000);
    setup.server.wire?.open();
    setup.server.work();
    expect(card().hidden).toBe(true);
    tell({ position: 2 });
    expect(find(".wait > p").textContent).toContain("number 2");
  });

  it("is said aloud when its place or what is in the way changes, not when figures do", () => {
    queue();
    tell();
    expect(said()).toBe("You are number 3 in line, about 2 to 5 minutes");
    tell({ low_s: 600, high_s: 1200 });
    expect(find(".wait > p").textContent).toContain("about 10 to 20 minutes");
    expect(said()).toBe("You are number 3 in line, about 2 to 5 minutes");
    tell({ low_s: 600, high_s: 1200, note: "long" });
    expect(said()).toBe(
      "You are number 3 in line, about 10 to 20 minutes. This takes longer than we would like",
    );
  });

  it("is told in German", async () => {
    await show("de");
    queue();
    tell();
    expect(find(".wait > p").textContent).toBe(
      "Sie sind Nummer 3 in der Reihe, etwa 2 bis 5 Minuten",
    );
    expect(ways()[0]?.textContent).toBe("Rufen Sie mich zurück");
  });
});

describe("what can be done instead", () => {
  const LABELS = ["Call me back", "Leave a message", "Keep asking the AI meanwhile"];

  it("is offered as buttons that stay while figures change", () => {
    queue();
    tell();
    const before = ways();
    expect(before.map((one) => one.textContent)).toEqual(LABELS);
    before[1]?.focus();
    tell({ position: 2 });
    expect(ways()[0]).toBe(before[0]);
    expect(root.activeElement).toBe(before[1]);
    tell({ ways: ["callback"] });
    expect(ways()).toHaveLength(1);
    expect(root.activeElement).toBe(find(".scroller"));
    tell({ ways: [] });
    expect(find(".wait .hint").hidden).toBe(true);
  });

  it("is chosen once", () => {
    queue();
    tell();
    ways()[0]?.click();
    ways()[0]?.click();
    ways()[1]?.click();
    setup.server.work();
    expect(sent()).toEqual([{ type: "choose_way", way: "callback" }]);
    expect(ways().map((one) => one.textContent)).toEqual(["One moment…", ...LABELS.slice(1)]);
    expect(ways().every((one) => one.getAttribute("aria-disabled") === "true")).toBe(true);
    move("deferred");
    expect(card().hidden).toBe(true);
  });

  it("leads to a form beside the wait, and is not offered while that is open", () => {
    queue();
    tell();
    ways()[1]?.focus();
    ways()[1]?.click();
    const asked = { form_id: "f-1", kind: "offline", title: "Leave us a message", fields: [] };
    setup.server.add("form.requested", asked, "queued");
    expect(ways().map((one) => one.textContent)).toEqual([LABELS[0], LABELS[2]]);
    expect(ways()[0]?.getAttribute("aria-disabled")).toBeNull();
    expect(root.activeElement).toBe(find(".log form input"));
    setup.server.add("form.skipped", { form_id: "f-1" }, "queued");
    expect(ways().map((one) => one.textContent)).toEqual(LABELS);
  });

  it("takes keyboards to its form also when that is drawn late", () => {
    queue();
    tell();
    isFormDrawn = false;
    ways()[0]?.focus();
    ways()[0]?.click();
    const asked = { form_id: "f-1", kind: "callback", title: "We call you", fields: [] };
    setup.server.add("form.requested", asked, "queued");
    expect(root.activeElement).toBe(find(".scroller"));
    isFormDrawn = true;
    panel.render(setup.chat.state);
    expect(root.activeElement).toBe(find(".log form input"));
    find("#input").focus();
    tell({ position: 2 });
    expect(root.activeElement).toBe(find("#input"));
  });

  it("is not waited for without end", () => {
    vi.useFakeTimers();
    queue();
    tell();
    ways()[2]?.click();
    vi.advanceTimersByTime(14_000);
    expect(ways()[2]?.textContent).toBe("One moment…");
    vi.advanceTimersByTime(2_000);
    expect(ways()[2]?.textContent).toBe(LABELS[2]);
    expect(find(".wait .error").textContent).toBe("This did not work. Try again.");
    vi.useRealTimers();
  });

  it("may be refused, in words, and tried again", () => {
    queue();
    tell();
    ways()[0]?.click();
    const message = "Somebody is being asked right now.";
    const error = { type: "error", client_id: null, retry_after_s: null } as const;
    setup.server.send({ ...error, code: "being_asked", message });
    expect(find(".wait .error").textContent).toBe(message);
    expect(ways()[0]?.textContent).toBe("Call me back");
    ways()[1]?.click();
    expect(find(".wait .error").textContent).toBe("");
    setup.server.work();
    expect(sent()).toHaveLength(2);
    setup.server.send({ ...error, code: "failed", message: "?" });
    expect(find(".wait .error").textContent).toBe("This did not work. Try again.");
    tell({ position: 2 });
    expect(find(".wait .error").textContent).toBe("This did not work. Try again.");
    tell({ ways: ["callback"] });
    expect(find(".wait .error").textContent).toBe("");
  });

  it("is not mixed up with refused messages", () => {
    queue();
    tell();
    ways()[0]?.click();
    const error = {
      type: "error",
      code: "too_long",
      message: "Too long.",
      retry_after_s: null,
    } as const;
    setup.server.send({ ...error, client_id: "other" });
    expect(ways()[0]?.textContent).toBe("One moment…");
  });

  it("is sent again when the line broke before anybody answered", () => {
    queue();
    tell();
    ways()[0]?.click();
    setup.server.wire?.drop();
    setup.clock.advance(1_000);
    setup.server.wire?.open();
    setup.server.work();
    expect(sent()).toHaveLength(0);
    tell();
    tell();
    setup.server.work();
    expect(sent()).toEqual([{ type: "choose_way", way: "callback" }]);
    expect(ways()[0]?.textContent).toBe("One moment…");
  });

  it("is free again when it is withdrawn meanwhile", () => {
    queue();
    tell();
    ways()[0]?.click();
    tell({ ways: ["offline_form"] });
    expect(ways()[0]?.getAttribute("aria-disabled")).toBeNull();
  });
});

describe("when people reply", () => {
  it("stands beside the label of the assistant while nobody is in", async () => {
    await show("en-GB", TOMORROW);
    expect(status()).toMatch(/^AI assistant · We reply from \S+ tomorrow$/);
    setup.chat.say("Hello");
    setup.server.work();
    expect(status()).toMatch(/^AI assistant · We reply/);
    queue();
    expect(status()).toBe("Waiting for a person");
    tell({ ...BARE, note: "closed", opens_at: TOMORROW });
    expect(status()).toMatch(/^We reply from \S+ tomorrow$/);
  });

  it("is not said any more once it is past", async () => {
    await show("en", new Date(NOW - 60_000).toISOString());
    expect(status()).toBe("AI assistant – a person can join");
  });
});

describe("a promise", () => {
  const item = (data: Record<string, unknown>): LineItem => ({
    type: "line",
    seq: 4,
    at: "2026-03-02T19:00:00Z",
    kind: "promise.made",
    data,
  });
  const promised = (data: Record<string, unknown>): string =>
    new SpokenWaits("en-GB", () => NOW).promise(item({ at: null, due_at: TOMORROW, ...data }));

  it("names what and when", () => {
    expect(promised({ kind: "callback", at: TOMORROW, due_at: "2026-03-09T09:00:00Z" })).toMatch(
      /^A colleague will call you tomorrow at \d\d?:00$/,
    );
    expect(promised({ kind: "callback" })).toMatch(
      /^A colleague will call you by \d\d?:00 tomorrow$/,
    );
    expect(promised({ kind: "message" })).toMatch(/^A person will answer you by \S+ tomorrow$/);
    expect(promised({ kind: "follow_up" })).toMatch(/^A person will follow up by \S+ tomorrow$/);
  });

  it("is a line of the thread; being set aside quietly is none", () => {
    queue();
    setup.server.add("conversation.moved", { move: "defer", quiet: true }, "deferred");
    setup.server.add("promise.made", { kind: "message", at: null, due_at: TOMORROW });
    const lines = [...root.querySelectorAll(".line")].map((one) => one.textContent);
    expect(lines[0]).toBe("You are in line for a person");
    expect(lines[1]).toMatch(/^A person will answer you by/);
    expect(lines).toHaveLength(2);
  });
});
