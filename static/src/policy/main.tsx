/** Starts the rule editor. */

import { createRoot, type Root } from "react-dom/client";

import { NoRightError, PolicyApi } from "./api";
import { initialPage, isUnsaved, type Tab } from "./state/reduce";
import { PolicyStore } from "./state/store";
import { App } from "./ui/App";
import { PolicyContext } from "./ui/context";
import "./styles/base.css";
import "./styles/rules.css";
import "./styles/panels.css";
import "./styles/try.css";

interface Bootstrap {
  api_url: string;
  settings_url: string;
  csrf_token: string;
}

const TABS: readonly Tab[] = ["rules", "backtest", "versions"];

function tabOf(hash: string): Tab {
  return TABS.find((tab) => `#${tab}` === hash) ?? "rules";
}

/** The draft outlives whatever happens to the page. */
function watchPage(store: PolicyStore): void {
  let tab = store.get().tab;
  store.subscribe(() => {
    if (store.get().tab === tab) return;
    tab = store.get().tab;
    history.replaceState(null, "", `#${tab}`);
  });
  window.addEventListener("online", () => store.wake());
  window.addEventListener("focus", () => store.wake());
  window.addEventListener("pagehide", () => store.leave());
  window.addEventListener("beforeunload", (event) => {
    const { kind } = store.get().saving;
    // While a save is on its way, leaving sends the rest; asking would only be in the way.
    if (isUnsaved(store.get()) && kind !== "waiting" && kind !== "saving") event.preventDefault();
  });
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }): React.ReactNode {
  if (error instanceof NoRightError) {
    return <p className="pe pe-empty">You may not see this policy, or you are signed out.</p>;
  }
  return (
    <div className="pe pe-empty" role="alert">
      <p>The rules could not be loaded.</p>
      <button type="button" className="pe-button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

async function open(root: Root, page: Bootstrap): Promise<void> {
  const api = new PolicyApi(page.api_url, page.csrf_token);
  try {
    const store = new PolicyStore(initialPage(await api.page(), tabOf(location.hash)), api);
    watchPage(store);
    root.render(
      <PolicyContext value={{ store, api, settingsUrl: page.settings_url }}>
        <App />
      </PolicyContext>,
    );
  } catch (error) {
    root.render(<Failed error={error} onRetry={() => void open(root, page)} />);
  }
}

const frame = document.getElementById("policy-editor");
const words = document.getElementById("bootstrap")?.textContent;
if (frame && words) void open(createRoot(frame), JSON.parse(words) as Bootstrap);
