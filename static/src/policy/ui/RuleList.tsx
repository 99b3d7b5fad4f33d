/** All rules, the most important first. */

import { Plus, RotateCcw } from "lucide-react";
import { useState } from "react";

import { pendingChanges } from "../state/compare";
import { moved, ruleOfRecipe, ruleOfTrigger, withRule } from "../state/rules";
import type { Rule } from "../types";
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
    </section>
  );
}

function AddRule(): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const triggers = usePageState((state) => state.policy.triggers);
  const [picking, setPicking] = useState(false);
  if (!mayChange) return null;
  const add = (rule: Rule): void => {
    setPicking(false);
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
        <button type="button" className="pe-button" onClick={() => setPicking(true)}>
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
