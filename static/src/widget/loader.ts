/**
 * The script on the customer's page: shows the launcher, and loads the rest when it is time.
 *
 * `<script src="https://chat.example/static/widget/loader.js" data-site="KEY" async></script>`
 * Optional: data-position="left", data-open (opens by itself once).
 */

import { launcherWords, type BatonElement, type Boot } from "./boot";
import { h, setAttribute, setText } from "./dom";
import { CHAT, DOWN, icon } from "./icons";
import css from "./styles/launcher.css?inline";
import { adopt } from "./sheets";

declare global {
  interface Window {
    Baton?: { open: () => void; close: () => void };
  }
}

/** Without an idle moment the widget is loaded after this long. */
const IDLE_MS = 3_000;

const script = (document.currentScript ??
  document.querySelector("script[data-site][src*='widget/loader']")) as HTMLScriptElement | null;

function remembered(storage: () => Storage, name: string): string | null {
  try {
    return storage().getItem(name);
  } catch {
    return null; // the page forbids storage
  }
}

function start(tag: HTMLScriptElement, key: string): void {
  const host = document.createElement("baton-chat") as BatonElement;
  const shadow = host.attachShadow({ mode: "open" });
  adopt(shadow, css);
  const accent = adopt(shadow, remembered(() => localStorage, `baton:${key}:accent`) ?? "");

  const badge = h("span.badge", { hidden: true, "aria-hidden": "true" });
  const note = h("p.note", { role: "status" });
  const launcher = h(
    "button.launcher",
    { type: "button", onClick: () => boot.toggle() },
    icon(CHAT),
    icon(DOWN),
    badge,
  );
  const root = h(
    "div.baton",
    { "data-side": tag.dataset["position"] === "left" ? "left" : "right" },
    note,
    launcher,
  );
  shadow.append(root);

  let language = remembered(() => localStorage, `baton:${key}:language`) ?? navigator.language;
  const loadAndOpen = (): void => {
    boot.wanted = "click";
    setText(note, "");
    load();
  };
  const loading = new Set<string>();
  const boot: Boot = {
    key,
    origin: new URL(tag.src).origin,
    root,
    shadow,
    launcher,
    wanted: "",
    setAccent: (rules) => accent.replaceSync(rules),
    setLauncher(spoken, isOpen, unread) {
      language = spoken;
      const words = launcherWords(language);
      const name = isOpen ? words.close : words.open;
      setAttribute(launcher, "aria-label", unread ? `${name}, ${words.unread(unread)}` : name);
      setAttribute(launcher, "aria-expanded", String(isOpen));
      setAttribute(root, "data-open", isOpen);
      setText(badge, unread > 99 ? "99+" : String(unread));
      badge.hidden = unread === 0;
    },
    load(name, failed) {
      if (loading.has(name)) return null;
      loading.add(name);
      const source = new URL(`${name}.js`, tag.src);
      source.search = new URL(tag.src).search; // the same version as this file
      const part = h("script", { src: source.href });
      if (tag.nonce) part.nonce = tag.nonce;
      part.onerror = () => {
        loading.delete(name);
        part.remove();
        failed?.();
      };
      document.head.append(part);
      return part;
    },
    toggle: loadAndOpen,
    open: loadAndOpen,
    close: () => (boot.wanted = ""),
  };

  function load(): void {
    boot.load("widget", () => {
      if (boot.wanted === "click") setText(note, launcherWords(language).failed);
    });
  }

  boot.setLauncher(language, false, 0);
  host.boot = boot;
  document.body.append(host);
  window.Baton = { open: () => boot.open(), close: () => boot.close() };

  const wasOpen = remembered(() => sessionStorage, `baton:${key}:open`);
  if (wasOpen === "1" || (tag.dataset["open"] !== undefined && wasOpen === null)) {
    boot.wanted = "quietly";
    load();
  } else if (typeof requestIdleCallback === "function") {
    requestIdleCallback(load, { timeout: IDLE_MS });
  } else {
    setTimeout(load, IDLE_MS);
  }
}

const key = script?.dataset["site"];
if (script && key && !document.querySelector("baton-chat")) {
  if (document.body) start(script, key);
  else document.addEventListener("DOMContentLoaded", () => start(script, key));
}
