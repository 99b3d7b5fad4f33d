/** All rules, the most important first. */

import { Plus, RotateCcw } from "lucide-react";
import { useState } from "react";

import { pendingChanges } from "../state/compare";
import { moved, ruleOfRecipe, ruleOfTrigger, withRule } from "../state/rules";
import { groupOf, isLeaf } from "../state/conditions";
import type { Condition, Rule } from "../types";
import { icon } from "./bits";
import { useMayChange, usePage, usePageState } from "./context";
import { RuleRow } from "./RuleRow";
import { TriggerPicker } from "./TriggerPicker";

const NONE: Rule[] = [];

export function RuleList(): React.ReactNode {
  const { store } = usePage();
  const rules = usePageState((state) => state.rules);
  const live = usePageState((state) => state.policy.live?.rules ?? NONE);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const { standing, removed } = pendingChanges(rules, live);
  const drop = (target: string): void => {
    const key = dragged;
    setDragged(null);
    setOver(null);
    if (!key || key === target) return;
    const place = rules.findIndex((rule) => rule.key === target);
    const next = moved(rules, key, place);
    store.dispatch({ type: "edit", rules: next, notice: `Rule moved to place ${place + 1}.` });
  };
  return (
    <section className="pe-list" aria-labelledby="pe-rules-title">
      <header className="pe-list-head">
        <h2 id="pe-rules-title">
          {rules.length === 1 ? "1 rule" : `${rules.length} rules`}, the most important first
        </h2>
        <p className="pe-help">
          Each rule that fires brings in a person. When several do, the highest one gives the
          reason, the team and the words.
        </p>
      </header>
      <AddRule />
      {!hears(rules) && (
        <p className="pe-caution">
          No rule here brings in a person for visitors who ask for one. They would stay with the
          assistant.
        </p>
      )}
      {!rules.length && (
        <p className="pe-empty">
          There are no rules yet. The assistant then hands over only when it fails. Begin with one
          of the ready-made rules.
        </p>
      )}
      <ol
        className="pe-rules"
        onDragOver={(event) => {
          if (!dragged || !(event.target instanceof Element)) return;
          event.preventDefault();
          setOver(event.target.closest<HTMLElement>("[data-key]")?.dataset["key"] ?? null);
        }}
        onDrop={(event) => {
          event.preventDefault();
          if (over) drop(over);
        }}
      >
        {rules.map((rule, place) => (
          <RuleRow
            key={rule.key}
            rule={rule}
            place={place}
            standing={standing[rule.key] ?? "same"}
            isDropTarget={dragged !== null && over === rule.key && dragged !== rule.key}
            onDrag={(key) => {
              setDragged(key);
              if (!key) setOver(null);
            }}
          />
        ))}
      </ol>
      <Removed rules={removed} />
      <Afterwards />
    </section>
  );
}

/** Whether somebody who asks for a person gets one by these rules. */
function hears(rules: Rule[]): boolean {
  return rules.some((rule) => rule.enabled && holds(rule.when, "human_request"));
}

function holds(condition: Condition, kind: string): boolean {
  if (isLeaf(condition)) return condition.trigger === kind;
  return groupOf(condition)?.parts.some((part) => holds(part, kind)) ?? false;
}

/** What comes after the rules: how long people may take, and what happens then. */
function Afterwards(): React.ReactNode {
  const { settingsUrl } = usePage();
  const { deadline_s, fallback } = usePageState((state) => state.policy.settings);
  return (
    <p className="pe-help">
      A waiting visitor is looked after within {span(deadline_s)}. When nobody is there:{" "}
      {fallback.toLowerCase()}.{" "}
      <a className="pe-link" href={settingsUrl}>
        Settings
      </a>
    </p>
  );
}

function span(seconds: number): string {
  if (seconds % 60) return `${seconds} seconds`;
  return seconds === 60 ? "a minute" : `${seconds / 60} minutes`;
}

function AddRule(): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const triggers = usePageState((state) => state.policy.triggers);
  const [picking, setPicking] = useState<boolean | null>(null);
  if (!mayChange) return null;
  const add = (rule: Rule): void => {
    setPicking(null);
    store.dispatch({
      type: "edit",
      rules: withRule(store.get().rules, rule),
      notice: "Rule added.",
    });
    store.dispatch({ type: "open", key: rule.key });
  };
  if (!picking) {
    return (
      <div className="pe-actions">
        <button
          type="button"
          className="pe-button"
          autoFocus={picking === false}
          onClick={() => setPicking(true)}
        >
          <Plus {...icon} /> Add a rule
        </button>
      </div>
    );
  }
  return (
    <TriggerPicker
      title="A person takes over when…"
      onClose={() => setPicking(false)}
      onTrigger={(schema) => add(ruleOfTrigger(schema))}
      onRecipe={(recipe) => add(ruleOfRecipe(recipe, triggers))}
    />
  );
}

/** Live rules that the draft no longer has. */
function Removed({ rules }: { rules: Rule[] }): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const readings = usePageState((state) => state.policy.live?.readings);
  if (!rules.length) return null;
  return (
    <div className="pe-removed">
      <h3>Live now, gone when you publish</h3>
      <ul>
        {rules.map((rule) => (
          <li key={rule.key}>
            <span>{readings?.find((one) => one.key === rule.key)?.sentence}</span>
            {mayChange && (
              <button
                type="button"
                className="pe-button pe-quiet"
                onClick={() =>
                  store.dispatch({
                    type: "edit",
                    rules: withRule(store.get().rules, rule),
                    notice: "Rule brought back.",
                  })
                }
              >
                <RotateCcw {...icon} /> Bring back
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
