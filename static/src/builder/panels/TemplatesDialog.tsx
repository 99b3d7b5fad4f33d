/** Flows to begin with: what each is for, a drawing, and one click to take it. */

import { useCallback } from "react";

import type { FlowTemplate } from "../types";
import { counted } from "../ui/bits";
import { useBuilder, useMayChange, usePage } from "../ui/context";
import { Dialog } from "../ui/Dialog";
import { GraphPreview } from "./GraphPreview";
import { useLoaded, Waiting } from "./parts";

export function TemplatesDialog(): React.ReactNode {
  const { store, api } = usePage();
  const ask = useCallback(() => api.templates(), [api]);
  const { loaded, again } = useLoaded(ask, "The templates could not be loaded.");
  const hasMore = useBuilder((state) => state.graph.nodes.length > 1);
  const close = (): void => store.openDialog(null);
  const take = ({ name, graph }: FlowTemplate): void => {
    store.replaceGraph(graph, `The draft is “${name}” now.`);
    close();
  };
  return (
    <Dialog title="Begin with a template" onClose={close} isWide>
      <div className="fbp">
        <p className="fb-help">
          {hasMore
            ? "A template takes the place of the draft. Undo brings the draft back; what is live stays."
            : "All of them are complete and may be published as they are. Change whatever you like."}
        </p>
        {loaded.kind === "there" ? (
          <Cards templates={loaded.thing} onTake={take} />
        ) : (
          <Waiting loaded={loaded} words="Loading the templates…" again={again} />
        )}
      </div>
    </Dialog>
  );
}

function Cards({
  templates,
  onTake,
}: {
  templates: FlowTemplate[];
  onTake: (template: FlowTemplate) => void;
}): React.ReactNode {
  const mayChange = useMayChange();
  if (!templates.length) return <p className="fb-empty">There are no templates on this server.</p>;
  return (
    <ul className="fbp-cards">
      {templates.map((template) => (
        <li key={template.slug}>
          <GraphPreview
            graph={template.graph}
            name={`Drawing of ${template.name}: ${counted(template.graph.nodes.length, "node")}`}
          />
          <h3>{template.name}</h3>
          <p>{template.description}</p>
          {template.use && template.use !== template.name && (
            <p className="fbp-soft">{template.use}</p>
          )}
          {mayChange && (
            <button
              type="button"
              className="fb-button"
              aria-label={`Use ${template.name}`}
              onClick={() => onTake(template)}
            >
              Use
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
