/** The flow as a list: every node with what its ports lead to. All that the canvas can, without it. */

import { CircleAlert, Plus, Settings2, Trash2, TriangleAlert } from "lucide-react";
import { memo, useState } from "react";

import { addAfter, askToDelete, freePort, link } from "../state/deeds";
import { changeNote, mayDelete, type Place, remove } from "../state/graph";
import { nameOf, portsOf } from "../state/ports";
import { summaryOf } from "../state/summary";
import { inWalkingOrder } from "../state/walk";
import type { FlowNode } from "../types";
import { AddMenu } from "./AddMenu";
import { icon, IconButton, KindIcon } from "./bits";
import { useBuilder, useMayChange, usePage } from "./context";
import { PortSelect } from "./PortTable";

interface Asked {
  /** After which node; null: at the end, connected to nothing. */
  after: FlowNode | null;
  at: Place;
}

export function ListView(): React.ReactNode {
  const { store } = usePage();
  const graph = useBuilder((state) => state.graph);
  const kinds = useBuilder((state) => state.kinds);
  const mayChange = useMayChange();
  const [asked, setAsked] = useState<Asked | null>(null);
  const nodes = inWalkingOrder(graph, kinds);
  const choose = (kind: string): void => {
    if (!asked) return;
    const { after } = asked;
    const origin = after ? { source: after.id, port: freePort(graph, after, kinds) } : null;
    const id = addAfter(store, kind, { origin });
    requestAnimationFrame(() => document.getElementById(`fb-row-${id}`)?.focus());
  };
  return (
    <section className="fb-list-view" aria-labelledby="fb-list-title">
      <h2 id="fb-list-title" className="fb-unseen">
        The flow as a list
      </h2>
      {mayChange && (
        <div className="fb-actions">
          <button
            type="button"
            className="fb-button"
            onClick={(event) => setAsked({ after: null, at: below(event.currentTarget) })}
          >
            <Plus {...icon} /> Add a node
          </button>
        </div>
      )}
      <ol className="fb-rows">
        {nodes.map((node, index) => (
          <Row key={node.id} node={node} number={index + 1} onAdd={setAsked} />
        ))}
      </ol>
      <Notes />
      {asked && <AddMenu at={asked.at} onClose={() => setAsked(null)} onChoose={choose} />}
    </section>
  );
}

function below(element: Element): Place {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}

const Row = memo(function Row({
  node,
  number,
  onAdd,
}: {
  node: FlowNode;
  number: number;
  onAdd: (asked: Asked) => void;
}) {
  const { store } = usePage();
  const mayChange = useMayChange();
  const kind = useBuilder((state) => state.kinds.get(node.kind));
  const facts = useBuilder((state) => state.page.facts);
  const references = useBuilder((state) => state.page.references);
  const isChosen = useBuilder((state) => state.selection.nodes.includes(node.id));
  const isActive = useBuilder((state) => state.active.nodes.includes(node.id));
  const isHere = useBuilder((state) => state.active.nodes.at(-1) === node.id);
  const name = nameOf(node, kind);
  const ports = portsOf(node, kind);
  const marks = [isChosen && "fb-chosen", isActive && "fb-active"].filter(Boolean).join(" ");
  return (
    <li className={`fb-row ${marks}`} aria-current={isChosen || undefined}>
      <div className="fb-row-head">
        <span className="fb-row-number">{number}</span>
        <KindIcon kind={kind} />
        <div className="fb-grow">
          <h3 id={`fb-row-${node.id}`} tabIndex={-1}>
            {name}
            {kind && kind.label !== name && <small>{kind.label}</small>}
            {isHere && <span className="fb-chip fb-chip-active">Here</span>}
          </h3>
          <p className="fb-soft">{summaryOf(node, kind, facts, references)}</p>
        </div>
        <span className="fb-entry-tools">
          <button
            type="button"
            className="fb-button"
            aria-label={`Settings of ${name}`}
            onClick={() => {
              store.jump(node.id);
              store.openSettings();
              requestAnimationFrame(() => document.getElementById("fb-settings-title")?.focus());
            }}
          >
            <Settings2 {...icon} /> <span>Settings</span>
          </button>
          {mayChange && ports.length > 0 && (
            <button
              type="button"
              className="fb-button"
              aria-label={`Add after ${name}`}
              onClick={(event) => onAdd({ after: node, at: below(event.currentTarget) })}
            >
              <Plus {...icon} /> <span>Add after</span>
            </button>
          )}
          {mayChange && mayDelete(node) && (
            <IconButton label={`Delete ${name}`} onClick={() => askToDelete(store, [node.id])}>
              <Trash2 {...icon} />
            </IconButton>
          )}
        </span>
      </div>
      <RowProblems id={node.id} />
      {ports.length > 0 && (
        <ul className="fb-row-ports" aria-label={`Where ${name} leads`}>
          {ports.map((port) => (
            <li key={port.name}>
              <PortSelect node={node} port={port} />
            </li>
          ))}
        </ul>
      )}
      <Strays node={node} names={ports.map((port) => port.name)} />
    </li>
  );
});

function RowProblems({ id }: { id: string }): React.ReactNode {
  const all = useBuilder((state) => state.problems);
  const problems = all.filter((problem) => problem.node === id);
  if (problems.length === 0) return null;
  return (
    <ul className="fb-complaints">
      {problems.map((problem, index) => (
        <li key={index} className={`fb-complaint fb-complaint-${problem.level}`}>
          {problem.level === "error" ? <CircleAlert {...icon} /> : <TriangleAlert {...icon} />}
          <span>
            <b>{problem.level === "error" ? "Error: " : "Warning: "}</b>
            {problem.message}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Connections of ports that are gone. */
function Strays({ node, names }: { node: FlowNode; names: string[] }): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const edges = useBuilder((state) => state.graph.edges);
  const stray = edges.filter((edge) => edge.source === node.id && !names.includes(edge.port));
  return stray.map((edge) => (
    <p key={edge.port} className="fb-error">
      The port {edge.port} is gone; its connection is still there.{" "}
      {mayChange && (
        <button type="button" className="fb-button fb-quiet" onClick={() => link(store, edge, "")}>
          Delete it
        </button>
      )}
    </p>
  ));
}

function Notes(): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const notes = useBuilder((state) => state.graph.notes);
  if (notes.length === 0) return null;
  return (
    <section aria-label="Notes on the canvas">
      <h3>Notes on the canvas</h3>
      <ul className="fb-rows">
        {notes.map((note, index) => (
          <li key={note.id} className="fb-row fb-row-note">
            <textarea
              aria-label={`Note ${index + 1}`}
              rows={2}
              value={note.text}
              readOnly={!mayChange}
              onChange={(event) =>
                store.edit(changeNote(store.get().graph, note.id, { text: event.target.value }), {
                  mark: `note:${note.id}`,
                })
              }
              onBlur={() => store.dispatch({ type: "end-step" })}
            />
            {mayChange && (
              <IconButton
                label={`Delete note ${index + 1}`}
                onClick={() =>
                  store.edit(remove(store.get().graph, [note.id]), { notice: "Note deleted." })
                }
              >
                <Trash2 {...icon} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
