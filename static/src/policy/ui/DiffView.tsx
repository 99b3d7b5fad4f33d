/** What changed, in words: came, went, and became different. */

import type { Diff } from "../types";

export function isEmpty(diff: Diff): boolean {
  return !(diff.added.length + diff.removed.length + diff.changed.length + diff.settings.length);
}

export function DiffView({ diff }: { diff: Diff }): React.ReactNode {
  if (isEmpty(diff)) return <p className="pe-help">Both decide alike.</p>;
  return (
    <div className="pe-diff">
      <Lines title="New" mark="pe-came" lines={diff.added} />
      <Lines title="Gone" mark="pe-went" lines={diff.removed} />
      {diff.changed.length > 0 && <h3>Changed</h3>}
      {diff.changed.map((one) => (
        <div key={one.key} className="pe-changed">
          {one.old === one.new ? (
            <p>{one.new}.</p>
          ) : (
            <>
              <p className="pe-went">
                <span className="pe-tag">before</span> {one.old}.
              </p>
              <p className="pe-came">
                <span className="pe-tag">now</span> {one.new}.
              </p>
            </>
          )}
          <Changes changes={one.changes} />
        </div>
      ))}
      {diff.settings.length > 0 && <h3>Settings</h3>}
      <Changes changes={diff.settings} />
    </div>
  );
}

function Lines({
  title,
  mark,
  lines,
}: {
  title: string;
  mark: string;
  lines: Diff["added"];
}): React.ReactNode {
  if (!lines.length) return null;
  return (
    <>
      <h3>{title}</h3>
      {lines.map((one) => (
        <p key={one.key} className={mark}>
          {one.sentence}.
        </p>
      ))}
    </>
  );
}

function Changes({ changes }: { changes: Diff["settings"] }): React.ReactNode {
  return (
    <ul className="pe-changes">
      {changes.map((one) => (
        <li key={one.what}>
          {one.what}: {one.old && <del>{one.old}</del>}
          {one.old && one.new && " → "}
          {one.new && <ins>{one.new}</ins>}
        </li>
      ))}
    </ul>
  );
}
