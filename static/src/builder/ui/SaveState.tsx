/** How the draft stands with the server, in words; and what to do when two people edit at once. */

import { AlertTriangle, Check, CloudOff, LoaderCircle } from "lucide-react";

import { isSame } from "../state/compare";
import { nameOf } from "../state/ports";
import type { FlowNode, Graph, NodeKind } from "../types";
import { counted, icon, moment } from "./bits";
import { useBuilder, usePage } from "./context";

export function SaveState(): React.ReactNode {
  const saving = useBuilder((state) => state.saving);
  const savedAt = useBuilder((state) => state.savedAt);
  const savedBy = useBuilder((state) => state.savedBy);
  switch (saving.kind) {
    case "waiting":
    case "saving":
      return <Line icon={<LoaderCircle {...icon} />} text="Saving…" />;
    case "saved": {
      const when = savedAt ? ` ${moment(savedAt)}${savedBy && `, ${savedBy}`}` : "";
      return <Line icon={<Check {...icon} />} text={`Saved${when}`} />;
    }
    case "offline":
      return (
        <Line
          mark="fb-warn"
          icon={<CloudOff {...icon} />}
          text="Offline. Changes are kept here and saved when the line is back."
        />
      );
    case "signed-out":
      return (
        <Line
          mark="fb-bad"
          icon={<AlertTriangle {...icon} />}
          text="Not saved: sign in again in another tab. Your changes are kept here."
        />
      );
    case "refused":
      return (
        <Line
          mark="fb-bad"
          icon={<AlertTriangle {...icon} />}
          text={`Not saved: ${saving.detail}`}
        />
      );
    case "conflict":
      return <Line mark="fb-warn" icon={<AlertTriangle {...icon} />} text="Not saved: see below" />;
  }
}

function Line({
  icon: sign,
  text,
  mark = "",
}: {
  icon: React.ReactNode;
  text: string;
  mark?: string;
}): React.ReactNode {
  return (
    <p className={`fb-saving ${mark}`} role="status" title={text}>
      {sign} <span>{text}</span>
    </p>
  );
}

export function Conflict(): React.ReactNode {
  const { store } = usePage();
  const saving = useBuilder((state) => state.saving);
  const graph = useBuilder((state) => state.graph);
  const kinds = useBuilder((state) => state.kinds);
  if (saving.kind !== "conflict") return null;
  const { theirs } = saving;
  const lines = disagreements(graph, theirs.graph, kinds);
  return (
    <section className="fb-conflict" role="alert" aria-labelledby="fb-conflict-title">
      <div>
        <h2 id="fb-conflict-title">
          {theirs.author || "Somebody"} saved this flow {moment(theirs.saved_at)}, while you were
          editing
        </h2>
        <p>
          Your changes are here, but not saved. Nothing is lost whichever you choose: undo brings
          the other version back. {lines}
        </p>
      </div>
      <div className="fb-actions">
        <button
          type="button"
          className="fb-button"
          onClick={() => store.dispatch({ type: "take-theirs" })}
        >
          Take theirs
        </button>
        <button
          type="button"
          className="fb-button fb-main"
          onClick={() => store.dispatch({ type: "keep-mine" })}
        >
          Keep mine
        </button>
      </div>
    </section>
  );
}

/** What differs, by the names of the nodes. */
function disagreements(mine: Graph, theirs: Graph, kinds: ReadonlyMap<string, NodeKind>): string {
  const other = new Map(theirs.nodes.map((node) => [node.id, node]));
  const own = new Set(mine.nodes.map((node) => node.id));
  const name = (node: FlowNode): string => `“${nameOf(node, kinds.get(node.kind))}”`;
  const list = (nodes: FlowNode[]): string =>
    nodes.length > 3 ? counted(nodes.length, "node") : nodes.map(name).join(", ");
  const both = mine.nodes.filter((node) => {
    const twin = other.get(node.id);
    return twin && !(isSame(node.config, twin.config) && node.label === twin.label);
  });
  const onlyMine = mine.nodes.filter((node) => !other.has(node.id));
  const onlyTheirs = theirs.nodes.filter((node) => !own.has(node.id));
  const parts = [
    both.length ? `Different in both: ${list(both)}.` : "",
    onlyMine.length ? `Only in yours: ${list(onlyMine)}.` : "",
    onlyTheirs.length ? `Only in theirs: ${list(onlyTheirs)}.` : "",
    edgesApart(mine, theirs),
  ];
  return parts.filter(Boolean).join(" ");
}

function edgesApart(mine: Graph, theirs: Graph): string {
  const words = (graph: Graph): Set<string> =>
    new Set(graph.edges.map((edge) => `${edge.source}:${edge.port}:${edge.target}`));
  const [own, other] = [words(mine), words(theirs)];
  const apart = [...own].filter((edge) => !other.has(edge)).length;
  const more = [...other].filter((edge) => !own.has(edge)).length;
  return apart + more ? "Some connections differ." : "";
}
