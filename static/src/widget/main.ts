/** The widget itself, loaded by the loader: puts chat and panel together inside the shadow tree. */

import tokens from "../shared/tokens.css?inline";
import { openSession } from "./api";
import { awaitForms } from "./awaited";
import type { BatonElement, Boot, Waits } from "./boot";
import { fitToViewport } from "./fit";
import { wordsOf } from "./i18n";
import { watchPage } from "./page";
import { Panel } from "./panel";
import { Chat, type ChatState } from "./session";
import { chime } from "./sound";
import { storesOf } from "./storage";
import { accentCss, adopt } from "./sheets";
import adapt from "./styles/adapt.css?inline";
import composer from "./styles/composer.css?inline";
import form from "./styles/form.css?inline";
import panelCss from "./styles/panel.css?inline";
import thread from "./styles/thread.css?inline";

/** Messages of others that the visitor has not seen. */
export function unreadOf({ track, readSeq }: ChatState): number {
  return (track?.view.items ?? []).filter(
    (item) => item.type === "message" && item.author !== "visitor" && item.seq > readSeq,
  ).length;
}

const page = (): { url: string; title: string } => ({
  url: location.href.slice(0, 2000),
  title: document.title.slice(0, 300),
});

export function mount(boot: Boot): void {
  // Before the launcher's sheet, whose accent wins over ours.
  const own = adopt(boot.shadow, tokens + panelCss + thread + form + composer + adapt);
  boot.shadow.adoptedStyleSheets = [
    own,
    ...boot.shadow.adoptedStyleSheets.filter((s) => s !== own),
  ];
  fitToViewport(boot.shadow);
  const stores = storesOf(boot.key);
  let language = stores.lasting.get("language") ?? navigator.language;
  let unread = 0;
  let panel: Panel;

  const chat = new Chat({
    key: boot.key,
    stores,
    openSession: (body) => openSession(boot.origin, body),
    page,
    language: () => language,
    onChange: (state) => render(state),
  });

  const standIn = awaitForms(boot.load, () => panel.render(chat.state));

  /** As this visitor writes numbers and times, where it is the same language. */
  const regional = (): string =>
    navigator.languages.find((one) => one.slice(0, 2) === language.slice(0, 2)) ?? language;

  const load = (name: string): void => {
    const script = boot.load(name);
    if (script) script.onload = () => panel.render(chat.state);
  };

  function build(): Panel {
    let waits: Waits | undefined;
    const spoken = regional();
    const made = new Panel({
      chat,
      language: spoken,
      draft: stores.tab,
      sound: stores.lasting.get("sound") === "1",
      setSound: (on) => stores.lasting.set("sound", on ? "1" : null),
      onClose: () => close(),
      card(element, item) {
        if (boot.card) boot.card(element, item, chat, spoken);
        else load("../handoff/card");
      },
      waits(wanted) {
        // Nobody reads it in a closed panel.
        if (!boot.waits && wanted && panel.isOpen) load("../waiting/waiting");
        return (waits ??= boot.waits?.(spoken));
      },
      form(element, item) {
        if (!boot.form) return standIn(element, item, wordsOf(language));
        boot.form(element, item, chat, spoken, () => panel.focus());
      },
    });
    boot.root.append(made.element);
    return made;
  }

  function render(state: ChatState): void {
    if (state.site?.language && state.site.language !== language) {
      language = state.site.language;
      const isOpen = panel.isOpen;
      const isWriting = panel.element.contains(boot.shadow.activeElement);
      panel.remove();
      panel = build();
      if (isOpen) panel.open();
      if (isWriting) panel.focus();
    }
    panel.render(state);
    const seen = panel.isOpen && !document.hidden;
    const now = seen ? 0 : unreadOf(state);
    if (unreadOf(state) > unread && stores.lasting.get("sound") === "1") chime();
    unread = now;
    boot.setLauncher(language, panel.isOpen, now);
    if (state.link === "refused" && !panel.isOpen) boot.root.hidden = true;
    if (seen) chat.markRead();
  }

  function open(focus = true): void {
    panel.open();
    stores.tab.set("open", "1");
    chat.connect();
    render(chat.state);
    if (focus) panel.focus();
  }

  function close(): void {
    panel.close();
    stores.tab.set("open", "0");
    render(chat.state);
    boot.launcher.focus();
  }

  panel = build();
  boot.open = () => open();
  boot.close = () => panel.isOpen && close();
  boot.toggle = () => (panel.isOpen ? close() : open());
  boot.launcher.setAttribute("aria-controls", "panel");
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    chat.wake();
    render(chat.state);
  });
  watchPage(() => chat.do({ type: "page", ...page() }));

  panel.render(chat.state);
  if (boot.wanted) open(boot.wanted === "click");
  void chat.start().then(() => {
    if (!chat.state.site) return;
    const rules = accentCss(chat.state.site.accent_color);
    boot.setAccent(rules);
    // The next page shows its launcher in them at once.
    stores.lasting.set("accent", rules);
    stores.lasting.set("language", language);
  });
}

const boot = document.querySelector<BatonElement>("baton-chat")?.boot;
if (boot) mount(boot);
