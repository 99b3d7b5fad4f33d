/** What flow this is, how it stands, and what can be done with it as a whole. */

import {
  ArrowLeft,
  Activity,
  CircleAlert,
  CircleCheck,
  Ellipsis,
  History,
  List,
  Play,
  Redo2,
  Rocket,
  TriangleAlert,
  Undo2,
  Workflow,
} from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { dialogs, panels } from "../panels";
import { addCanvasNote, tidy } from "../state/deeds";
import type { Place } from "../state/graph";
import { isUnsaved } from "../state/reduce";
import type { PanelName } from "../types";
import { Choice, icon, IconButton } from "./bits";
import { useBuilder, useMayChange, usePage } from "./context";
import { SaveState } from "./SaveState";

export function TopBar({ centre }: { centre: () => Place }): React.ReactNode {
  const { adminUrl } = usePage();
  const name = useBuilder((state) => state.page.name);
  const mayChange = useMayChange();
  return (
    <header className="fb-top">
      <a className="fb-icon" href={adminUrl} aria-label="Back to all flows" title="All flows">
        <ArrowLeft {...icon} />
      </a>
      <div className="fb-title">
        <h1 title={name}>{name}</h1>
        <Standing />
      </div>
      {mayChange ? <SaveState /> : <p className="fb-badge">You may look, not edit</p>}
      <div className="fb-top-right">
        {mayChange && <Steps />}
        <Views />
        <ProblemCount />
        <PanelButton name="test" label="Test" sign={<Play {...icon} />} />
        <PanelButton name="versions" label="Versions" sign={<History {...icon} />} />
        <PanelButton name="traffic" label="Traffic" sign={<Activity {...icon} />} />
        <More centre={centre} />
        <PublishButton />
      </div>
    </header>
  );
}

/** "Draft" when it differs from what is live, and what is live. */
function Standing(): React.ReactNode {
  const live = useBuilder((state) => state.page.live);
  const differs = useBuilder((state) => state.page.differs || isUnsaved(state));
  return (
    <span className="fb-standing">
      {(differs || !live) && (
        <span className="fb-badge fb-draft" title="Not live until it is published">
          Draft
        </span>
      )}
      {live ? (
        <span className="fb-badge fb-live" title="New conversations follow this version">
          Live v{live.number}
        </span>
      ) : (
        <span className="fb-badge">Nothing live yet</span>
      )}
    </span>
  );
}

function Steps(): React.ReactNode {
  const { store } = usePage();
  const mayUndo = useBuilder((state) => state.past.length > 0);
  const mayRedo = useBuilder((state) => state.future.length > 0);
  return (
    <span className="fb-pair">
      <IconButton
        label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!mayUndo}
        onClick={() => store.dispatch({ type: "undo" })}
      >
        <Undo2 {...icon} />
      </IconButton>
      <IconButton
        label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={!mayRedo}
        onClick={() => store.dispatch({ type: "redo" })}
      >
        <Redo2 {...icon} />
      </IconButton>
    </span>
  );
}

function Views(): React.ReactNode {
  const { store } = usePage();
  const view = useBuilder((state) => state.view);
  return (
    <Choice
      label="View"
      value={view}
      options={[
        {
          value: "canvas",
          label: (
            <>
              <Workflow {...icon} /> <span>Canvas</span>
            </>
          ),
        },
        {
          value: "list",
          label: (
            <>
              <List {...icon} /> <span>List</span>
            </>
          ),
        },
      ]}
      onChange={(next) => store.dispatch({ type: "view", view: next })}
    />
  );
}

function ProblemCount(): React.ReactNode {
  const { store } = usePage();
  const isOpen = useBuilder((state) => state.panel === "problems");
  const problems = useBuilder((state) => state.problems);
  const errors = problems.filter((problem) => problem.level === "error").length;
  const warnings = problems.length - errors;
  const words = [
    errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : "",
    warnings ? `${warnings} ${warnings === 1 ? "warning" : "warnings"}` : "",
  ].filter(Boolean);
  const mark = errors ? "fb-bad" : warnings ? "fb-warn" : "fb-good";
  const Sign = errors ? CircleAlert : warnings ? TriangleAlert : CircleCheck;
  return (
    <button
      type="button"
      className={`fb-button fb-problems ${mark}`}
      aria-pressed={isOpen}
      title="What the check of the flow says"
      onClick={() => store.openPanel(isOpen ? null : "problems")}
    >
      <Sign {...icon} /> <span>{words.join(", ") || "No problems"}</span>
    </button>
  );
}

function PanelButton({
  name,
  label,
  sign,
}: {
  name: PanelName;
  label: string;
  sign: React.ReactNode;
}): React.ReactNode {
  const { store } = usePage();
  const isOpen = useBuilder((state) => state.panel === name);
  if (!panels[name]) return null;
  return (
    <button
      type="button"
      className="fb-button fb-flat"
      aria-pressed={isOpen}
      title={label}
      onClick={() => store.openPanel(isOpen ? null : name)}
    >
      {sign} <span>{label}</span>
    </button>
  );
}

function PublishButton(): React.ReactNode {
  const { store } = usePage();
  const rights = useBuilder((state) => state.page.rights);
  const isLive = useBuilder(
    (state) => state.page.live !== null && !state.page.differs && !isUnsaved(state),
  );
  if (!rights.publish || !dialogs.publish) return null;
  return (
    <button
      type="button"
      className="fb-button fb-main"
      disabled={isLive}
      title={isLive ? "What you see is live already" : "Make this live for new conversations"}
      onClick={() => store.openDialog("publish")}
    >
      <Rocket {...icon} /> <span>Publish</span>
    </button>
  );
}

/** What is needed less often. */
function More({ centre }: { centre: () => Place }): React.ReactNode {
  const { store, api } = usePage();
  const mayChange = useMayChange();
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const pressed = (event: Event): void => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", pressed, true);
    document.addEventListener("focusin", pressed);
    return () => {
      document.removeEventListener("pointerdown", pressed, true);
      document.removeEventListener("focusin", pressed);
    };
  }, [isOpen]);
  const run = (what: () => void) => (): void => {
    setOpen(false);
    what();
  };
  return (
    <div
      ref={frame}
      className="fb-more"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.preventDefault();
        setOpen(false);
        frame.current?.querySelector("button")?.focus();
      }}
    >
      <IconButton label="More" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Ellipsis {...icon} />
      </IconButton>
      {isOpen && (
        <ul className="fb-more-list">
          {mayChange && (
            <>
              <Item label="Tidy up the layout" onClick={run(() => tidy(store))} />
              <Item
                label="Add a note to the canvas"
                onClick={run(() => addCanvasNote(store, centre()))}
              />
              {dialogs.templates && (
                <Item
                  label="Begin from a template…"
                  onClick={run(() => store.openDialog("templates"))}
                />
              )}
              {dialogs.import && (
                <Item label="Import…" onClick={run(() => store.openDialog("import"))} />
              )}
            </>
          )}
          <Item
            label="Export"
            onClick={run(() => {
              void exported(store.flush.bind(store), () => api.exported()).catch(() =>
                store.dispatch({ type: "notice", text: "The export did not work. Try again." }),
              );
            })}
          />
        </ul>
      )}
    </div>
  );
}

function Item({ label, onClick }: { label: string; onClick: () => void }): React.ReactNode {
  return (
    <li>
      <button type="button" onClick={onClick}>
        {label}
      </button>
    </li>
  );
}

/** Hands the flow over as a file. */
async function exported(
  flush: () => Promise<boolean>,
  read: () => Promise<{ name: string }>,
): Promise<void> {
  await flush();
  const found = await read();
  const words = JSON.stringify(found, null, 2);
  const url = URL.createObjectURL(new Blob([words], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${found.name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.flow.json`;
  link.click();
  URL.revokeObjectURL(url);
}
