/** A form within the test, drawn simply: every kind of field can be filled in. */

import { useId, useState } from "react";

import type { FormField, TriedForm as Form } from "../../types";
import { linkable } from "../parts";

type Values = Record<string, string>;

export function TriedForm({
  form,
  isOpen,
  isBusy,
  onSubmit,
  onSkip,
}: {
  form: Form;
  /** Only the form that is waited for may be sent. */
  isOpen: boolean;
  isBusy: boolean;
  onSubmit: (values: Values) => void;
  onSkip: () => void;
}): React.ReactNode {
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(form.fields.map((field) => [field.name, field.value])),
  );
  const id = useId();
  const sendsAtOnce = form.fields.length === 1 && form.fields[0]?.kind === "buttons";
  const isSkippable = form.is_skippable ?? form.kind === "survey";
  return (
    <form
      className="fbp-form"
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(values);
      }}
    >
      <h4 id={id}>{form.title || "A form"}</h4>
      {form.text && <p>{form.text}</p>}
      <fieldset disabled={!isOpen || isBusy} className="fbp-bare">
        {form.fields.map((field) => (
          <Row
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            onChange={(value) => {
              const next = { ...values, [field.name]: value };
              setValues(next);
              if (sendsAtOnce) onSubmit(next);
            }}
          />
        ))}
        <div className="fbp-actions" hidden={!isOpen}>
          {!sendsAtOnce && (
            <button type="submit" className="fb-button">
              Send the form
            </button>
          )}
          {isSkippable && (
            <button type="button" className="fb-button fb-quiet" onClick={onSkip}>
              Skip
            </button>
          )}
        </div>
      </fieldset>
    </form>
  );
}

interface RowProps {
  field: FormField;
  value: string;
  onChange: (value: string) => void;
}

function Row(props: RowProps): React.ReactNode {
  const options = optionsOf(props.field);
  if (props.field.kind === "buttons") return <Buttons {...props} />;
  return options ? <Chosen {...props} options={options} /> : <Typed {...props} />;
}

const RATINGS = ["very bad", "bad", "so-so", "good", "very good"];

/** What can be chosen; null where something is written. */
function optionsOf(field: FormField): { value: string; label: string }[] | null {
  switch (field.kind) {
    case "rating":
      return RATINGS.map((label, index) => ({
        value: String(index + 1),
        label: `${index + 1}, ${label}`,
      }));
    case "yes_no":
      return [
        { value: "yes", label: "Yes" },
        { value: "no", label: "No" },
      ];
    case "choice":
      return field.options;
    case "slot":
      return field.options.map(({ value, label }) => ({ value, label: slotWords(value) || label }));
    default:
      return null;
  }
}

function slotWords(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  return at.toLocaleString([], {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}

function Buttons({ field, value, onChange }: RowProps): React.ReactNode {
  return (
    <div className="fbp-actions" role="group" aria-label={field.label || "Buttons"}>
      {field.options.map((option) => {
        const { url } = option;
        return url && linkable(url) ? (
          <a key={option.value} href={url} target="_blank" rel="noopener noreferrer">
            {option.label}
          </a>
        ) : (
          <button
            key={option.value}
            type="button"
            className="fb-button"
            aria-pressed={value === option.value}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </button>
        );
      })}
    </div>
  );
}

/** From this many options on a list folds out instead. */
const MANY = 6;

function Chosen({
  field,
  value,
  onChange,
  options,
}: RowProps & { options: { value: string; label: string }[] }): React.ReactNode {
  const id = useId();
  if (options.length >= MANY) {
    return (
      <label className="fbp-asked">
        <Question field={field} />
        <select value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose…</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <fieldset className="fbp-asked">
      <legend>
        <Question field={field} />
      </legend>
      {options.map((option) => (
        <label key={option.value} className="fbp-option">
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
          />{" "}
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

const TYPES: Record<string, string> = { number: "number", date: "date" };

/** Nothing is checked here: what the flow says to wrong words is part of the test. */
function Typed({ field, value, onChange }: RowProps): React.ReactNode {
  const change = (event: { target: { value: string } }): void => onChange(event.target.value);
  return (
    <label className="fbp-asked">
      <Question field={field} />
      {field.kind === "long_text" ? (
        <textarea rows={3} value={value} onChange={change} />
      ) : (
        <input type={TYPES[field.kind] ?? "text"} value={value} onChange={change} />
      )}
    </label>
  );
}

function Question({ field }: { field: FormField }): React.ReactNode {
  return (
    <span>
      {field.label}
      {!field.required && <span className="fbp-soft"> (optional)</span>}
      {field.hint && <span className="fbp-soft"> {field.hint}</span>}
    </span>
  );
}
