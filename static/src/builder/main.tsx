/** Starts the flow builder. */

import { createRoot, type Root } from "react-dom/client";

import { FlowApi, NoRightError } from "./api";
import { isHeap, arranged } from "./state/layout";
import { initialState, type View } from "./state/reduce";
import { BuilderStore } from "./state/store";
import type { Bootstrap, FlowPage } from "./types";
import { App } from "./ui/App";
import { BuilderContext } from "./ui/context";
import "../shared/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/frame.css";
import "./styles/canvas.css";
import "./styles/forms.css";

/** Below this width the list is the better way to work. */
const NARROW_PX = 900;
const VIEW_PLACE = "baton.flow-builder.view";

function firstView(): View {
  if (innerWidth < NARROW_PX) return "list";
  try {
    return localStorage.getItem(VIEW_PLACE) === "list" ? "list" : "canvas";
  } catch {
    return "canvas";
  }
}

function rememberView(view: View): void {
  try {
    localStorage.setItem(VIEW_PLACE, view);
  } catch {
    // Without storage the next visit begins with the canvas.
  }
}

/** The draft outlives whatever happens to the page. */
function watchPage(store: BuilderStore): void {
  let { view } = store.get();
  store.subscribe(() => {
    if (store.get().view === view) return;
    view = store.get().view;
    rememberView(view);
  });
  addEventListener("online", () => store.wake());
  addEventListener("focus", () => store.wake());
  addEventListener("pagehide", () => store.leave());
  addEventListener("beforeunload", (event) => {
    if (!store.mayLeave()) event.preventDefault();
  });
}

/** A flow that nobody has drawn yet is put in order; that is no change until there is one. */
function drawn(page: FlowPage): ReturnType<typeof initialState> {
  const state = initialState(page, firstView());
  if (!isHeap(state.graph, state.kinds)) return state;
  const graph = arranged(state.graph, state.kinds);
  return { ...state, graph, kept: graph };
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }): React.ReactNode {
  if (error instanceof NoRightError) {
    return (
      <main className="fb fb-alone">
        <p>You may not see this flow, or you are signed out.</p>
      </main>
    );
  }
  return (
    <main className="fb fb-alone" role="alert">
      <p>The flow could not be loaded.</p>
      <button type="button" className="fb-button" onClick={onRetry}>
        Try again
      </button>
    </main>
  );
}

async function open(root: Root, page: Bootstrap): Promise<void> {
  const api = new FlowApi(page);
  try {
    const store = new BuilderStore(drawn(await api.page()), api);
    watchPage(store);
    root.render(
      <BuilderContext value={{ store, api, adminUrl: page.admin_url }}>
        <App />
      </BuilderContext>,
    );
  } catch (error) {
    root.render(<Failed error={error} onRetry={() => void open(root, page)} />);
  }
}

const frame = document.getElementById("flow-builder");
const words = document.getElementById("bootstrap")?.textContent;
if (frame && words) void open(createRoot(frame), JSON.parse(words) as Bootstrap);
