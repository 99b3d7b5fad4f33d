/** Small parts that appear in many places. */

import { useId } from "react";

/** Icons of this page: 16 pixels, one stroke. */
export const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

export function Field({
  label,
  help,
  children,
}: {
  label: string;
  help?: string;
  children: (id: string, describedBy: string | undefined) => React.ReactNode;
}): React.ReactNode {
  const id = useId();
  const helpId = `${id}-help`;
  return (
    <div className="pe-field">
      <label htmlFor={id}>{label}</label>
      {children(id, help ? helpId : undefined)}
      {help && (
        <p id={helpId} className="pe-help">
          {help}
        </p>
      )}
    </div>
  );
}

/** On or off; says which in words to those who do not see it. */
export function Switch({
  checked,
  label,
  onChange,
  disabled = false,
  described,
}: {
  checked: boolean;
  label: string;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  described?: string | undefined;
}): React.ReactNode {
  return (
    <button
      type="button"
      role="switch"
      className="pe-switch"
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
  options: { value: Value; label: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}): React.ReactNode {
  return (
    <div className="pe-choice" role="group" aria-label={label}>
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

/** A share from 0 to 1 as a slider with its percentage, or another number as a number. */
export function Share({
  id,
  value,
  minimum,
  maximum,
  described,
  disabled,
  onChange,
}: {
  id: string;
  value: number;
  minimum: number;
  maximum: number;
  described?: string | undefined;
  disabled?: boolean;
  onChange: (value: number) => void;
}): React.ReactNode {
  const percent = Math.round(value * 100);
  return (
    <span className="pe-share">
      <input
        id={id}
        type="range"
        min={Math.round(minimum * 100)}
        max={Math.round(maximum * 100)}
        step={1}
        value={percent}
        disabled={disabled}
        aria-describedby={described}
        aria-valuetext={`${percent} %`}
        onChange={(event) => onChange(Number(event.target.value) / 100)}
      />
      <output htmlFor={id}>{percent} %</output>
    </span>
  );
}

export function Whole({
  id,
  value,
  minimum,
  maximum,
  described,
  disabled,
  onChange,
}: {
  id: string;
  value: number;
  minimum: number;
  maximum: number;
  described?: string | undefined;
  disabled?: boolean;
  onChange: (value: number) => void;
}): React.ReactNode {
  return (
    <input
      id={id}
      type="number"
      className="pe-number"
      min={minimum}
      max={maximum}
      value={value}
      disabled={disabled}
      aria-describedby={described}
      onChange={(event) => {
        const given = Math.round(event.target.valueAsNumber);
        if (Number.isNaN(given)) return;
        onChange(Math.max(minimum, Math.min(maximum, given)));
      }}
    />
  );
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** A clock time today, else with its day. */
export function moment(at: string | null): string {
  if (!at) return "";
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : day.format(date);
}
