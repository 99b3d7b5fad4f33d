/** What is different between two versions, in words: nodes, settings, and who leads where. */

import { useCallback } from "react";

import type { Stand } from "../api";
import { nodeOf } from "../state/graph";
import type { Diff, DiffEdge, Graph } from "../types";
import { counted } from "../ui/bits";
import { useBuilder, usePage } from "../ui/context";
import { NodeLink, nodeWords, portWords, useLoaded, Waiting } from "./parts";
import { type Change, changesOf } from "./settings";

export function isEmpty(diff: Diff): boolean {
  const { added, removed, changed, connected, disconnected, moved } = diff;
  return !(
    added.length +
    removed.length +
    changed.length +
    connected.length +
    disconnected.length +
    moved
  );
}

/** "3 new, 1 gone, 2 changed": what is told in full below. */
export function countedDiff({ added, removed, changed, connected, disconnected }: Diff): string {
  const parts = [
    added.length && `${added.length} new`,
    removed.length && `${removed.length} gone`,
    changed.length && `${changed.length} changed`,
    connected.length + disconnected.length &&
      counted(connected.length + disconnected.length, "other connection"),
  ];
  return parts.filter(Boolean).join(", ");
}

/** Fetched as soon as it is shown; the draft is saved first. */
export function LoadedDiff({ from, to }: { from: Stand; to: Stand }): React.ReactNode {
  const { store, api } = usePage();
  const compare = useCallback(async () => {
    if (from === "draft" || to === "draft") await store.flush();
    return api.diff(from, to);
  }, [store, api, from, to]);
  const { loaded, again } = useLoaded(compare, "The comparison did not work.");
  if (loaded.kind === "there") return <DiffView diff={loaded.thing} />;
  return <Waiting loaded={loaded} words="Comparing…" again={again} />;
}

export function DiffView({ diff }: { diff: Diff }): React.ReactNode {
  const kinds = useBuilder((state) => state.kinds);
  if (isEmpty(diff)) return <p className="fb-help">No difference: both work alike.</p>;
  const moved = diff.moved > 0 && (
    <p className="fb-help">
      {counted(diff.moved, "node")} only moved on the canvas; that changes nothing for visitors.
    </p>
  );
  return (
    <div className="fbp-diff">
      <NodeLines title="New" mark="fbp-came" nodes={diff.added} />
      <NodeLines title="Gone" mark="fbp-went" nodes={diff.removed} />
      {diff.changed.length > 0 && <h3>Changed</h3>}
      {diff.changed.map((one) => (
        <div key={one.node.id} className="fbp-changed">
          <NodeLink node={one.node.id}>{nodeWords(one.node, kinds)}</NodeLink>
          <Fields kind={one.node.kind} fields={one.fields} />
        </div>
      ))}
      <EdgeLines title="Connected" mark="fbp-came" edges={diff.connected} diff={diff} />
      <EdgeLines
        title="No longer connected"
        mark="fbp-went"
        edges={diff.disconnected}
        diff={diff}
      />
      {moved}
    </div>
  );
}

function NodeLines({
  title,
  mark,
  nodes,
}: {
  title: string;
  mark: string;
  nodes: Diff["added"];
}): React.ReactNode {
  const kinds = useBuilder((state) => state.kinds);
  if (!nodes.length) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="fbp-list">
        {nodes.map((node) => (
          <li key={node.id} className={mark}>
            <NodeLink node={node.id}>{nodeWords(node, kinds)}</NodeLink>
          </li>
        ))}
      </ul>
    </>
  );
}

function Fields({
  kind,
  fields,
}: {
  kind: string;
  fields: Diff["changed"][number]["fields"];
}): React.ReactNode {
  const known = useBuilder((state) => state.kinds.get(kind));
  const facts = useBuilder((state) => state.page.facts);
  const references = useBuilder((state) => state.page.references);
  const changes = fields.flatMap((one) => changesOf(known, one, { facts, references }));
  return (
    <ul className="fbp-changes">
      {changes.map((change, index) => (
        <ChangeLine key={index} change={change} />
      ))}
    </ul>
  );
}

/** "Text: “Hi” → “Hello”"; read aloud it says what was and what is. */
function ChangeLine({ change: { what, before, after } }: { change: Change }): React.ReactNode {
  return (
    <li>
      {what}:{" "}
      {before && (
        <del>
          <span className="fb-unseen">before </span>
          {before}
        </del>
      )}
      {before && after && <span aria-hidden="true"> → </span>}
      {after && (
        <ins>
          <span className="fb-unseen">now </span>
          {after}
        </ins>
      )}
      {!before && " (new)"}
      {!after && " (gone)"}
    </li>
  );
}

function EdgeLines({
  title,
  mark,
  edges,
  diff,
}: {
  title: string;
  mark: string;
  edges: DiffEdge[];
  diff: Diff;
}): React.ReactNode {
  const graph = useBuilder((state) => state.graph);
  const kinds = useBuilder((state) => state.kinds);
  if (!edges.length) return null;
  const whole: Graph = { ...graph, nodes: [...graph.nodes, ...diff.removed, ...diff.added] };
  const name = (id: string, label: string | undefined): string =>
    label || nodeWords(nodeOf(whole, id), kinds) || id;
  return (
    <>
      <h3>{title}</h3>
      <ul className="fbp-list">
        {edges.map((edge) => (
          <li key={`${edge.source}:${edge.port}:${edge.target}`} className={mark}>
            <b>{name(edge.source, edge.source_label)}</b>,{" "}
            {edge.port_label || portWords(whole, kinds, edge.source, edge.port)} →{" "}
            <b>{name(edge.target, edge.target_label)}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
