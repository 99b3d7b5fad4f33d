/** Hours of the week: on which days, from when to when. */

import { Plus, Trash2 } from "lucide-react";

import { type Field, newEntry } from "../../state/schema";
import type { Config, Json } from "../../types";
import { icon, IconButton } from "../bits";
import { useForm } from "./Form";

const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WORK_DAYS = 5;
const DAY_NAMES = new Set(["days", "day", "weekday", "weekdays"]);

function asConfig(entry: Json): Config {
  return typeof entry === "object" && entry !== null && !Array.isArray(entry) ? entry : {};
}

/** The days of the week as the schema writes them: its own words, or numbers from 0, Monday. */
function weekOf(days: Field | undefined): { value: Json; label: string }[] {
  const named = days?.single?.choices ?? days?.choices ?? [];
  return WEEK.map((label, index) => ({ value: named[index]?.value ?? index, label }));
}

function daysIn(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

export function SpansField({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: Json;
  onChange: (value: Json) => void;
}): React.ReactNode {
  const { disabled, endStep } = useForm();
  const spans = (Array.isArray(value) ? value : []).map(asConfig);
  const names = (field.entry ?? []).map((one) => one.name);
  const dayName = names.find((name) => DAY_NAMES.has(name)) ?? "days";
  const [from = "from", to = "to"] = names.filter((name) => !DAY_NAMES.has(name));
  const dayField = field.entry?.find((one) => one.name === dayName);
  const week = weekOf(dayField);
  const isOneDay = dayField !== undefined && dayField.widget !== "list";
  const change = (at: number, part: Config): void =>
    onChange(spans.map((span, index) => (index === at ? { ...span, ...part } : span)));
  const add = (): void => {
    const days = week.slice(0, isOneDay ? 1 : WORK_DAYS).map((day) => day.value);
    const hours = { [dayName]: isOneDay ? (days[0] ?? 0) : days, [from]: "09:00", [to]: "17:00" };
    onChange([...spans, { ...asConfig(newEntry(field)), ...hours }]);
  };
  return (
    <div className="fb-spans" onBlur={endStep}>
      {spans.map((span, index) => (
        <div key={index} className="fb-span" role="group" aria-label={`Hours ${index + 1}`}>
          <div className="fb-days" role="group" aria-label="Days">
            {week.map(({ value: day, label }) => {
              const days = daysIn(span[dayName]);
              const isOn = days.includes(day);
              const next = week
                .map((one) => one.value)
                .filter((one) => (one === day ? !isOn : days.includes(one)));
              return (
                <button
                  key={label}
                  type="button"
                  aria-label={label}
                  aria-pressed={isOn}
                  disabled={disabled}
                  onClick={() => change(index, { [dayName]: isOneDay ? day : next })}
                >
                  {label.slice(0, 3)}
                </button>
              );
            })}
          </div>
          <div className="fb-times">
            {[from, to].map((name, side) => (
              <input
                key={name}
                type="time"
                aria-label={side ? "To" : "From"}
                disabled={disabled}
                value={String(span[name] ?? "").slice(0, 5)}
                onChange={(event) => change(index, { [name]: event.target.value })}
              />
            ))}
            {!disabled && (
              <IconButton
                label={`Remove hours ${index + 1}`}
                onClick={() => onChange(spans.filter((_, at) => at !== index))}
              >
                <Trash2 {...icon} />
              </IconButton>
            )}
          </div>
        </div>
      ))}
      {!disabled && (
        <button type="button" className="fb-button fb-quiet" onClick={add}>
          <Plus {...icon} /> {field.add === "Add an entry" ? "Add hours" : field.add}
        </button>
      )}
    </div>
  );
}
