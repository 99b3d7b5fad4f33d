/** Controls for a single value. */

import { Braces } from "lucide-react";
import { useId, useRef, useState } from "react";

import type { Fact, Json } from "../../types";
import { icon } from "../bits";
import { useBuilder } from "../context";
import { useForm, type WidgetProps } from "./Form";

/** Texts that may be no longer than this are titles and labels: one line. */
const ONE_LINE = 200;

function wordsOf(value: Json): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Rows that a text needs, within limits. */
function rowsFor(text: string, least: number): number {
  const lines = text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 44), 0);
  return Math.min(12, Math.max(least, lines));
}

export function TextField({ id, field, value, described, onChange }: WidgetProps): React.ReactNode {
  const { disabled } = useForm();
  const shared = {
    id,
    value: wordsOf(value),
    disabled,
    placeholder: field.placeholder,
    "aria-describedby": described,
    ...(field.maxLength ? { maxLength: field.maxLength } : {}),
  };
  if (field.widget === "long_text" || field.widget === "code") {
    return (
      <textarea
        {...shared}
        className={field.widget === "code" ? "fb-code" : undefined}
        spellCheck={field.widget !== "code"}
        rows={rowsFor(shared.value, 3)}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <input
      {...shared}
      type={field.widget === "color" ? "color" : "text"}
      onChange={(event) =>
        onChange(field.isNullable && event.target.value === "" ? null : event.target.value)
      }
    />
  );
}

/** Text with variables, and a menu of those that there are. */
export function TemplateField({
  id,
  field,
  value,
  described,
  onChange,
}: WidgetProps): React.ReactNode {
  const { disabled } = useForm();
  const box = useRef<HTMLTextAreaElement>(null);
  const facts = useBuilder((state) => state.page.facts);
  const text = wordsOf(value);
  const isShort = (field.maxLength ?? ONE_LINE + 1) <= ONE_LINE;
  const insert = (name: string): void => {
    const area = box.current;
    const [from, to] = [area?.selectionStart ?? text.length, area?.selectionEnd ?? text.length];
    const words = `{{${name}}}`;
    onChange(text.slice(0, from) + words + text.slice(to));
    // A free name is written between the dot and the braces.
    const caret = from + words.length - (name.endsWith(".") ? 2 : 0);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(caret, caret);
    });
  };
  return (
    <div className="fb-template">
      <textarea
        ref={box}
        id={id}
        value={text}
        disabled={disabled}
        placeholder={field.placeholder}
        aria-describedby={described}
        rows={rowsFor(text, isShort ? 1 : 3)}
        {...(field.maxLength ? { maxLength: field.maxLength } : {})}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (isShort && event.key === "Enter") event.preventDefault();
        }}
      />
      {!disabled && <VariablePicker facts={facts} of={field.title} onPick={insert} />}
    </div>
  );
}

function VariablePicker({
  facts,
  of,
  onPick,
}: {
  facts: readonly Fact[];
  of: string;
  onPick: (name: string) => void;
}): React.ReactNode {
  const id = useId();
  const groups = [...new Set(facts.map((fact) => fact.group))];
  return (
    <label className="fb-variables" htmlFor={id} title="Insert a variable">
      <Braces {...icon} />
      <span>Insert a variable</span>
      <select
        id={id}
        aria-label={`Insert a variable into ${of}`}
        value=""
        onChange={(event) => onPick(event.target.value)}
      >
        <option value="" disabled>
          Insert a variable
        </option>
        <optgroup label="Often used">
          <option value="visitor.name">Name of the visitor</option>
          <option value="visitor.email">E-mail of the visitor</option>
        </optgroup>
        {groups.map((group) => (
          <optgroup key={group} label={group}>
            {facts
              .filter((fact) => fact.group === group)
              .map((fact) => (
                <option key={fact.name} value={fact.name}>
                  {fact.label}
                  {fact.is_prefix ? "…" : ""}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

/** A number; what is typed stays as typed until it is one. */
export function NumberField({
  id,
  field,
  value,
  described,
  onChange,
}: WidgetProps): React.ReactNode {
  const { disabled } = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const isShare = field.unit === "%" && (field.maximum ?? 100) <= 1;
  const scale = isShare ? 100 : 1;
  const shown = typeof value === "number" ? String(Math.round(value * scale * 1e6) / 1e6) : "";
  const take = (text: string): void => {
    setTyped(text);
    if (text.trim() === "") {
      if (field.isNullable) onChange(null);
      return;
    }
    const number = Number(text);
    if (!Number.isFinite(number)) return;
    onChange((field.isWhole ? Math.round(number) : number) / scale);
  };
  return (
    <span className="fb-number">
      <input
        id={id}
        type="number"
        value={typed ?? shown}
        disabled={disabled}
        placeholder={field.placeholder}
        aria-describedby={described}
        step={field.isWhole || isShare ? 1 : "any"}
        {...(field.minimum === null ? {} : { min: field.minimum * scale })}
        {...(field.maximum === null ? {} : { max: field.maximum * scale })}
        onChange={(event) => take(event.target.value)}
        onBlur={() => setTyped(null)}
      />
      {field.unit && <span className="fb-unit">{field.unit}</span>}
    </span>
  );
}

export function SelectField({
  id,
  field,
  value,
  described,
  onChange,
}: WidgetProps): React.ReactNode {
  const { disabled } = useForm();
  const at = field.choices.findIndex((one) => one.value === value);
  return (
    <select
      id={id}
      value={at < 0 ? "" : String(at)}
      disabled={disabled}
      aria-describedby={described}
      onChange={(event) => {
        const choice = field.choices[Number(event.target.value)];
        onChange(event.target.value === "" || !choice ? null : choice.value);
      }}
    >
      {(field.isNullable || at < 0) && <option value="">{field.placeholder || "—"}</option>}
      {field.choices.map((one, index) => (
        <option key={String(one.value)} value={index}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

/** Anything in JSON; taken over once it can be read. */
export function JsonField({ id, value, described, onChange }: WidgetProps): React.ReactNode {
  const { disabled } = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  const text = typed ?? (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return (
    <>
      <textarea
        id={id}
        className="fb-code"
        spellCheck={false}
        value={text}
        disabled={disabled}
        aria-describedby={described}
        aria-invalid={isWrong}
        rows={rowsFor(text, 4)}
        onChange={(event) => {
          setTyped(event.target.value);
          try {
            onChange(JSON.parse(event.target.value) as Json);
            setWrong(false);
          } catch {
            // Half-written: said below, and kept as typed.
            setWrong(true);
          }
        }}
        onBlur={() => {
          if (!isWrong) setTyped(null);
        }}
      />
      {isWrong && <p className="fb-error">This is not JSON yet, so the last good one holds.</p>}
    </>
  );
}
