/** All kinds of nodes, to be clicked, dragged or chosen by keyboard. */

import { Search } from "lucide-react";
import { useState } from "react";

import { addAfter } from "../state/deeds";
import type { NodeKind } from "../types";
import { icon, KindIcon } from "./bits";
import { useBuilder, usePage } from "./context";
import { CATEGORIES, matching } from "./kinds";

export const SEARCH_ID = "fb-palette-search";

export function Palette(): React.ReactNode {
  const { store } = usePage();
  const all = useBuilder((state) => state.page.kinds);
  const [words, setWords] = useState("");
  const kinds = matching(all, words);
  const [best] = kinds;
  const groups = CATEGORIES.map((category) => ({
    ...category,
    kinds: kinds.filter((kind) => kind.category === category.name),
  })).filter((group) => group.kinds.length > 0);
  return (
    <aside className="fb-palette" aria-label="Nodes to add">
      <div className="fb-palette-search">
        <Search {...icon} />
        <input
          id={SEARCH_ID}
          type="search"
          className="fb-search"
          aria-label="Search nodes"
          aria-describedby={`${SEARCH_ID}-help`}
          placeholder="Add a node"
          title="Press N to come here"
          autoComplete="off"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && best && words.trim()) {
              event.preventDefault();
              addAfter(store, best.kind);
              setWords("");
            }
            if (event.key === "Escape") {
              setWords("");
              const [id = ""] = store.get().selection.nodes;
              const node = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
              if (node) node.focus();
              else event.currentTarget.blur();
            }
          }}
        />
      </div>
      <p id={`${SEARCH_ID}-help`} className="fb-unseen">
        Enter adds the first match after the selected node and connects it.
      </p>
      <div className="fb-palette-list">
        {groups.map((group) => (
          <section key={group.name} aria-labelledby={`fb-group-${group.name}`}>
            <h2 id={`fb-group-${group.name}`}>{group.label}</h2>
            <ul>
              {group.kinds.map((kind) => (
                <li key={kind.kind}>
                  <Item kind={kind} isBest={words.trim() !== "" && kind === best} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && <p className="fb-soft fb-nothing">No node is called that.</p>}
      </div>
    </aside>
  );
}

function Item({ kind, isBest }: { kind: NodeKind; isBest: boolean }): React.ReactNode {
  const { store } = usePage();
  return (
    <button
      type="button"
      className={isBest ? "fb-item fb-best" : "fb-item"}
      title={kind.help}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData("application/x-baton-kind", kind.kind);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={() => addAfter(store, kind.kind)}
    >
      <KindIcon kind={kind} />
      <span>{kind.label}</span>
    </button>
  );
}
