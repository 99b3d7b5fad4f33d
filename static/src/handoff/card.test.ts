import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { CorrectBrief } from "../protocol";
import { Panel } from "../widget/panel";
import { connected, memoryStore, type Setup } from "../widget/testing";
import { Card } from "./card";
import { cardWords } from "./words";

const LINES = [
  { name: "wants", kind: "wants", value: "A refund for order 10442" },
  { name: "email", kind: "email", value: "vera@exmaple.com" },
];

let setup: Setup;
let panel: Panel;
let root: ShadowRoot;

const all = <T extends Element = HTMLElement>(selector: string): T[] => [
  ...root.querySelectorAll<T>(selector),
];
const find = <T extends Element = HTMLElement>(selector: string): T => all<T>(selector)[0] as T;
const card = (): HTMLElement => find(".card");
const changes = (): HTMLButtonElement[] => all<HTMLButtonElement>(".card dd > button");
const sent = (): CorrectBrief[] =>
  setup.server.received.filter((one): one is CorrectBrief => one.type === "correct_brief");

function type(text: string): void {
  const input = find<HTMLInputElement>(".card :is(input, textarea)");
  input.value = text;
  input.dispatchEvent(new Event("input"));
}

function save(): void {
  find(".card form").dispatchEvent(new Event("submit", { cancelable: true }));
  setup.server.work();
}

function passOn(): void {
  setup.chat.say("A human, please");
  setup.server.work();
  setup.server.add("conversation.moved", { move: "escalate" }, "queued");
  setup.server.add("brief.shared", { lines: LINES }, "queued");
}

function correct(lines: object[], client_id = "other-tab-1"): void {
  setup.server.add("brief.corrected", { client_id, lines }, "queued");
}

beforeEach(async () => {
  const cards = new WeakMap<HTMLElement, Card>();
  setup = await connected({ onChange: (state) => panel?.render(state) });
  panel = new Panel({
    chat: setup.chat,
    language: "en",
    draft: memoryStore(),
    sound: false,
    setSound: () => undefined,
    onClose: () => undefined,
    waits: () => undefined,
    form: () => undefined,
    card(element, item) {
      const known = cards.get(element) ?? new Card(element, item, setup.chat, "en");
      cards.set(element, known);
      known.render();
    },
  });
  const host = document.createElement("div");
  document.body.append(host);
  root = host.attachShadow({ mode: "open" });
  root.append(panel.element);
  panel.render(setup.chat.state);
  panel.open();
});

afterEach(() => {
  panel.remove();
  document.body.replaceChildren();
});

describe("what is passed on", () => {
  it("is read line by line, with a way to change each", () => {
    passOn();
    expect(find(".card h3").textContent).toBe("This is what I am passing on");
    expect(all(".card dt").map((one) => one.textContent)).toEqual(["What you want", "E-mail"]);
    expect(find(".card .value").textContent).toBe("A refund for order 10442");
    expect(changes().map((one) => one.getAttribute("aria-label"))).toEqual([
      "Change: What you want",
      "Change: E-mail",
    ]);
  });

  it("is put right, and says so when the server has it", () => {
    passOn();
    changes()[1]?.click();
    const input = find<HTMLInputElement>(".card input");
    expect(root.activeElement).toBe(input);
    expect(input.value).toBe("vera@exmaple.com");
    type("vera@example.com");
    save();
    const [command] = sent();
    expect(command?.lines).toEqual({ email: "vera@example.com" });
    expect(find<HTMLInputElement>(".card input").disabled).toBe(true);
    correct([{ ...LINES[1], value: "vera@example.com" }], command?.client_id);
    expect(all(".card input")).toHaveLength(0);
    expect(all(".card .value")[1]?.textContent).toBe("vera@example.com");
    expect(find(".card .mark").textContent).toBe("changed by you");
    expect(find(".card [role=status]").textContent).toContain("Thank you");
  });

  it("stays as it is when nothing was changed, or Escape is pressed", () => {
    passOn();
    changes()[0]?.click();
    save();
    expect(sent()).toHaveLength(0);
    expect(all(".card textarea")).toHaveLength(0);
    changes()[0]?.click();
    type("Something else");
    const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
    find(".card textarea").dispatchEvent(escape);
    expect(all(".card textarea")).toHaveLength(0);
    expect(find(".card .value").textContent).toBe("A refund for order 10442");
    expect(panel.isOpen).toBe(true);
    expect(root.activeElement).toBe(changes()[0]);
  });

  it("looks at addresses before they are sent", () => {
    passOn();
    changes()[1]?.click();
    type("vera");
    save();
    expect(sent()).toHaveLength(0);
    expect(find(".card [role=alert]").textContent).toBe("Please check this e-mail address.");
    expect(find(".card input").getAttribute("aria-invalid")).toBe("true");
  });

  it("tells why the server refused, and keeps what was typed", () => {
    passOn();
    changes()[0]?.click();
    type("A new invoice");
    save();
    const [command] = sent();
    setup.server.send({
      type: "error",
      code: "rate_limited",
      message: "Please try again in a moment.",
      client_id: command?.client_id ?? "",
      retry_after_s: null,
    });
    expect(find(".card [role=alert]").textContent).toBe("Please try again in a moment.");
    expect(find<HTMLTextAreaElement>(".card textarea").value).toBe("A new invoice");
    save();
    expect(sent()).toHaveLength(2);
  });

  it("is sent again under the same name when the line was down", () => {
    passOn();
    changes()[0]?.click();
    type("A new invoice");
    setup.server.wire?.drop();
    save();
    expect(sent()).toHaveLength(0);
    setup.clock.advance(1_000);
    setup.server.wire?.open();
    setup.server.work();
    expect(sent().map(({ lines }) => lines)).toEqual([{ wants: "A new invoice" }]);
  });

  it("keeps the words under way while another tab changes another line", () => {
    passOn();
    changes()[0]?.click();
    type("A new inv");
    correct([{ ...LINES[1], value: "vera@example.com" }]);
    expect(find<HTMLTextAreaElement>(".card textarea").value).toBe("A new inv");
    expect(root.activeElement).toBe(find(".card textarea"));
    expect(find(".card .value").textContent).toBe("vera@example.com");
  });

  it("can be read but not changed once a person is there", () => {
    passOn();
    correct([{ ...LINES[0], value: "" }]);
    changes()[0]?.click();
    setup.server.add("agent.joined", { agent: { id: 1, name: "Ada" } }, "with_agent");
    expect(card().querySelectorAll("button, input, textarea")).toHaveLength(0);
    expect(find(".card .value").textContent).toBe("left out");
    expect(root.activeElement).toBe(find("#input"));
  });

  it("of an earlier handoff is history", () => {
    passOn();
    setup.server.add("conversation.moved", { move: "return_to_assistant" }, "assistant");
    passOn();
    expect(all(".card")).toHaveLength(2);
    expect(all(".card")[0]?.querySelectorAll("button")).toHaveLength(0);
    expect(all(".card")[1]?.querySelectorAll("button")).toHaveLength(2);
  });
});

it("speaks four languages, each text in all of them", () => {
  const english = cardWords("en-GB");
  for (const [language, title] of [
    ["de-AT", "Das gebe ich weiter"],
    ["es", "Esto es lo que transmito"],
    ["fr-CA", "Voici ce que je transmets"],
  ] as const) {
    const words = cardWords(language);
    expect(words.title).toBe(title);
    expect(Object.values(words).every(Boolean)).toBe(true);
  }
  expect(cardWords("nl")).toEqual(english);
});
