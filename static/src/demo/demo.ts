/** Owns the demo company's pages: filters the list of help articles and makes wide tables scrollable by keyboard. */

import "./demo.css";

interface Entry {
  readonly element: HTMLElement;
  readonly text: string;
}

interface Topic {
  readonly element: HTMLElement;
  readonly entries: readonly Entry[];
}

/** Lower case, without accents, words separated by single spaces. */
function normalise(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** True when every word of the query begins some word of the text; both normalised. */
function matches(text: string, query: string): boolean {
  if (query === "") return true;
  const padded = ` ${text}`;
  return query.split(" ").every((word) => padded.includes(` ${word}`));
}

function countLine(shown: number, query: string): string {
  if (query === "") return "";
  if (shown === 0) return "No article found.";
  return shown === 1 ? "1 article found." : `${shown} articles found.`;
}

function readTopics(root: HTMLElement): Topic[] {
  return [...root.querySelectorAll<HTMLElement>("[data-help-topic]")].map((element) => {
    const name = element.dataset["helpTopic"] ?? "";
    const entries = [...element.querySelectorAll<HTMLElement>("[data-help-article]")].map(
      (item) => ({
        element: item,
        text: normalise(`${name} ${item.textContent ?? ""} ${item.dataset["words"] ?? ""}`),
      }),
    );
    return { element, entries };
  });
}

/** Shows the entries that match and hides topics without any; returns the entries shown. */
function filterTopics(topics: readonly Topic[], query: string): Entry[] {
  const shown: Entry[] = [];
  for (const topic of topics) {
    const visible = topic.entries.filter((entry) => matches(entry.text, query));
    for (const entry of topic.entries) entry.element.hidden = !visible.includes(entry);
    topic.element.hidden = visible.length === 0;
    shown.push(...visible);
  }
  return shown;
}

function rememberInAddress(query: string): void {
  const address = new URL(window.location.href);
  if (query === "") address.searchParams.delete("q");
  else address.searchParams.set("q", query);
  window.history.replaceState(window.history.state, "", address);
}

function startSearch(root: HTMLElement): void {
  const form = root.querySelector<HTMLFormElement>("[data-help-search]");
  const input = form?.querySelector<HTMLInputElement>("input[type=search]");
  const count = root.querySelector<HTMLElement>("[data-help-count]");
  const nothing = root.querySelector<HTMLElement>("[data-help-nothing]");
  const jump = root.querySelector<HTMLElement>("[data-help-jump]");
  const clear = root.querySelector<HTMLButtonElement>("[data-help-clear]");
  if (!form || !input || !count || !nothing) return;

  const topics = readTopics(root);
  let shown: Entry[] = [];

  const update = (): void => {
    const query = normalise(input.value);
    shown = filterTopics(topics, query);
    nothing.hidden = shown.length > 0;
    if (jump) jump.hidden = query !== "";
    count.textContent = countLine(shown.length, query);
    rememberInAddress(input.value.trim());
  };

  input.addEventListener("input", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const only = shown.length === 1 ? shown[0] : undefined;
    only?.element.querySelector<HTMLAnchorElement>("a")?.click();
  });
  clear?.addEventListener("click", () => {
    input.value = "";
    update();
    input.focus();
  });

  form.hidden = false;
  input.value = new URLSearchParams(window.location.search).get("q") ?? "";
  if (input.value !== "") update();
}

/** Puts each table of an article into a box that scrolls sideways and can be focused. */
function wrapTables(root: HTMLElement): void {
  for (const table of root.querySelectorAll("table")) {
    const box = document.createElement("div");
    box.className = "table-box";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Table");
    table.replaceWith(box);
    box.append(table);
  }
}

const helpIndex = document.querySelector<HTMLElement>("[data-help-index]");
if (helpIndex) startSearch(helpIndex);

const prose = document.querySelector<HTMLElement>("[data-prose]");
if (prose) wrapTables(prose);
