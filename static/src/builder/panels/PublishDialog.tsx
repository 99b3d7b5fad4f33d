/** Going live: what changes, what stands in the way, a note for colleagues. */

import { CircleCheck } from "lucide-react";
import { useCallback, useState } from "react";

import { ConflictError, RefusedError } from "../api";
import type { BuilderState } from "../state/reduce";
import type { BuilderStore } from "../state/store";
import type { Diff, Graph, Problem } from "../types";
import { counted, Field, icon } from "../ui/bits";
import { useBuilder, usePage } from "../ui/context";
import { Dialog } from "../ui/Dialog";
import { countedDiff, DiffView } from "./DiffView";
import { troubleWords, useLoaded, Waiting } from "./parts";
import { ProblemList } from "./ProblemsPanel";

const MOST_NOTE_CHARS = 300;
/** What somebody wrote stays when the dialog closes without a publication. */
const notes = new WeakMap<BuilderStore, string>();

/** What is looked at: exactly this is published, whatever happens meanwhile. */
interface Look {
  revision: number;
  graph: Graph;
  diff: Diff | null;
}

export function PublishDialog(): React.ReactNode {
  const { store } = usePage();
  // What was live when the dialog opened: after publishing there is nothing more to compare.
  const [live] = useState(() => store.get().page.live?.number ?? null);
  const close = (): void => store.openDialog(null);
  const { loaded, again } = useLook(live);
  const title = live === null ? "Publish the first version" : "Publish a new version";
  return (
    <Dialog title={title} onClose={close} isWide>
      <div className="fbp fbp-publish">
        {loaded.kind === "there" ? (
          <Publication look={loaded.thing} live={live} onClose={close} />
        ) : (
          <Waiting loaded={loaded} words="Saving the draft and comparing…" again={again} />
        )}
      </div>
    </Dialog>
  );
}

/** Saves the draft, then compares it with what is live. */
function useLook(live: number | null): ReturnType<typeof useLoaded<Look>> {
  const { store, api } = usePage();
  const look = useCallback(async () => {
    if (!(await store.flush())) {
      throw new RefusedError("The draft could not be saved: see the line at the top of the page");
    }
    const { revision, graph } = store.get();
    return { revision, graph, diff: live === null ? null : await api.diff(live, "draft") };
  }, [store, api, live]);
  return useLoaded<Look>(look, "What would change could not be found out.");
}

function errorsOf(state: BuilderState): number {
  return state.problems.filter((one) => one.level === "error").length;
}

function Publication({
  look,
  live,
  onClose,
}: {
  look: Look;
  live: number | null;
  onClose: () => void;
}): React.ReactNode {
  const { store } = usePage();
  const problems = useBuilder((state) => state.problems);
  const errors = useBuilder(errorsOf);
  const mayPublish = useBuilder((state) => state.page.rights.publish);
  const [note, setNote] = useState(notes.get(store) ?? "");
  const { publish, trouble, isBusy } = usePublish(look, note, onClose);
  const write = (words: string): void => {
    notes.set(store, words);
    setNote(words);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void publish();
      }}
    >
      <Changes look={look} live={live} />
      <Obstacles
        problems={problems}
        errors={errors}
        onJump={() => {
          onClose();
          store.openPanel("problems");
        }}
      />
      <Field label="What changed, and why?" help="Colleagues read this beside the version.">
        {(id, described) => (
          <input
            id={id}
            type="text"
            value={note}
            maxLength={MOST_NOTE_CHARS}
            aria-describedby={described}
            onChange={(event) => write(event.target.value)}
          />
        )}
      </Field>
      {trouble && (
        <p className="fbp-bad" role="alert">
          {trouble}
        </p>
      )}
      <div className="fbp-actions fbp-end">
        <button
          type="submit"
          className="fb-button fb-main"
          disabled={isBusy || errors > 0 || !mayPublish}
        >
          {isBusy ? "Publishing…" : "Publish now"}
        </button>
        <span className="fb-help">
          {mayPublish
            ? "New conversations begin with it at once; those under way stay on their version."
            : "You may look, but not publish. Ask a manager who may."}
        </span>
      </div>
    </form>
  );
}

/** A long list is folded: the note and the button are what one comes for. */
const MANY = 16;

function Changes({ look, live }: { look: Look; live: number | null }): React.ReactNode {
  const { diff, graph } = look;
  if (!diff || live === null)
    return <p>All {counted(graph.nodes.length, "node")} begin to work.</p>;
  const { added, removed, changed, connected, disconnected } = diff;
  const lines = [added, removed, changed, connected, disconnected].flat().length;
  const words = lines > MANY ? `: ${countedDiff(diff)}` : "";
  return (
    <details className="fbp-fold" open={lines <= MANY}>
      <summary>
        What changes against version {live}
        {words}
      </summary>
      <DiffView diff={diff} />
    </details>
  );
}

function Obstacles({
  problems,
  errors,
  onJump,
}: {
  problems: readonly Problem[];
  errors: number;
  onJump: () => void;
}): React.ReactNode {
  if (!problems.length) {
    return (
      <p className="fbp-fine">
        <CircleCheck {...icon} /> No problems: every way ends with a person, an answer or a captured
        message.
      </p>
    );
  }
  const title = errors
    ? `${counted(errors, "error")} to settle first`
    : `${counted(problems.length, "warning")}: you may publish all the same`;
  return (
    <section aria-labelledby="fbp-publish-problems">
      <h3 id="fbp-publish-problems" className={errors ? "fbp-bad" : undefined}>
        {title}
      </h3>
      <ProblemList problems={problems} onJump={onJump} />
    </section>
  );
}

function usePublish(
  look: Look,
  note: string,
  onClose: () => void,
): { publish: () => Promise<void>; trouble: string; isBusy: boolean } {
  const { store, api } = usePage();
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const publish = async (): Promise<void> => {
    setTrouble("");
    setBusy(true);
    try {
      const version = await api.publish(look.revision, note.trim());
      notes.delete(store);
      store.published(version, look.graph);
      onClose();
    } catch (error) {
      if (error instanceof RefusedError && error.problems.length) store.setProblems(error.problems);
      if (error instanceof ConflictError) {
        // The page asks which draft shall stay; the note waits here for the next attempt.
        await store.conflicted(error.theirs);
        onClose();
      } else {
        setTrouble(troubleWords(error, "Nothing was published."));
      }
    } finally {
      setBusy(false);
    }
  };
  return { publish, trouble, isBusy };
}
