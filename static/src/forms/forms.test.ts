import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { EntryView, VisitorCommand } from "../protocol";
import { Panel } from "../widget/panel";
import { connected, memoryStore, type Setup } from "../widget/testing";
import { FormView } from "./view";
import { formWords } from "./words";

let setup: Setup;
let panel: Panel;
let root: ShadowRoot;

const all = <T extends Element = HTMLElement>(selector: string): T[] => [
  ...root.querySelectorAll<T>(selector),
];
const find = <T extends Element = HTMLElement>(selector: string): T => {
  const [found] = all<T>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};
const texts = (selector: string): string[] => all(selector).map((one) => one.textContent ?? "");
const problems = (): string[] => texts(".error").filter(Boolean);
const radios = (): HTMLInputElement[] => all<HTMLInputElement>("[type=radio]");
const named = (element: Element): string | null => element.getAttribute("aria-label");

async function show(language = "en"): Promise<void> {
  const views = new WeakMap<HTMLElement, FormView>();
  setup = await connected({ onChange: (state) => panel?.render(state) });
  panel = new Panel({
    chat: setup.chat,
    language,
    draft: memoryStore(),
    sound: false,
    setSound: () => undefined,
    onClose: () => undefined,
    waits: () => undefined,
    card: () => undefined,
    form(element, item) {
      let view = views.get(element);
      if (!view) {
        view = new FormView(element, setup.chat, language, () => panel.focus());
        views.set(element, view);
      }
      view.render(item);
    },
  });
  const host = document.createElement("div");
  document.body.append(host);
  root = host.attachShadow({ mode: "open" });
  root.append(panel.element);
  panel.render(setup.chat.state);
  panel.open();
  setup.chat.say("Hello");
  setup.server.work();
}

function ask(form: Record<string, unknown>): EntryView {
  return setup.server.add("form.requested", {
    form_id: "f-1",
    kind: "info",
    title: "Form",
    ...form,
  });
}

/** A form of one field. */
function askOne(field: Record<string, unknown>): void {
  ask({ fields: [{ name: "one", label: "This", required: true, ...field }] });
}

function send(): VisitorCommand | undefined {
  find("form.form").dispatchEvent(new Event("submit", { cancelable: true }));
  return answered();
}

function answered(): VisitorCommand | undefined {
  setup.server.work();
  return setup.server.received.filter(({ type }) => type.endsWith("_form")).at(-1);
}

function settle(values: Record<string, string>): void {
  setup.server.add("form.submitted", { form_id: "f-1", values });
}

function type(element: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, text: string) {
  element.value = text;
  element.dispatchEvent(new Event("input"));
}

function choose(index: number): void {
  const radio = radios()[index] as HTMLInputElement;
  radio.checked = true;
  radio.dispatchEvent(new Event("input"));
}

beforeEach(() => show());

afterEach(() => {
  panel.remove();
  document.body.replaceChildren();
});

const OFFLINE = {
  kind: "offline",
  fields: [
    { name: "email", label: "E-mail", kind: "email", required: true },
    { name: "note", label: "Note", kind: "long_text", max_chars: 5, hint: "In a word" },
  ],
};

describe("a form", () => {
  it("ties problems to their fields and asks again", () => {
    ask(OFFLINE);
    const email = find<HTMLInputElement>("[name=email]");
    const note = find<HTMLTextAreaElement>("[name=note]");
    email.value = "vera";
    note.value = "123456";
    expect(send()).toBeUndefined();
    expect(email.getAttribute("aria-invalid")).toBe("true");
    const described = root.getElementById(email.getAttribute("aria-describedby") ?? "");
    expect(described?.textContent).toBe("Please check this e-mail address.");
    expect(problems()).toContain("At most 5 characters, please.");
    expect(root.activeElement).toBe(email);
    expect(find<HTMLLabelElement>("form.form label").htmlFor).toBe(email.id);
    type(email, "vera@example.org");
    expect(email.hasAttribute("aria-invalid")).toBe(false);
  });

  it("says with hints what is meant", () => {
    ask(OFFLINE);
    const [hint, error] = (find("[name=note]").getAttribute("aria-describedby") ?? "").split(" ");
    expect(root.getElementById(hint ?? "")?.textContent).toBe("In a word");
    expect(root.getElementById(error ?? "")?.className).toBe("error");
  });

  it("keeps what was typed while messages arrive, and thanks in the end", () => {
    ask(OFFLINE);
    find<HTMLInputElement>("[name=email]").value = "vera@example.org";
    setup.server.answer("One more thing.");
    expect(find<HTMLInputElement>("[name=email]").value).toBe("vera@example.org");
    const values = { email: "vera@example.org", note: "" };
    expect(send()).toEqual({ type: "submit_form", form_id: "f-1", values });
    expect(root.activeElement).toBe(find("#input"));
    settle({ email: "vera@example.org" });
    expect(find(".outcome").textContent).toContain("Thank you.");
    expect(texts("dd")).toEqual(["vera@example.org"]);
  });

  it("is sent once, and tells why the server refused it", () => {
    ask(OFFLINE);
    find<HTMLInputElement>("[name=email]").value = "vera@example.org";
    send();
    send();
    find(".quiet").click();
    setup.server.work();
    const sent = setup.server.received.filter((one) => one.type.endsWith("_form"));
    expect(sent).toHaveLength(1);
    expect(find(".primary").textContent).toBe("Sending…");
    const refusal = {
      type: "error",
      code: "form_invalid",
      message: "E-mail is too long.",
    } as const;
    setup.server.send({ ...refusal, client_id: null, retry_after_s: null });
    expect(find(".form [role=alert]").textContent).toBe("E-mail is too long.");
    expect(find(".primary").getAttribute("aria-disabled")).toBeNull();
  });

  it("can be skipped only where it says so", () => {
    ask({ ...OFFLINE, is_skippable: false });
    expect(all(".quiet")).toHaveLength(0);
    ask({ ...OFFLINE, form_id: "f-2" });
    find(".quiet").click();
    expect(answered()).toEqual({ type: "skip_form", form_id: "f-2" });
    setup.server.add("form.skipped", { form_id: "f-2" });
    expect(find(".outcome").textContent).toBe("Skipped.");
  });
});

describe("a field", () => {
  it("of a choice is a group of radio buttons", () => {
    const options = ["a", "b"].map((value) => ({ value, label: `Way ${value}` }));
    askOne({ kind: "choice", options, hint: "Any will do" });
    const group = find("fieldset");
    expect(group.getAttribute("role")).toBe("radiogroup");
    const [name, described] = ["aria-labelledby", "aria-describedby"].map((attribute) =>
      (group.getAttribute(attribute) ?? "").split(" ").map((id) => root.getElementById(id)),
    );
    expect(name?.[0]?.textContent).toBe("This");
    expect(described?.[0]?.textContent).toBe("Any will do");
    expect(send()).toBeUndefined();
    expect(problems()).toEqual(["Please choose one."]);
    expect(group.getAttribute("aria-invalid")).toBe("true");
    expect(root.activeElement).toBe(radios()[0]);
    choose(1);
    expect(problems()).toEqual([]);
    expect(send()).toMatchObject({ values: { one: "b" } });
    settle({ one: "b" });
    expect(texts("dd")).toEqual(["Way b"]);
  });

  it("of many choices is a list that folds out", () => {
    const options = [..."abcdef"].map((value) => ({ value, label: `Way ${value}` }));
    askOne({ kind: "choice", options });
    expect(radios()).toHaveLength(0);
    const select = find<HTMLSelectElement>("select");
    expect(select.options[0]?.textContent).toBe("Please choose");
    expect(send()).toBeUndefined();
    expect(problems()).toEqual(["Please choose one."]);
    type(select, "f");
    expect(send()).toMatchObject({ values: { one: "f" } });
  });

  it("of yes or no", () => {
    askOne({ kind: "yes_no" });
    expect(radios().map(named)).toEqual(["Yes", "No"]);
    choose(1);
    expect(send()).toMatchObject({ values: { one: "no" } });
    settle({ one: "no" });
    expect(texts("dd")).toEqual(["No"]);
  });

  it("of a number knows its limits", () => {
    askOne({ kind: "number", minimum: 1, maximum: 500 });
    const input = find<HTMLInputElement>("[name=one]");
    expect([input.type, input.min, input.max, input.inputMode]).toEqual([
      "number",
      "1",
      "500",
      "decimal",
    ]);
    for (const [text, problem] of [
      ["", "Please fill this in."],
      ["0", "At least 1, please."],
      ["501", "At most 500, please."],
    ] as const) {
      type(input, text);
      send();
      expect(problems()).toEqual([problem]);
    }
    type(input, "12.5");
    expect(send()).toMatchObject({ values: { one: "12.5" } });
  });

  it("of a date is read back as a day", () => {
    askOne({ kind: "date" });
    const input = find<HTMLInputElement>("[name=one]");
    expect(input.type).toBe("date");
    send();
    expect(problems()).toEqual(["Please choose a date."]);
    type(input, "2026-03-02");
    expect(send()).toMatchObject({ values: { one: "2026-03-02" } });
    settle({ one: "2026-03-02" });
    expect(texts("dd")).toEqual(["March 2, 2026"]);
  });

  it("of a phone number is looked at", () => {
    askOne({ kind: "phone" });
    const input = find<HTMLInputElement>("[name=one]");
    for (const wrong of ["call me", "12", `+${"1".repeat(30)}`]) {
      type(input, wrong);
      send();
      expect(problems()).toEqual(["Please check this phone number."]);
    }
    type(input, "+49 (30) 12-34 ext. 5");
    expect(problems()).toEqual([]);
  });

  it("of times names day and time of each, and leaves out what has begun", () => {
    const inHours = (hours: number): string =>
      new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+Z/, "Z");
    const [past, soon, later] = [inHours(-1), inHours(2), inHours(24 * 3)];
    const options = [later, past, soon].map((value) => ({ value, label: value }));
    askOne({ kind: "slot", options });
    expect(radios().map(({ value }) => value)).toEqual([soon, later]);
    expect(all<HTMLDetailsElement>("details").map(({ open }) => open)).toEqual([true, false]);
    expect(texts("summary")).toHaveLength(2);
    const [first] = radios();
    expect(named(first as Element)).toBe(
      `${texts("summary")[0]}, ${first?.nextElementSibling?.textContent}`,
    );
    expect(find("fieldset .hint").textContent).toContain("Times as your clock shows them");
    choose(1);
    expect(send()).toMatchObject({ values: { one: later } });
  });

  it("of times says when none is left", () => {
    askOne({ kind: "slot", options: [{ value: "2020-01-01T09:00:00Z", label: "Then" }] });
    expect(radios()).toHaveLength(0);
    expect(find("fieldset .hint").textContent).toContain("None of these times is left.");
  });

  it.each(["", "stars", "faces"])("of a rating is read out in words (%s)", (style) => {
    askOne({ kind: "rating", style });
    expect(radios().map(named)).toEqual([
      "1: Very bad",
      "2: Bad",
      "3: All right",
      "4: Good",
      "5: Very good",
    ]);
    expect(all(".rating svg")).toHaveLength(style ? 5 : 0);
    expect(all(".rating span").every((one) => one.getAttribute("aria-hidden"))).toBe(true);
    send();
    expect(problems()).toEqual(["Please choose from 1 to 5."]);
    choose(3);
    expect(send()).toMatchObject({ values: { one: "4" } });
    settle({ one: "4" });
    expect(texts("dd")).toEqual(["4 – Good"]);
  });

  it("begins with what is known already", () => {
    const options = ["a", "b"].map((value) => ({ value, label: value }));
    ask({
      fields: [
        { name: "way", label: "Way", kind: "choice", options, value: "b" },
        { name: "name", label: "Name", kind: "text", value: "Vera" },
      ],
    });
    expect(send()).toMatchObject({ values: { way: "b", name: "Vera" } });
    expect(texts(".optional")).toEqual([" (optional)", " (optional)"]);
  });
});

describe("buttons", () => {
  const options = [
    { value: "a", label: "Berlin" },
    { value: "b", label: "Vienna" },
    { value: "link", label: "All of them", url: "/offices" },
    { value: "trap", label: "Trap", url: "javascript:alert(1)" },
  ];
  const field = { name: "office", label: "Which office?", kind: "buttons", options };
  const buttons = (): HTMLButtonElement[] => all<HTMLButtonElement>(".option");

  it("send at once, keep the focus, and leave what was chosen", () => {
    ask({ kind: "buttons", title: "Which office?", is_skippable: false, fields: [field] });
    expect(texts(".form button")).toEqual(["Berlin", "Vienna"]);
    buttons()[1]?.focus();
    buttons()[1]?.click();
    buttons()[0]?.click();
    expect(answered()).toEqual({
      type: "submit_form",
      form_id: "f-1",
      values: { office: "b" },
    });
    expect(buttons()[0]?.getAttribute("aria-disabled")).toBe("true");
    expect(root.activeElement).toBe(buttons()[1]);
    settle({ office: "b" });
    expect(texts(".form button, .form a")).toEqual([]);
    expect(find(".outcome").textContent).toBe("Vienna");
    expect(texts("dd")).toEqual([]);
    expect(root.activeElement).toBe(find(".settled"));
  });

  it("that are links open a page and settle nothing", () => {
    ask({ kind: "buttons", title: "Which office?", fields: [field] });
    const links = all<HTMLAnchorElement>(".form a");
    expect(links.map(({ href, target, rel }) => [href, target, rel])).toEqual([
      [`${location.origin}/offices`, "_blank", "noopener noreferrer"],
    ]);
    expect(texts(".form .quiet")).toEqual(["Skip"]);
    expect(send()).toBeUndefined();
  });

  it("are named by their field when the form has no title", () => {
    ask({ kind: "buttons", title: "", fields: [field] });
    const title = root.getElementById(find("form.form").getAttribute("aria-labelledby") ?? "");
    expect(title?.textContent).toBe("Which office?");
  });
});

it("speaks four languages, each text in all of them", async () => {
  const english = formWords("en-GB");
  for (const [language, skip] of [
    ["de-AT", "Überspringen"],
    ["es", "Omitir"],
    ["fr-CA", "Passer"],
  ] as const) {
    const words = formWords(language);
    expect(words.skip).toBe(skip);
    expect(Object.values(words).every(Boolean)).toBe(true);
    expect(words.ratings.split("/")).toHaveLength(5);
  }
  expect(formWords("nl")).toEqual(english);
  await show("fr");
  ask(OFFLINE);
  expect(find(".primary").textContent).toBe("Envoyer");
});
