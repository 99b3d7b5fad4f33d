/** What is selected: its name, its settings, and where each port leads. */

import { CircleAlert, Copy, Trash2, TriangleAlert } from "lucide-react";
import { useMemo } from "react";

import { askToDelete, duplicate } from "../state/deeds";
import { mayDelete, nodeOf, rename, setConfig, settingsOf } from "../state/graph";
import { nameOf } from "../state/ports";
import { fieldsOf } from "../state/schema";
import type { FlowNode, NodeKind, Problem } from "../types";
import { counted, Field, icon, IconButton, KindIcon } from "./bits";
import { useBuilder, useMayChange, usePage } from "./context";
import { type FormContext, Fields, FormProvider } from "./fields/Form";
import { Overview } from "./Overview";
import { PortTable } from "./PortTable";

export const SETTINGS_TITLE_ID = "fb-settings-title";

export function Inspector(): React.ReactNode {
  const nodes = useBuilder((state) => state.selection.nodes);
  const [only] = nodes;
  const node = useBuilder((state) =>
    only && nodes.length === 1 ? nodeOf(state.graph, only) : undefined,
  );
  if (node) return <NodeSettings key={node.id} node={node} />;
  if (nodes.length > 1) return <Several count={nodes.length} />;
  return <Overview />;
}

function Several({ count }: { count: number }): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const nodes = useBuilder((state) => state.selection.nodes);
  return (
    <div className="fb-inspector">
      <h2 id={SETTINGS_TITLE_ID} tabIndex={-1}>
        {counted(count, "node")} selected
      </h2>
      <p className="fb-soft">Drag one to move all, or use the arrow keys.</p>
      {mayChange && (
        <div className="fb-actions">
          <button type="button" className="fb-button" onClick={() => duplicate(store)}>
            <Copy {...icon} /> Duplicate
          </button>
          <button
            type="button"
            className="fb-button fb-danger"
            onClick={() => askToDelete(store, nodes)}
          >
            <Trash2 {...icon} /> Delete
          </button>
        </div>
      )}
    </div>
  );
}

function NodeSettings({ node }: { node: FlowNode }): React.ReactNode {
  const { store } = usePage();
  const kind = useBuilder((state) => state.kinds.get(node.kind));
  const mayChange = useMayChange();
  return (
    <section className="fb-inspector" aria-labelledby={SETTINGS_TITLE_ID}>
      <header>
        <KindIcon kind={kind} />
        <div className="fb-grow">
          <h2 id={SETTINGS_TITLE_ID} tabIndex={-1}>
            {nameOf(node, kind)}
          </h2>
          <p className="fb-soft">{kind?.help ?? "This kind of node is not known here."}</p>
        </div>
        {mayChange && mayDelete(node) && (
          <span className="fb-entry-tools">
            <IconButton label="Duplicate (Ctrl+D)" onClick={() => duplicate(store)}>
              <Copy {...icon} />
            </IconButton>
            <IconButton label="Delete node (Del)" onClick={() => askToDelete(store, [node.id])}>
              <Trash2 {...icon} />
            </IconButton>
          </span>
        )}
      </header>
      <Complaints node={node} />
      <Settings node={node} kind={kind} mayChange={mayChange} />
      <PortTable node={node} />
    </section>
  );
}

function Settings({
  node,
  kind,
  mayChange,
}: {
  node: FlowNode;
  kind: NodeKind | undefined;
  mayChange: boolean;
}): React.ReactNode {
  const { store } = usePage();
  const problems = useBuilder((state) => state.problems);
  const form = useMemo<FormContext>(
    () => ({
      node,
      disabled: !mayChange,
      errors: errorsOf(problems, node.id),
      keyField: kind?.port_list?.key_field ?? "",
      endStep: () => store.dispatch({ type: "end-step" }),
    }),
    [node, mayChange, problems, kind, store],
  );
  return (
    <FormProvider value={form}>
      <div className="fb-fields">
        <div onBlur={form.endStep}>
          <Field label="Name">
            {(id) => (
              <input
                id={id}
                type="text"
                value={node.label}
                maxLength={80}
                placeholder={kind?.label ?? ""}
                disabled={!mayChange}
                onChange={(event) =>
                  store.edit(rename(store.get().graph, node.id, event.target.value), {
                    mark: `label:${node.id}`,
                  })
                }
              />
            )}
          </Field>
        </div>
        {kind && (
          <Fields
            fields={fieldsOf(kind.schema)}
            values={settingsOf(node, kind)}
            onChange={(name, value) => {
              const { graph, kinds } = store.get();
              const mark = `config:${node.id}:${name}`;
              store.edit(setConfig(graph, node.id, name, value, kinds), { mark });
            }}
          />
        )}
      </div>
    </FormProvider>
  );
}

function errorsOf(problems: readonly Problem[], id: string): Map<string, string> {
  const named = problems.filter((problem) => problem.node === id && problem.field);
  return new Map(named.map((problem) => [problem.field ?? "", problem.message]));
}

/** The problems of a node; one that names a setting leads there. */
function Complaints({ node }: { node: FlowNode }): React.ReactNode {
  const all = useBuilder((state) => state.problems);
  const problems = all.filter((problem) => problem.node === node.id);
  if (problems.length === 0) return null;
  return (
    <ul className="fb-complaints" aria-label="Problems of this node">
      {problems.map((problem, index) => (
        <li key={index} className={`fb-complaint fb-complaint-${problem.level}`}>
          {problem.level === "error" ? <CircleAlert {...icon} /> : <TriangleAlert {...icon} />}
          <span>
            <b>{problem.level === "error" ? "Error: " : "Warning: "}</b>
            {problem.field ? (
              <button type="button" onClick={() => focusSetting(problem.field ?? "")}>
                {problem.message}
              </button>
            ) : (
              problem.message
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The control of a setting, or of the nearest one that it is part of. */
function focusSetting(field: string): void {
  const parts = field.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const path = CSS.escape(parts.slice(0, length).join("."));
    const row = document.querySelector(`.fb-dock [data-setting="${path}"]`);
    const control = row?.querySelector<HTMLElement>("input, select, textarea, button");
    if (!row || !control) continue;
    const folded = row.closest("details");
    if (folded) folded.open = true;
    control.focus();
    return;
  }
}
