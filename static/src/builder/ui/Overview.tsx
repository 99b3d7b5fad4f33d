/** The dock when nothing is selected: what this flow is, and how to work here. */

import { useState } from "react";

import { counted, Switch } from "./bits";
import { useBuilder, useMayChange } from "./context";
import { areLettersOn, setLetters } from "./useKeys";

const KEYS: [keys: string, what: string][] = [
  ["N or /", "search nodes to add"],
  ["Tab, Enter", "next node, its settings"],
  ["Arrow keys", "move what is selected"],
  ["Shift + drag", "select several"],
  ["Ctrl + Z, Y", "undo, redo"],
  ["Ctrl + C, X, V, D", "copy, cut, paste, duplicate"],
  ["Del", "delete"],
  ["Esc", "select nothing"],
];

export function Overview(): React.ReactNode {
  const { name, description, start_hint } = useBuilder((state) => state.page);
  const nodes = useBuilder((state) => state.graph.nodes.length);
  const edges = useBuilder((state) => state.graph.edges.length);
  const mayChange = useMayChange();
  const [areOn, setOn] = useState(areLettersOn);
  return (
    <div className="fb-inspector">
      <h2 id="fb-settings-title" tabIndex={-1}>
        {name}
      </h2>
      {description && <p>{description}</p>}
      <p className="fb-soft">
        {counted(nodes, "node")}, {counted(edges, "connection")}. Choose a node to see its settings
        {mayChange ? " and change them." : "."}
      </p>
      {start_hint && <p className="fb-hint">{start_hint}</p>}
      <h3>Keys</h3>
      <dl className="fb-keys">
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className="fb-switch-row">
        <div className="fb-field">
          <label htmlFor="fb-letters">Single letters as shortcuts</label>
          <Switch
            id="fb-letters"
            checked={areOn}
            onChange={(isOn) => {
              setLetters(isOn);
              setOn(isOn);
            }}
          />
        </div>
      </div>
    </div>
  );
}
