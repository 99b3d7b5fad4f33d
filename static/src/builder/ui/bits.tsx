/** Small parts that appear in many places. */

import { Check, CircleAlert, Minus, TriangleAlert, X } from "lucide-react";
import { createElement, useId } from "react";

import type { NodeKind, Tone } from "../types";
import { iconOf } from "./icons";

/** Icons of this page: 16 pixels, one stroke. */
export const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
const small = { ...icon, size: 12, strokeWidth: 2.25 } as const;

export function Field({
  label,
  help,
  error,
  children,
}: {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  children: (id: string, describedBy: string | undefined) => React.ReactNode;
}): React.ReactNode {
  const id = useId();
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ");
  return (
    <div className={error ? "fb-field fb-wrong" : "fb-field"}>
      <label htmlFor={id}>{label}</label>
      {children(id, described || undefined)}
      {error && (
        <p id={`${id}-error`} className="fb-error">
          <CircleAlert {...small} /> {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="fb-help">
          {help}
        </p>
      )}
    </div>
  );
}

/** On or off; says which in words to those who do not see it. */
export function Switch({
  id,
  checked,
  label,
  onChange,
  disabled = false,
  described,
}: {
  id?: string;
  checked: boolean;
  /** Only where no label element names it. */
  label?: string | undefined;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  described?: string | undefined;
}): React.ReactNode {
  return (
    <button
      id={id}
      type="button"
      role="switch"
      className="fb-switch"
      aria-checked={checked}
      aria-label={label}
      aria-describedby={described}
      disabled={disabled}
      onClick={() => onChange(!checked)}
    >
      <span aria-hidden="true" />
    </button>
  );
}

/** One of a few, all of them in sight. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
}: {
  label: string;
  value: Value;
  options: { value: Value; label: React.ReactNode }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}): React.ReactNode {
  return (
    <div className="fb-choice" role="group" aria-label={label}>
      {options.map((one) => (
        <button
          key={one.value}
          type="button"
          aria-pressed={one.value === value}
          disabled={disabled}
          onClick={() => onChange(one.value)}
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}

/** A button that shows only a picture. */
export function IconButton({
  label,
  title,
  children,
  onClick,
  disabled = false,
  ...more
}: {
  label: string;
  title?: string;
  children: React.ReactNode;
  onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
  disabled?: boolean;
  "aria-pressed"?: boolean;
  "aria-expanded"?: boolean;
}): React.ReactNode {
  return (
    <button
      type="button"
      className="fb-icon"
      aria-label={label}
      title={title ?? label}
      disabled={disabled}
      onClick={onClick}
      {...more}
    >
      {children}
    </button>
  );
}

/** The picture of a kind on the colour of its category. */
export function KindIcon({ kind }: { kind: NodeKind | undefined }): React.ReactNode {
  return (
    <span className={`fb-kind fb-of-${kind?.category ?? "data"}`} aria-hidden="true">
      {createElement(iconOf(kind?.icon), icon)}
    </span>
  );
}

const TONES = {
  neutral: { Sign: Minus, words: "" },
  good: { Sign: Check, words: "good outcome" },
  warn: { Sign: TriangleAlert, words: "needs attention" },
  bad: { Sign: X, words: "trouble" },
} as const;

/** What a port means, as a shape; its colour only repeats it. */
export function ToneMark({ tone }: { tone: Tone }): React.ReactNode {
  const { Sign, words } = TONES[tone];
  return (
    <span className={`fb-tone fb-tone-${tone}`}>
      <Sign {...small} />
      {words && <span className="fb-unseen">({words})</span>}
    </span>
  );
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
const DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };

/** A moment in the reader's zone: today only the time. */
export function moment(iso: string | null, now: Date = new Date()): string {
  if (!iso) return "";
  const at = new Date(iso);
  const clock = at.toLocaleTimeString([], CLOCK);
  const isToday = at.toDateString() === now.toDateString();
  return isToday ? `at ${clock}` : `on ${at.toLocaleDateString([], DAY)}, ${clock}`;
}

/** Day and time, for the middle of a sentence: "since Nov 16, 2026, 11:10 PM". */
export function dayAndTime(iso: string): string {
  const at = new Date(iso);
  return `${at.toLocaleDateString([], DAY)}, ${at.toLocaleTimeString([], CLOCK)}`;
}

/** `counted(1, "problem")` is "1 problem". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
