/** Starts the inbox page. */

import { createRoot } from "react-dom/client";

import type { Outbox } from "../protocol";
import { readBootstrap, socketUrl } from "./bootstrap";
import { addressOf, placeOf } from "./client/address";
import { prepareSound } from "./client/alerts";
import { watchAttention } from "./client/attention";
import { InboxClient } from "./client/client";
import { fleeting } from "./client/memory";
import { createStore, type Store } from "./client/store";
import { initialState } from "./state/initial";
import { reduce } from "./state/reduce";
import type { InboxEvent, InboxState, Words } from "./state/types";
import { App } from "./ui/App";
import { createSignals, InboxContext } from "./ui/context";
import "../shared/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/floating.css";
import "./styles/list.css";
import "./styles/thread.css";
import "./styles/messages.css";
import "./styles/brief.css";
import "./styles/composer.css";
import "./styles/context.css";

const OUTBOX = "outbox";

type InboxStore = Store<InboxState, InboxEvent>;

/** The address follows the state, and the state the address (the browser's back button). */
function keepAddress(store: InboxStore): void {
  let before = store.get().selected;
  store.subscribe(() => {
    const { tab, selected } = store.get();
    const address = addressOf({ tab, selected });
    if (address === location.hash) return;
    // Back leads from the thread to the list; it does not walk through all that was read.
    const opens = selected !== null && before === null;
    history[opens ? "pushState" : "replaceState"](null, "", address);
    before = selected;
  });
  window.addEventListener("popstate", () => {
    const place = placeOf(location.hash);
    if (!place) return;
    before = place.selected;
    store.dispatch({ type: "local.tab", tab: place.tab });
    store.dispatch({ type: "local.select", id: place.selected });
  });
}

/** Words that were not stored yet outlive a reload of the page. */
function keepOutbox(store: InboxStore): void {
  let before = store.get().outbox;
  store.subscribe(() => {
    const { outbox } = store.get();
    if (outbox === before) return;
    before = outbox;
    fleeting.write(OUTBOX, outbox.length ? outbox : null);
  });
}

function keptOutbox(): Outbox<Words> {
  const kept = fleeting.read(OUTBOX);
  return Array.isArray(kept) ? (kept as Outbox<Words>) : [];
}

function start(root: HTMLElement): void {
  const page = readBootstrap(document);
  const place = placeOf(location.hash);
  const store = createStore(reduce, initialState({ ...place, outbox: keptOutbox() }));
  const client = new InboxClient({ url: socketUrl(page.ws_path, location), store });
  keepAddress(store);
  keepOutbox(store);
  watchAttention(store);
  prepareSound();
  document.addEventListener("visibilitychange", () => {
    store.dispatch({ type: "local.visible", visible: !document.hidden });
    if (!document.hidden) client.wake();
  });
  client.start();
  createRoot(root).render(
    <InboxContext value={{ store, client, signals: createSignals(), page }}>
      <App />
    </InboxContext>,
  );
}

const root = document.getElementById("inbox");
if (root) start(root);
