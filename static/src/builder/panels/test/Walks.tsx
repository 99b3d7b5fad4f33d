/** Recorded walks: the same things happen again, to the draft as it is now. */

import { Footprints, Save, Trash2 } from "lucide-react";
import { useId, useState } from "react";

import { counted, icon, IconButton } from "../../ui/bits";
import { useNames } from "../parts";
import type { TriedStep } from "../../types";
import type { Comparison, SessionState, TestSession } from "./session";

export function Walks({
  state,
  session,
}: {
  state: SessionState;
  session: TestSession;
}): React.ReactNode {
  const { walks } = state.memory;
  return (
    <details className="fbp-fold">
      <summary>Recorded walks{walks.length > 0 && ` (${walks.length})`}</summary>
      <p className="fb-help">
        Keep what you did just now, change the draft, and walk again: the first step that differs is
        marked.
      </p>
      {state.turns.length > 1 && <Keep session={session} count={walks.length} />}
      <ul className="fbp-list">
        {walks.map((walk) => (
          <li key={walk.name} className="fbp-actions">
            <button
              type="button"
              className="fb-button"
              disabled={state.isBusy}
              onClick={() => void session.walk(walk.turns)}
            >
              <Footprints {...icon} /> Walk “{walk.name}”
            </button>
            <IconButton
              label={`Forget the walk ${walk.name}`}
              onClick={() => session.dropWalk(walk.name)}
            >
              <Trash2 {...icon} />
            </IconButton>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Keep({ session, count }: { session: TestSession; count: number }): React.ReactNode {
  const [name, setName] = useState("");
  const id = useId();
  return (
    <form
      className="fbp-composer"
      onSubmit={(event) => {
        event.preventDefault();
        session.keepWalk(name.trim() || `Walk ${count + 1}`);
        setName("");
      }}
    >
      <label htmlFor={id} className="fb-unseen">
        Name of this walk
      </label>
      <input
        id={id}
        type="text"
        maxLength={60}
        placeholder="Name of this walk"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="fb-button">
        <Save {...icon} /> Keep
      </button>
    </form>
  );
}

/** How a walk went compared to its record. */
export function ComparisonLine({ comparison }: { comparison: Comparison }): React.ReactNode {
  const names = useNames();
  if (comparison.kind === "same") {
    return (
      <p className="fbp-fine" role="status">
        The same way as before: {counted(comparison.steps, "step")}, none differs.
      </p>
    );
  }
  const tell = (step: TriedStep | null): string => {
    if (!step) return "nothing more";
    const way = step.port ? `, ${names.port(step.node, step.port)}` : "";
    return names.node(step.node) + way + (step.target ? ` → ${names.node(step.target)}` : "");
  };
  return (
    <div className="fbp-warning" role="status">
      <p>
        <b>The way differs.</b> The first step that does:
      </p>
      <p>
        before {tell(comparison.before)}; now {tell(comparison.after)}.
      </p>
      <p className="fbp-soft">From here you can go on by hand.</p>
    </div>
  );
}
