/** The page: what it is about, how it stands, and its tabs. */

import { Redo2, Undo2, X } from "lucide-react";
import { useEffect, useState } from "react";

import { pendingChanges } from "../state/compare";
import type { Tab } from "../state/reduce";
import type { Rule, Version } from "../types";
import { icon, moment } from "./bits";
import { Backtest } from "./Backtest";
import { useMayChange, usePage, usePageState } from "./context";
import { Published, PublishPanel } from "./Publish";
import { RuleList } from "./RuleList";
import { Conflict, SaveState } from "./SaveState";
import { TryBox } from "./TryBox";
import { Versions } from "./Versions";

const TABS: { name: Tab; label: string }[] = [
  { name: "rules", label: "Rules" },
  { name: "backtest", label: "Backtest" },
  { name: "versions", label: "Versions" },
];
const NONE: Rule[] = [];

export function App(): React.ReactNode {
  const tab = usePageState((state) => state.tab);
  const [isPublishing, setPublishing] = useState(false);
  const [made, setMade] = useState<Version | null>(null);
  useKeys();
  return (
    <div className="pe">
      <Head onPublish={() => setPublishing(true)} />
      <Conflict />
      <Unreadable />
      {made && <Published version={made} onClose={() => setMade(null)} />}
      {isPublishing && (
        <PublishPanel
          onClose={() => setPublishing(false)}
          onPublished={(version) => {
            setPublishing(false);
            setMade(version);
          }}
        />
      )}
      <Tabs />
      <div role="tabpanel" id="pe-panel" aria-labelledby={`pe-tab-${tab}`}>
        {tab === "rules" && (
          <div className="pe-columns">
            <RuleList />
            <TryBox />
          </div>
        )}
        {tab === "backtest" && <Backtest />}
        {tab === "versions" && <Versions />}
      </div>
      <Notice />
    </div>
  );
}

function Head({ onPublish }: { onPublish: () => void }): React.ReactNode {
  const { settingsUrl } = usePage();
  const { name, live, rights } = usePageState((state) => state.policy);
  const rules = usePageState((state) => state.rules);
  const { count } = pendingChanges(rules, live?.rules ?? NONE);
  const differs = usePageState((state) => state.policy.differs) && count === 0;
  const waiting = count === 1 ? "1 change" : `${count} changes`;
  return (
    <header className="pe-head">
      <div>
        <p className="pe-back">
          <a className="pe-link" href={settingsUrl}>
            <span aria-hidden="true">←</span> {name}: settings
          </a>
        </p>
        <h1>When a person takes over</h1>
        <p className="pe-soft">
          {live
            ? `Version ${live.number} is live since ${moment(live.published_at)}${live.author && `, by ${live.author}`}`
            : "Nothing is live yet"}
          {live?.note && `: ${live.note}`}
        </p>
      </div>
      <div className="pe-head-right">
        {rights.change ? <SaveState /> : <p className="pe-badge">You may look, not edit</p>}
        <div className="pe-actions">
          {rights.change && <Steps />}
          {rights.publish && (
            <button
              type="button"
              className="pe-button pe-main"
              disabled={!count && !differs && live !== null}
              onClick={onPublish}
            >
              {count ? `Publish ${waiting}` : differs ? "Publish settings" : "Nothing to publish"}
            </button>
          )}
        </div>
      </div>
    </header>
  );
}

function Steps(): React.ReactNode {
  const { store } = usePage();
  const mayUndo = usePageState((state) => state.past.length > 0);
  const mayRedo = usePageState((state) => state.future.length > 0);
  return (
    <>
      <button
        type="button"
        className="pe-icon"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!mayUndo}
        onClick={() => store.dispatch({ type: "undo" })}
      >
        <Undo2 {...icon} />
      </button>
      <button
        type="button"
        className="pe-icon"
        aria-label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={!mayRedo}
        onClick={() => store.dispatch({ type: "redo" })}
      >
        <Redo2 {...icon} />
      </button>
    </>
  );
}

function Tabs(): React.ReactNode {
  const { store } = usePage();
  const tab = usePageState((state) => state.tab);
  const step = (by: number): void => {
    const at = TABS.findIndex((one) => one.name === tab);
    const next = TABS[(at + by + TABS.length) % TABS.length];
    if (!next) return;
    store.dispatch({ type: "tab", tab: next.name });
    document.getElementById(`pe-tab-${next.name}`)?.focus();
  };
  return (
    <div className="pe-tabs" role="tablist" aria-label="Parts of the policy">
      {TABS.map((one) => (
        <button
          key={one.name}
          id={`pe-tab-${one.name}`}
          type="button"
          role="tab"
          aria-selected={one.name === tab}
          aria-controls="pe-panel"
          tabIndex={one.name === tab ? 0 : -1}
          onClick={() => store.dispatch({ type: "tab", tab: one.name })}
          onKeyDown={(event) => {
            if (event.key === "ArrowRight") step(1);
            if (event.key === "ArrowLeft") step(-1);
          }}
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}

/** A draft that cannot be read is not shown as empty: saving would wipe it out. */
function Unreadable(): React.ReactNode {
  const why = usePageState((state) => state.policy.draft.unreadable);
  if (!why) return null;
  return (
    <div className="pe-banner pe-conflict" role="alert">
      <p>
        This draft cannot be read ({why}). Live rules go on as before. Restore a published version
        from the tab Versions to go on editing.
      </p>
    </div>
  );
}

function Notice(): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const notice = usePageState((state) => state.notice);
  return (
    <div className="pe-notice-place" aria-live="polite">
      {notice && (
        <div className="pe-notice">
          <span>{notice.text}</span>
          {notice.undo && mayChange && (
            <button
              type="button"
              className="pe-button pe-quiet"
              onClick={() => store.dispatch({ type: "undo" })}
            >
              Undo
            </button>
          )}
          <button
            type="button"
            className="pe-icon"
            aria-label="Close"
            onClick={() => store.dispatch({ type: "dismiss" })}
          >
            <X {...icon} />
          </button>
        </div>
      )}
    </div>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z, except where the browser undoes letters itself. */
function useKeys(): void {
  const { store } = usePage();
  useEffect(() => {
    const keyed = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
      const target = event.target;
      if (target instanceof HTMLTextAreaElement) return;
      if (target instanceof HTMLInputElement && target.type === "text") return;
      event.preventDefault();
      store.dispatch({ type: event.shiftKey ? "redo" : "undo" });
    };
    document.addEventListener("keydown", keyed);
    return () => document.removeEventListener("keydown", keyed);
  }, [store]);
}
