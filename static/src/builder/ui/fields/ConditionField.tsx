/** Conditions on facts: which fact, how it is asked, and for what. */

import { Plus, Trash2 } from "lucide-react";
import { useId } from "react";

import {
  conditionOn,
  factOf,
  needsValue,
  OPERATOR_WORDS,
  operatorsOf,
  withFact,
} from "../../state/conditions";
import type { Field } from "../../state/schema";
import type { Condition, Fact, Json, Operator } from "../../types";
import { icon, IconButton } from "../bits";
import { useBuilder } from "../context";
import { useForm } from "./Form";

function asConditions(value: Json): Condition[] {
  const entries = Array.isArray(value) ? value : value === null ? [] : [value];
  return entries.flatMap((entry) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry)
      ? [
          {
            fact: typeof entry["fact"] === "string" ? entry["fact"] : "",
            operator: (entry["operator"] ?? "is") as Operator,
            value: entry["value"] ?? "",
          },
        ]
      : [],
  );
}

export function ConditionField({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: Json;
  onChange: (value: Json) => void;
}): React.ReactNode {
  const { disabled, endStep } = useForm();
  const facts = useBuilder((state) => state.page.facts);
  const conditions = asConditions(value);
  const isList = field.entry !== null || Array.isArray(value);
  const give = (next: Condition[]): void =>
    onChange(isList ? next.map((one) => ({ ...one })) : { ...(next[0] ?? conditionOn(facts[0])) });
  return (
    <div className="fb-conditions" onBlur={endStep}>
      {conditions.map((condition, index) => (
        <Row
          key={index}
          condition={condition}
          facts={facts}
          number={index + 1}
          onChange={(next) => give(conditions.map((old, at) => (at === index ? next : old)))}
          onRemove={isList ? () => give(conditions.filter((_, at) => at !== index)) : undefined}
        />
      ))}
      {!disabled && isList && (
        <button
          type="button"
          className="fb-button fb-quiet"
          onClick={() => give([...conditions, conditionOn(facts[0])])}
        >
          <Plus {...icon} /> Add a condition
        </button>
      )}
    </div>
  );
}

function Row({
  condition,
  facts,
  number,
  onChange,
  onRemove,
}: {
  condition: Condition;
  facts: readonly Fact[];
  number: number;
  onChange: (condition: Condition) => void;
  onRemove: (() => void) | undefined;
}): React.ReactNode {
  const { disabled } = useForm();
  const fact = factOf(condition.fact, facts);
  const operators = operatorsOf(fact?.type ?? "text");
  const isOdd = !operators.includes(condition.operator);
  return (
    <div className="fb-condition" role="group" aria-label={`Condition ${number}`}>
      <FactSelect
        value={condition.fact}
        facts={facts}
        onChange={(name) => onChange(withFact(condition, name, facts))}
      />
      {onRemove && !disabled && (
        <IconButton label={`Remove condition ${number}`} onClick={onRemove}>
          <Trash2 {...icon} />
        </IconButton>
      )}
      <select
        aria-label="How it is asked"
        value={condition.operator}
        disabled={disabled}
        onChange={(event) => onChange({ ...condition, operator: event.target.value as Operator })}
      >
        {(isOdd ? [condition.operator, ...operators] : operators).map((one) => (
          <option key={one} value={one}>
            {OPERATOR_WORDS[one] ?? one}
          </option>
        ))}
      </select>
      {needsValue(condition.operator) && (
        <Value
          fact={fact}
          value={condition.value}
          onChange={(value) => onChange({ ...condition, value })}
        />
      )}
    </div>
  );
}

/** A fact by its name, and the free part of one that begins with a prefix. */
function FactSelect({
  value,
  facts,
  onChange,
}: {
  value: string;
  facts: readonly Fact[];
  onChange: (name: string) => void;
}): React.ReactNode {
  const { disabled } = useForm();
  const fact = factOf(value, facts);
  const groups = [...new Set(facts.map((one) => one.group))];
  return (
    <>
      <select
        aria-label="Fact"
        value={fact?.name ?? value}
        disabled={disabled}
        aria-invalid={!fact}
        onChange={(event) => onChange(event.target.value)}
      >
        {!fact && <option value={value}>{value ? `Unknown: ${value}` : "Choose a fact"}</option>}
        {groups.map((group) => (
          <optgroup key={group} label={group}>
            {facts
              .filter((one) => one.group === group)
              .map((one) => (
                <option key={one.name} value={one.name}>
                  {one.label}
                  {one.is_prefix ? "…" : ""}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      {fact?.is_prefix && (
        <input
          type="text"
          aria-label={`Name: ${fact.label}`}
          placeholder="name, for example plan"
          className="fb-free"
          disabled={disabled}
          value={value.slice(fact.name.length)}
          onChange={(event) => onChange(fact.name + event.target.value)}
        />
      )}
    </>
  );
}

function Value({
  fact,
  value,
  onChange,
}: {
  fact: Fact | undefined;
  value: Json;
  onChange: (value: Json) => void;
}): React.ReactNode {
  const { disabled } = useForm();
  const id = useId();
  const shared = { "aria-label": "Value", disabled, id };
  if (fact?.type === "yes_no") {
    return (
      <select
        {...shared}
        value={String(value) === "false" ? "no" : "yes"}
        onChange={(event) => onChange(event.target.value === "yes")}
      >
        <option value="yes">yes</option>
        <option value="no">no</option>
      </select>
    );
  }
  if (fact?.type === "choice") {
    const isKnown = fact.choices.some((one) => one.value === value);
    return (
      <select {...shared} value={String(value)} onChange={(event) => onChange(event.target.value)}>
        {!isKnown && <option value={String(value)}>{String(value) || "Choose"}</option>}
        {fact.choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    );
  }
  if (fact?.type === "number" || fact?.type === "share") {
    const scale = fact.type === "share" ? 100 : 1;
    return (
      <span className="fb-number">
        <input
          {...shared}
          type="number"
          step="any"
          value={typeof value === "number" ? Math.round(value * scale * 1e6) / 1e6 : ""}
          {...(fact.type === "share" ? { min: 0, max: 100 } : {})}
          onChange={(event) => onChange(Number(event.target.value) / scale)}
        />
        {fact.type === "share" && <span className="fb-unit">%</span>}
      </span>
    );
  }
  return (
    <input
      {...shared}
      type="text"
      value={typeof value === "string" || typeof value === "number" ? value : ""}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
