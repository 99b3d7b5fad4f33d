/** One rule of the list: its sentence, and its editor when it is open. */

import { ChevronDown, ChevronUp, Copy, GripVertical, Trash2 } from "lucide-react";
import { useEffect, useId, useRef } from "react";

import type { Standing } from "../state/compare";
import { changed, duplicated, moved, newKey, without } from "../state/rules";
import type { Reading, Rule } from "../types";
import { icon, Switch } from "./bits";
import { ConditionTree } from "./ConditionTree";
import { useMayChange, usePage, usePageState } from "./context";
import { Details, Outcome, type ChangeRule } from "./Outcome";

const STANDINGS: Record<Standing, string> = { same: "", new: "new", changed: "changed" };

export function RuleRow({
  rule,
  place,
  standing,
  isDropTarget,
  onDrag,
}: {
  rule: Rule;
  place: number;
  standing: Standing;
  isDropTarget: boolean;
  onDrag: (key: string | null) => void;
}): React.ReactNode {
  const { store } = usePage();
  const reading = usePageState((state) => state.readings[rule.key]);
  const isOpen = usePageState((state) => state.open === rule.key);
  const mayChange = useMayChange();
  const row = useRef<HTMLLIElement>(null);
  const bodyId = useId();
  const change: ChangeRule = (part, mark) => {
    const rules = changed(store.get().rules, rule.key, part);
    store.dispatch({ type: "edit", rules, mark: mark ? `${rule.key}:${mark}` : "" });
  };
  const isBlocked = reading?.problems.some((one) => one.blocks);
  useEffect(() => {
    if (!isOpen || !row.current) return;
    row.current.scrollIntoView({ block: "nearest" });
    // Opened from elsewhere: whoever works by keyboard goes on here.
    if (!row.current.contains(document.activeElement)) focusRule(rule.key);
  }, [isOpen, rule.key]);
  const classes = ["pe-rule", rule.enabled ? "" : "pe-off", isOpen ? "pe-open" : ""];
  if (isDropTarget) classes.push("pe-drop");
  return (
    <li ref={row} className={classes.filter(Boolean).join(" ")} data-key={rule.key}>
      <div className="pe-rule-head">
        {mayChange && <Handle rule={rule} place={place} onDrag={onDrag} />}
        <button
          type="button"
          className="pe-sentence"
          aria-expanded={isOpen}
          aria-controls={bodyId}
          onClick={() => store.dispatch({ type: "open", key: isOpen ? null : rule.key })}
        >
          <Sentence reading={reading} />
          <span className="pe-badges">
            {!rule.enabled && <span className="pe-badge">off</span>}
            {STANDINGS[standing] && (
              <span className="pe-badge pe-pending">{STANDINGS[standing]}, not live yet</span>
            )}
            {isBlocked && <span className="pe-badge pe-bad">unfinished</span>}
          </span>
        </button>
        <span className="pe-priority" title="Priority">
          {rule.priority}
        </span>
        <Switch
          checked={rule.enabled}
          label={`Rule ${place + 1} is on`}
          disabled={!mayChange}
          onChange={(enabled) => change({ enabled })}
        />
        <span className="pe-chevron" aria-hidden="true">
          {isOpen ? <ChevronUp {...icon} /> : <ChevronDown {...icon} />}
        </span>
      </div>
      <Problems rule={rule} reading={reading} />
      <div id={bodyId} hidden={!isOpen}>
        {isOpen && <RuleEditor rule={rule} reading={reading} change={change} />}
      </div>
    </li>
  );
}

/** The keyboard goes on at this rule. */
function focusRule(key: string): void {
  document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"] .pe-sentence`)?.focus();
}

/** The part after "if" stands out: it is what tells rules apart. */
function Sentence({ reading }: { reading: Reading | undefined }): React.ReactNode {
  if (!reading) return <span className="pe-words pe-soft">Reading this rule…</span>;
  const at = reading.sentence.indexOf(reading.condition);
  if (at < 0) return <span className="pe-words">{reading.sentence}</span>;
  return (
    <span className="pe-words">
      {reading.sentence.slice(0, at)}
      <b>{reading.condition}</b>
      {reading.sentence.slice(at + reading.condition.length)}
    </span>
  );
}

/** Dragged with the mouse, or moved with the arrow keys. */
function Handle({
  rule,
  place,
  onDrag,
}: {
  rule: Rule;
  place: number;
  onDrag: (key: string | null) => void;
}): React.ReactNode {
  const { store } = usePage();
  const move = (by: number): void => {
    const rules = moved(store.get().rules, rule.key, place + by);
    const at = rules.findIndex((one) => one.key === rule.key);
    const notice = `Rule moved to place ${at + 1} of ${rules.length}.`;
    store.dispatch({ type: "edit", rules, notice });
  };
  return (
    <button
      type="button"
      className="pe-icon pe-handle"
      draggable
      aria-label={`Move rule ${place + 1}: arrow keys up and down`}
      title="Drag, or use the arrow keys"
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", rule.key);
        onDrag(rule.key);
      }}
      onDragEnd={() => onDrag(null)}
      onKeyDown={(event) => {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        move(event.key === "ArrowUp" ? -1 : 1);
      }}
    >
      <GripVertical {...icon} />
    </button>
  );
}

function Problems({
  rule,
  reading,
}: {
  rule: Rule;
  reading: Reading | undefined;
}): React.ReactNode {
  const saving = usePageState((state) => state.saving);
  const refused = saving.kind === "refused" && saving.rule === rule.key ? saving.detail : "";
  if (!refused && !reading?.problems.length) return null;
  return (
    <ul className="pe-problems">
      {refused && <li className="pe-blocks">Not saved: {refused}.</li>}
      {reading?.problems.map((one) => (
        <li key={one.text} className={one.blocks ? "pe-blocks" : ""}>
          {one.text}
        </li>
      ))}
    </ul>
  );
}

function RuleEditor({
  rule,
  reading,
  change,
}: {
  rule: Rule;
  reading: Reading | undefined;
  change: ChangeRule;
}): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const rules = (): Rule[] => store.get().rules;
  const copy = (): void => {
    const key = newKey();
    const notice = "A copy stands below, switched off.";
    store.dispatch({ type: "edit", rules: duplicated(rules(), rule.key, key), notice });
    store.dispatch({ type: "open", key });
  };
  const remove = (): void => {
    const before = rules();
    const at = before.findIndex((one) => one.key === rule.key);
    const neighbour = before[at + 1] ?? before[at - 1];
    store.dispatch({ type: "open", key: null });
    store.dispatch({ type: "edit", rules: without(before, rule.key), notice: "Rule deleted." });
    if (neighbour) requestAnimationFrame(() => focusRule(neighbour.key));
  };
  return (
    <div className="pe-editor">
      <ConditionTree
        condition={rule.when}
        onChange={(when, mark) => change({ when }, mark ? `when:${mark}` : "")}
      />
      <Outcome rule={rule} change={change} />
      <Details rule={rule} reading={reading} change={change} />
      <div className="pe-actions">
        <button
          type="button"
          className="pe-button"
          onClick={() => store.dispatch({ type: "open", key: null })}
        >
          Done
        </button>
        {mayChange && (
          <>
            <button type="button" className="pe-button pe-quiet" onClick={copy}>
              <Copy {...icon} /> Duplicate
            </button>
            <button type="button" className="pe-button pe-quiet pe-danger" onClick={remove}>
              <Trash2 {...icon} /> Delete
            </button>
          </>
        )}
      </div>
    </div>
  );
}
