/** Hours of the week: on which days, from when to when. */

import { Plus, Trash2 } from "lucide-react";

import { type Field, newEntry } from "../../state/schema";
import type { Config, Json } from "../../types";
import { icon, IconButton } from "../bits";
import { useForm } from "./Form";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LONG = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WORK_DAYS = [0, 1, 2, 3, 4];
const DAY_NAMES = new Set(["days", "day", "weekday", "weekdays"]);

function asConfig(entry: Json): Config {
  return typeof entry === "object" && entry !== null && !Array.isArray(entry) ? entry : {};
}

/** Days are numbers from 0, Monday. */
function daysIn(value: Json | undefined): number[] {
  const days = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return days.filter((day): day is number => typeof day === "number");
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
  const isOneDay = field.entry?.find((one) => one.name === dayName)?.widget === "number";
  const change = (at: number, part: Config): void =>
    onChange(spans.map((span, index) => (index === at ? { ...span, ...part } : span)));
  const add = (): void => {
    const days = isOneDay ? 0 : WORK_DAYS;
    const fresh = { ...asConfig(newEntry(field)), [dayName]: days, [from]: "09:00", [to]: "17:00" };
    onChange([...spans, fresh]);
  };
  return (
    <div className="fb-spans" onBlur={endStep}>
      {spans.map((span, index) => (
        <div key={index} className="fb-span" role="group" aria-label={`Hours ${index + 1}`}>
          <div className="fb-days" role="group" aria-label="Days">
            {DAYS.map((day, number) => {
              const days = daysIn(span[dayName]);
              const isOn = days.includes(number);
              const others = days.filter((one) => one !== number);
              const next = isOneDay ? number : isOn ? others : [...days, number].sort();
              return (
                <button
                  key={day}
                  type="button"
                  aria-label={LONG[number]}
                  aria-pressed={isOn}
                  disabled={disabled}
                  onClick={() => change(index, { [dayName]: next })}
                >
                  {day}
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
