/** Going live: what changes, a note for colleagues, and the way back. */

import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { ConflictError, NoRightError, RefusedError } from "../api";
import type { Version } from "../types";
import { Field, icon } from "./bits";
import { usePage, usePageState } from "./context";
import { LoadedDiff } from "./Versions";

const MOST_NOTE_CHARS = 300;

/** Publishes what is saved. Returns words for the trouble, or the new version. */
function usePublish(): (note: string) => Promise<Version | string> {
  const { store, api } = usePage();
  return async (note) => {
    if (!(await store.flush())) return "The draft could not be saved. See the line at the top.";
    const { revision, rules } = store.get();
    try {
      const version = await api.publish(revision, note);
      store.dispatch({ type: "published", version, rules });
      return version;
    } catch (error) {
      if (error instanceof ConflictError) {
        store.dispatch({ type: "conflict", theirs: error.theirs });
        return "Somebody changed the draft meanwhile.";
      }
      if (error instanceof RefusedError) return `${error.message}.`;
      if (error instanceof NoRightError) return "You may not publish. Ask a manager who may.";
      return "The server cannot be reached. Nothing was published; try again.";
    }
  };
}

export function PublishPanel({
  onPublished,
  onClose,
}: {
  onPublished: (version: Version) => void;
  onClose: () => void;
}): React.ReactNode {
  const publish = usePublish();
  const live = usePageState((state) => state.policy.live);
  const rules = usePageState((state) => state.rules);
  const readings = usePageState((state) => state.readings);
  const [note, setNote] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const blocked = rules.filter((rule) => readings[rule.key]?.problems.some((one) => one.blocks));
  useEffect(() => panel.current?.focus(), []);
  const send = async (): Promise<void> => {
    setBusy(true);
    const made = await publish(note);
    setBusy(false);
    if (typeof made === "string") setTrouble(made);
    else onPublished(made);
  };
  return (
    <section
      ref={panel}
      className="pe-panel pe-publish"
      tabIndex={-1}
      aria-labelledby="pe-publish-title"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header>
        <h2 id="pe-publish-title">
          {live ? `What changes against version ${live.number}` : "The first version"}
        </h2>
        <button type="button" className="pe-icon" aria-label="Close" onClick={onClose}>
          <X {...icon} />
        </button>
      </header>
      {live ? (
        <LoadedDiff from={live.number} to="draft" />
      ) : (
        <p>All {rules.length} rules begin to decide.</p>
      )}
      {blocked.length > 0 && (
        <p className="pe-blocks">
          {blocked.length === 1
            ? "One rule is unfinished"
            : `${blocked.length} rules are unfinished`}
          : fill in what is marked first.
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field label="What changed, and why?" help="Colleagues read this beside the version.">
          {(id, described) => (
            <input
              id={id}
              type="text"
              value={note}
              maxLength={MOST_NOTE_CHARS}
              aria-describedby={described}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {trouble && (
          <p className="pe-blocks" role="alert">
            {trouble}
          </p>
        )}
        <div className="pe-actions">
          <button
            type="submit"
            className="pe-button pe-main"
            disabled={isBusy || blocked.length > 0}
          >
            {isBusy ? "Publishing…" : "Publish now"}
          </button>
          <span className="pe-soft">
            Counts for every turn that begins from then on; conversations under way go on.
          </span>
        </div>
      </form>
    </section>
  );
}

/** After going live: what that means, and one click back. */
export function Published({
  version,
  onClose,
}: {
  version: Version;
  onClose: () => void;
}): React.ReactNode {
  const { store, api } = usePage();
  const publish = usePublish();
  const [said, setSaid] = useState("");
  const before = version.number - 1;
  const goBack = async (): Promise<void> => {
    setSaid(`Going back to version ${before}…`);
    try {
      const draft = await api.restore(before, store.get().revision);
      store.dispatch({ type: "restored", draft, number: before });
      const made = await publish(`Back to version ${before}.`);
      setSaid(
        typeof made === "string"
          ? made
          : `Version ${made.number} is live. It decides as version ${before} did.`,
      );
    } catch {
      setSaid("This did not work. Nothing was changed; try again.");
    }
  };
  return (
    <div className="pe-banner pe-fine" role="status">
      <p>{said || `Version ${version.number} is live.`}</p>
      {!said && before > 0 && (
        <button type="button" className="pe-button pe-quiet" onClick={() => void goBack()}>
          Go back to version {before}
        </button>
      )}
      <button type="button" className="pe-icon" aria-label="Close" onClick={onClose}>
        <X {...icon} />
      </button>
    </div>
  );
}
