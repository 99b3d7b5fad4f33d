/** A list of entries: add, remove, and put in order by buttons or Alt with the arrow keys. */

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRef } from "react";

import { keyOf } from "../../state/graph";
import { type Field, newEntry, singular } from "../../state/schema";
import type { Config, Json } from "../../types";
import { icon, IconButton } from "../bits";
import { usePage } from "../context";
import { Fields, Single, useForm } from "./Form";

export function ListField({
  field,
  value,
  path,
  onChange,
}: {
  field: Field;
  value: Json;
  path: string;
  onChange: (value: Json) => void;
}): React.ReactNode {
  const { disabled, keyField, endStep } = useForm();
  const { store } = usePage();
  const frame = useRef<HTMLDivElement>(null);
  const entries = Array.isArray(value) ? value : [];
  const one = singular(field.title);

  const focusEntry = (index: number, what = "input, textarea, select"): void => {
    requestAnimationFrame(() => {
      const entry = frame.current?.querySelector(`:scope > ol > li:nth-child(${index + 1})`);
      (entry?.querySelector<HTMLElement>(what) ?? frame.current?.querySelector("button"))?.focus();
    });
  };
  const step = (next: Json[], say: string): void => {
    endStep();
    onChange(next);
    endStep();
    store.say(say);
  };
  const add = (): void => {
    step([...entries, newEntry(field)], `${one} ${entries.length + 1} added.`);
    focusEntry(entries.length);
  };
  const remove = (at: number): void => {
    const next = entries.filter((_, index) => index !== at);
    step(next, `${one} ${at + 1} removed.`);
    focusEntry(Math.max(0, Math.min(at, next.length - 1)), "button");
  };
  const shift = (at: number, by: -1 | 1): void => {
    const to = at + by;
    const moved = entries[at];
    if (moved === undefined || to < 0 || to >= entries.length) return;
    const next = entries.filter((_, index) => index !== at);
    next.splice(to, 0, moved);
    step(next, `${one} ${at + 1} is number ${to + 1} now.`);
    const button = by < 0 ? "[data-move=up]" : "[data-move=down]";
    focusEntry(to, `${button}:not(:disabled), [data-move]:not(:disabled)`);
  };
  return (
    <div ref={frame} className="fb-list">
      {entries.length > 0 && (
        <ol>
          {entries.map((entry, index) => (
            <li
              key={keyOf(entry, keyField) || index}
              className={field.entry ? "fb-entry" : "fb-entry fb-entry-single"}
              onKeyDown={(event) => {
                if (!event.altKey || disabled) return;
                const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
                if (!by) return;
                event.preventDefault();
                event.stopPropagation();
                shift(index, by);
              }}
            >
              <div className="fb-entry-head">
                {field.entry ? (
                  <strong>{entryTitle(entry, one, index)}</strong>
                ) : (
                  <SingleEntry
                    field={field}
                    entry={entry}
                    label={`${one} ${index + 1}`}
                    onChange={(next) =>
                      onChange(entries.map((old, at) => (at === index ? next : old)))
                    }
                  />
                )}
                {!disabled && (
                  <span className="fb-entry-tools">
                    <Mover
                      way="up"
                      label={`Move ${one} ${index + 1} up`}
                      disabled={index === 0}
                      onClick={() => shift(index, -1)}
                    />
                    <Mover
                      way="down"
                      label={`Move ${one} ${index + 1} down`}
                      disabled={index === entries.length - 1}
                      onClick={() => shift(index, 1)}
                    />
                    <IconButton label={`Remove ${one} ${index + 1}`} onClick={() => remove(index)}>
                      <Trash2 {...icon} />
                    </IconButton>
                  </span>
                )}
              </div>
              {field.entry && (
                <div className="fb-fields">
                  <Fields
                    fields={field.entry}
                    values={asConfig(entry)}
                    path={`${path}.${index}`}
                    onChange={(name, part) =>
                      onChange(
                        entries.map((old, at) =>
                          at === index ? { ...asConfig(old), [name]: part } : old,
                        ),
                      )
                    }
                  />
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
      {!disabled && (field.maxItems === null || entries.length < field.maxItems) && (
        <button type="button" className="fb-button fb-quiet" onClick={add}>
          <Plus {...icon} /> {field.add}
        </button>
      )}
      {disabled && entries.length === 0 && <p className="fb-soft">None.</p>}
    </div>
  );
}

function Mover({
  way,
  label,
  disabled,
  onClick,
}: {
  way: "up" | "down";
  label: string;
  disabled: boolean;
  onClick: () => void;
}): React.ReactNode {
  return (
    <button
      type="button"
      className="fb-icon"
      data-move={way}
      aria-label={label}
      title={`${label} (Alt+arrow)`}
      disabled={disabled}
      onClick={onClick}
    >
      {way === "up" ? <ArrowUp {...icon} /> : <ArrowDown {...icon} />}
    </button>
  );
}

function SingleEntry({
  field,
  entry,
  label,
  onChange,
}: {
  field: Field;
  entry: Json;
  label: string;
  onChange: (value: Json) => void;
}): React.ReactNode {
  if (!field.single) return null;
  return (
    <span className="fb-grow" role="group" aria-label={label}>
      <Single
        id={`${field.name}-${label}`.replaceAll(" ", "-")}
        field={{ ...field.single, title: label }}
        value={entry}
        described={undefined}
        onChange={onChange}
      />
    </span>
  );
}

function asConfig(entry: Json): Config {
  return typeof entry === "object" && entry !== null && !Array.isArray(entry) ? entry : {};
}

function entryTitle(entry: Json, one: string, index: number): string {
  const { label, title, name } = asConfig(entry);
  const words = [label, title, name].find((part) => typeof part === "string" && part);
  return typeof words === "string" ? words : `${one} ${index + 1}`;
}
