/** What was published, when and by whom; compares any two, and brings old ones back. */

import { GitCompare, RotateCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { ConflictError, type Stand } from "../api";
import type { Version } from "../types";
import { counted, icon, moment } from "../ui/bits";
import { useBuilder, useMayChange, usePage } from "../ui/context";
import { LoadedDiff } from "./DiffView";
import { troubleWords } from "./parts";

interface Pair {
  from: Stand;
  to: Stand;
}

export function VersionsPanel(): React.ReactNode {
  const versions = useBuilder((state) => state.page.versions);
  const live = useBuilder((state) => state.page.live?.number);
  const differs = useBuilder((state) => state.page.differs);
  const [compared, setCompared] = useState<Pair | null>(null);
  if (!versions.length) {
    return (
      <p className="fbp fb-empty">
        Nothing has been published yet. Each publication is kept here, with its note: you can
        compare any two, and bring an old one back.
      </p>
    );
  }
  const compare = (version: Version, index: number): void => {
    const before = versions[index + 1]?.number;
    if (version.number === live && (differs || !before)) {
      setCompared({ from: version.number, to: "draft" });
    } else {
      setCompared({ from: before ?? version.number, to: before ? version.number : "draft" });
    }
  };
  return (
    <div className="fbp fbp-versions">
      {compared && (
        <Comparison chosen={compared} onChange={setCompared} onClose={() => setCompared(null)} />
      )}
      <ol className="fbp-list">
        {versions.map((version, index) => (
          <VersionLine
            key={version.number}
            version={version}
            isLive={version.number === live}
            onCompare={() => compare(version, index)}
          />
        ))}
      </ol>
    </div>
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
  const mayChange = useMayChange();
  const { restore, trouble, isBusy } = useRestore(version.number);
  return (
    <li className="fbp-version">
      <p>
        <b>Version {version.number}</b> {isLive && <span className="fb-badge fbp-good">live</span>}
      </p>
      <p>{version.note || <span className="fbp-soft">no note</span>}</p>
      <p className="fbp-soft">
        <time dateTime={version.published_at}>{moment(version.published_at)}</time>
        {version.author && `, ${version.author}`}, {counted(version.nodes, "node")}
      </p>
      <div className="fbp-actions">
        <button
          type="button"
          className="fb-button fb-quiet"
          aria-label={`Compare version ${version.number}`}
          onClick={onCompare}
        >
          <GitCompare {...icon} /> Compare
        </button>
        {mayChange && (
          <button
            type="button"
            className="fb-button fb-quiet"
            aria-label={`Restore as draft: version ${version.number}`}
            disabled={isBusy}
            onClick={() => void restore()}
          >
            <RotateCcw {...icon} /> Restore as draft
          </button>
        )}
      </div>
      {trouble && (
        <p className="fbp-bad" role="alert">
          {trouble}
        </p>
      )}
    </li>
  );
}

function useRestore(number: number): {
  restore: () => Promise<void>;
  trouble: string;
  isBusy: boolean;
} {
  const { store, api } = usePage();
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const restore = async (): Promise<void> => {
    setTrouble("");
    setBusy(true);
    try {
      if (!(await store.flush())) {
        setTrouble("Your draft is not saved yet. It has to be, so that nothing is lost.");
        return;
      }
      store.restored(await api.restore(number, store.get().revision), number);
    } catch (error) {
      if (error instanceof ConflictError) await store.conflicted(error.theirs);
      else setTrouble(troubleWords(error, "Nothing was restored."));
    } finally {
      setBusy(false);
    }
  };
  return { restore, trouble, isBusy };
}

function Comparison({
  chosen,
  onChange,
  onClose,
}: {
  chosen: Pair;
  onChange: (chosen: Pair) => void;
  onClose: () => void;
}): React.ReactNode {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    frame.current?.focus();
  }, []);
  return (
    <section ref={frame} className="fbp-group" tabIndex={-1} aria-label="Comparison">
      <div className="fbp-line">
        <StandSelect
          label="From"
          value={chosen.from}
          onChange={(from) => onChange({ ...chosen, from })}
        />
        <StandSelect label="to" value={chosen.to} onChange={(to) => onChange({ ...chosen, to })} />
        <button type="button" className="fb-button fb-quiet" onClick={onClose}>
          Close comparison
        </button>
      </div>
      <LoadedDiff key={`${chosen.from}-${chosen.to}`} from={chosen.from} to={chosen.to} />
    </section>
  );
}

function StandSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Stand;
  onChange: (value: Stand) => void;
}): React.ReactNode {
  const versions = useBuilder((state) => state.page.versions);
  return (
    <label>
      {label}{" "}
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
    </label>
  );
}
