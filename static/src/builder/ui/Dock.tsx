/** The right-hand side: the settings of what is selected, or one of the panels. */

import { X } from "lucide-react";
import { useEffect, useRef } from "react";

import { panels } from "../panels";
import type { PanelName } from "../types";
import { icon, IconButton } from "./bits";
import { useBuilder, usePage } from "./context";
import { Inspector } from "./Inspector";

const TITLES: Record<PanelName, string> = {
  problems: "Problems",
  versions: "Versions",
  test: "Test",
  traffic: "Traffic",
};

export function Dock(): React.ReactNode {
  const { store } = usePage();
  const panel = useBuilder((state) => state.panel);
  const isSheetOpen = useBuilder((state) => state.isSheetOpen);
  const hasChoice = useBuilder((state) => state.selection.nodes.length > 0);
  const Panel = panel ? panels[panel] : undefined;
  const isOpen = isSheetOpen || panel !== null;
  return (
    <aside
      className={isOpen ? "fb-dock fb-dock-open" : "fb-dock"}
      aria-label={panel ? TITLES[panel] : "Settings"}
    >
      {panel && (
        <section className={`fb-panel fb-panel-${panel}`}>
          <PanelHead title={TITLES[panel]} onClose={() => store.openPanel(null)} />
          <div className="fb-panel-body">
            {Panel ? <Panel /> : panel === "problems" && <BareProblems />}
          </div>
        </section>
      )}
      {/* Problems and the node that one is about are looked at together. */}
      {(panel === null || (panel === "problems" && hasChoice)) && (
        <div className="fb-dock-settings">
          {panel === null && (
            <div className="fb-sheet-head">
              <PanelHead
                title="Settings"
                onClose={() => store.dispatch({ type: "sheet", isOpen: false })}
              />
            </div>
          )}
          <Inspector />
        </div>
      )}
    </aside>
  );
}

function PanelHead({ title, onClose }: { title: string; onClose: () => void }): React.ReactNode {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), [title]);
  return (
    <header className="fb-panel-head">
      <h2 ref={head} tabIndex={-1}>
        {title}
      </h2>
      <IconButton label={`Close ${title.toLowerCase()}`} onClick={onClose}>
        <X {...icon} />
      </IconButton>
    </header>
  );
}

/** The sentences alone. */
function BareProblems(): React.ReactNode {
  const { store } = usePage();
  const problems = useBuilder((state) => state.problems);
  if (problems.length === 0) return <p className="fb-soft">Every way through this flow is fine.</p>;
  return (
    <ul className="fb-complaints">
      {problems.map((problem, index) => (
        <li key={index} className={`fb-complaint fb-complaint-${problem.level}`}>
          {problem.node ? (
            <button type="button" onClick={() => store.jump(problem.node)}>
              {problem.message}
            </button>
          ) : (
            problem.message
          )}
        </li>
      ))}
    </ul>
  );
}
