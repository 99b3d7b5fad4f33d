/** The conditions of a rule as a tree that reads like a sentence. */

import { ListTree, Plus, Trash2 } from "lucide-react";
import { useState } from "react";

import {
  added,
  changeAt,
  denied,
  fits,
  group,
  groupOf,
  isLeaf,
  leafOf,
  type Mode,
  type Path,
} from "../state/conditions";
import type { Condition, Leaf, TriggerSchema } from "../types";
import { Choice, icon } from "./bits";
import { useMayChange, useTrigger } from "./context";
import { Fields } from "./Fields";
import { TriggerPicker } from "./TriggerPicker";

const MODES: { value: Mode; label: string }[] = [
  { value: "all", label: "all of these" },
  { value: "any", label: "any of these" },
];

type Change = (root: Condition, mark?: string) => void;

interface PartProps {
  root: Condition;
  part: Condition;
  path: Path;
  onChange: Change;
}

export function ConditionTree({
  condition,
  onChange,
}: {
  condition: Condition;
  onChange: Change;
}): React.ReactNode {
  const found = groupOf(condition);
  return (
    <div className="pe-tree">
      <div className="pe-lead">
        <b>If</b> {found ? null : "this holds:"}
        {found && <GroupMode root={condition} part={condition} path={[]} onChange={onChange} />}
        {found && " hold:"}
      </div>
      {found ? (
        <Parts root={condition} part={condition} path={[]} onChange={onChange} />
      ) : (
        <ul className="pe-parts">
          <Part root={condition} part={condition} path={[]} onChange={onChange} />
        </ul>
      )}
      <Adding root={condition} path={[]} onChange={onChange} />
    </div>
  );
}

function GroupMode({ root, part, path, onChange }: PartProps): React.ReactNode {
  const disabled = !useMayChange();
  const found = groupOf(part);
  if (!found) return null;
  const change = (mode: Mode): void => {
    const next = changeAt(root, path, () => group(mode, found.parts));
    if (next) onChange(next);
  };
  return (
    <Choice
      label="How many must hold"
      value={found.mode}
      options={MODES}
      disabled={disabled}
      onChange={change}
    />
  );
}

function Parts({ root, part, path, onChange }: PartProps): React.ReactNode {
  const found = groupOf(part);
  return (
    <ul className="pe-parts">
      {found?.parts.map((one, index) => (
        <Part
          key={index}
          root={root}
          part={one}
          path={[...path, index]}
          joint={index === 0 ? "" : found.mode === "all" ? "and" : "or"}
          onChange={onChange}
        />
      ))}
    </ul>
  );
}

function Part({
  root,
  part,
  path,
  joint = "",
  onChange,
}: PartProps & { joint?: string }): React.ReactNode {
  const mayChange = useMayChange();
  const inside = "not" in part ? part.not : part;
  const insidePath: Path = "not" in part ? [...path, "not"] : path;
  const isDenied = "not" in part;
  const turned = changeAt(root, path, denied);
  const removed = changeAt(root, path, () => null);
  return (
    <li className={isDenied ? "pe-part pe-denied" : "pe-part"}>
      {joint && <span className="pe-joint">{joint}</span>}
      <div className="pe-part-head">
        <PartName part={inside} />
        {mayChange && turned && (
          <Choice
            label="Holds or not"
            value={isDenied ? "not" : "holds"}
            options={[
              { value: "holds", label: "is so" },
              { value: "not", label: "is not so" },
            ]}
            disabled={!isDenied && !fits(turned)}
            onChange={() => onChange(turned)}
          />
        )}
        {!mayChange && isDenied && <span className="pe-badge">is not so</span>}
        {mayChange && (
          <button
            type="button"
            className="pe-icon"
            aria-label="Remove this condition"
            title={removed ? "Remove this condition" : "A rule needs a condition"}
            disabled={!removed}
            onClick={() => removed && onChange(removed)}
          >
            <Trash2 {...icon} />
          </button>
        )}
      </div>
      {isLeaf(inside) ? (
        <LeafFields root={root} part={inside} path={insidePath} onChange={onChange} />
      ) : (
        <Nested root={root} part={inside} path={insidePath} onChange={onChange} />
      )}
    </li>
  );
}

function PartName({ part }: { part: Condition }): React.ReactNode {
  const schema = useTrigger(isLeaf(part) ? part.trigger : "");
  return <b className="pe-part-name">{schema?.label ?? "A group of conditions"}</b>;
}

function LeafFields({ root, part, path, onChange }: PartProps & { part: Leaf }): React.ReactNode {
  const schema = useTrigger(part.trigger);
  if (!schema) return <p className="pe-help">This kind of condition is unknown here.</p>;
  return (
    <>
      {!schema.fields.length && <p className="pe-help">{schema.about}</p>}
      <Fields
        schema={schema}
        values={part.fields}
        onChange={(fields, name) => {
          const next = changeAt(root, path, () => ({ ...part, fields }));
          if (next) onChange(next, `${path.join(".")}:${name}`);
        }}
      />
    </>
  );
}

function Nested({ root, part, path, onChange }: PartProps): React.ReactNode {
  if (!groupOf(part)) {
    return <Part root={root} part={part} path={path} onChange={onChange} />;
  }
  return (
    <>
      <div className="pe-lead">
        <GroupMode root={root} part={part} path={path} onChange={onChange} />
      </div>
      <Parts root={root} part={part} path={path} onChange={onChange} />
      <Adding root={root} path={path} onChange={onChange} />
    </>
  );
}

/** "Add a condition" and "Add a group", where the tree has room for them. */
function Adding({ root, path, onChange }: Omit<PartProps, "part">): React.ReactNode {
  const [picking, setPicking] = useState<"leaf" | "group" | null>(null);
  const [hasPicked, setPicked] = useState(false);
  const mayChange = useMayChange();
  if (!mayChange) return null;
  const grown = (part: Condition): Condition | null =>
    changeAt(root, path, (there) => added(there, part));
  const room = (part: Condition): boolean => {
    const next = grown(part);
    return next !== null && fits(next);
  };
  const blank: Leaf = { trigger: "", fields: {} };
  const close = (): void => {
    setPicked(true);
    setPicking(null);
  };
  if (picking) {
    return (
      <TriggerPicker
        title={picking === "leaf" ? "Add a condition" : "Begin the group with"}
        onClose={close}
        onTrigger={(schema: TriggerSchema) => {
          const leaf = leafOf(schema);
          const next = grown(picking === "leaf" ? leaf : { any: [leaf] });
          close();
          if (next) onChange(next);
        }}
      />
    );
  }
  return (
    <div className="pe-actions">
      {room(blank) && (
        <button
          type="button"
          className="pe-button"
          autoFocus={hasPicked}
          onClick={() => setPicking("leaf")}
        >
          <Plus {...icon} /> Add a condition
        </button>
      )}
      {groupOf(root) && room({ any: [blank] }) && (
        <button type="button" className="pe-button pe-quiet" onClick={() => setPicking("group")}>
          <ListTree {...icon} /> Add a group
        </button>
      )}
    </div>
  );
}
