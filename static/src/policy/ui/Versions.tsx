/** What was published, when and by whom; compares any two, and brings old ones back. */

import { GitCompare, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";

import { ConflictError } from "../api";
import type { Diff, Version } from "../types";
import { icon, moment } from "./bits";
import { usePage, usePageState } from "./context";
import { DiffView } from "./DiffView";

type Side = number | "draft";

export function Versions(): React.ReactNode {
  const versions = usePageState((state) => state.policy.versions);
  const [compared, setCompared] = useState<{ from: Side; to: Side } | null>(null);
  if (!versions.length) {
    return (
      <p className="pe-empty">Nothing has been published yet. Each publication is kept here.</p>
    );
  }
  return (
    <section className="pe-versions" aria-labelledby="pe-versions-title">
      <h2 id="pe-versions-title">Published versions</h2>
      <ol>
        {versions.map((version, index) => (
          <VersionLine
            key={version.number}
            version={version}
            isLive={index === 0}
            onCompare={() =>
              setCompared(
                index === 0
                  ? { from: version.number, to: "draft" }
                  : { from: version.number, to: versions[index - 1]?.number ?? "draft" },
              )
            }
          />
        ))}
      </ol>
      {compared && <Comparison chosen={compared} onChange={setCompared} />}
    </section>
  );
}

function VersionLine({
  version,
  isLive,
  onCompare,
}: {
  version: Version;
  isLive: boolean;
  onCompare: () => void;
}): React.ReactNode {
  const { store, api } = usePage();
  const mayChange = usePageState((state) => state.policy.rights.change);
  const [trouble, setTrouble] = useState("");
  const restore = async (): Promise<void> => {
    setTrouble("");
    if (!(await store.flush())) {
      setTrouble("Your draft is not saved yet. Save it first, so that nothing is lost.");
      return;
    }
    try {
      const draft = await api.restore(version.number, store.get().revision);
      store.dispatch({ type: "restored", draft, number: version.number });
    } catch (error) {
      if (error instanceof ConflictError)
        store.dispatch({ type: "conflict", theirs: error.theirs });
      else setTrouble("This did not work. Try again.");
    }
  };
  return (
    <li>
      <div>
        <b>Version {version.number}</b> {isLive && <span className="pe-badge pe-good">live</span>}
        <p>{version.note || <span className="pe-soft">no note</span>}</p>
        <p className="pe-soft">
          {moment(version.published_at)}
          {version.author && `, ${version.author}`}, {version.rule_count} rules
        </p>
        {trouble && (
          <p className="pe-blocks" role="alert">
            {trouble}
          </p>
        )}
      </div>
      <div className="pe-actions">
        <button
          type="button"
          className="pe-button pe-quiet"
          aria-label={`Compare: version ${version.number}`}
          onClick={onCompare}
        >
          <GitCompare {...icon} /> Compare
        </button>
        {mayChange && (
          <button
            type="button"
            className="pe-button pe-quiet"
            aria-label={`Restore to draft: version ${version.number}`}
            onClick={() => void restore()}
          >
            <RotateCcw {...icon} /> Restore to draft
          </button>
        )}
      </div>
    </li>
  );
}

function Comparison({
  chosen,
  onChange,
}: {
  chosen: { from: Side; to: Side };
  onChange: (chosen: { from: Side; to: Side }) => void;
}): React.ReactNode {
  const side = (name: "from" | "to", label: string): React.ReactNode => (
    <label>
      {label}{" "}
      <SideSelect
        value={chosen[name]}
        onChange={(value) => onChange({ ...chosen, [name]: value })}
      />
    </label>
  );
  return (
    <section className="pe-panel" aria-label="Comparison">
      <p className="pe-line">
        {side("from", "From")} {side("to", "to")}
      </p>
      <LoadedDiff key={`${chosen.from}-${chosen.to}`} from={chosen.from} to={chosen.to} />
    </section>
  );
}

function SideSelect({
  value,
  onChange,
}: {
  value: Side;
  onChange: (value: Side) => void;
}): React.ReactNode {
  const versions = usePageState((state) => state.policy.versions);
  return (
    <select
      value={value}
      onChange={(event) =>
        onChange(event.target.value === "draft" ? "draft" : Number(event.target.value))
      }
    >
      <option value="draft">the draft</option>
      {versions.map((one) => (
        <option key={one.number} value={one.number}>
          version {one.number}
        </option>
      ))}
    </select>
  );
}

/** Fetched as soon as it is shown; the draft is saved first. */
export function LoadedDiff({ from, to }: { from: Side; to: Side }): React.ReactNode {
  const { store, api } = usePage();
  const [diff, setDiff] = useState<Diff | "failed" | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isWanted = true;
    store
      .flush()
      .then(() => api.diff(from, to))
      .then((found) => isWanted && setDiff(found))
      .catch(() => isWanted && setDiff("failed"));
    return () => {
      isWanted = false;
    };
  }, [store, api, from, to, attempt]);
  if (diff === null) return <p className="pe-soft">Comparing…</p>;
  if (diff === "failed") {
    return (
      <p className="pe-blocks">
        This could not be compared.{" "}
        <button type="button" className="pe-link" onClick={() => setAttempt(attempt + 1)}>
          Try again
        </button>
      </p>
    );
  }
  return <DiffView diff={diff} />;
}
