/** The form of a trigger, made from what the server says of its fields. */

import type { FieldSchema, Fields as Values, FieldValue, Intent, TriggerSchema } from "../types";
import { Choice, Field, Share, Switch, Whole } from "./bits";
import { useMayChange, usePageState } from "./context";
import { Words } from "./Words";

/** More choices than these are folded into a list. */
const MOST_IN_SIGHT = 4;

interface InputProps {
  id: string;
  described: string | undefined;
  field: FieldSchema;
  value: FieldValue;
  disabled: boolean;
  onChange: (value: FieldValue) => void;
}

export function Fields({
  schema,
  values,
  onChange,
}: {
  schema: TriggerSchema;
  values: Values;
  onChange: (values: Values, field: string) => void;
}): React.ReactNode {
  const disabled = !useMayChange();
  const intents = usePageState((state) => state.policy.intents);
  const needed = (field: FieldSchema): string =>
    field.needed && !disabled ? `${field.label} *` : field.label;
  return (
    <div className="pe-fields">
      {schema.fields.map((field) => (
        <Field key={field.name} label={needed(field)} help={field.help}>
          {(id, described) => (
            <Input
              id={id}
              described={described}
              field={field}
              disabled={disabled}
              value={values[field.name] ?? field.default}
              onChange={(value) =>
                onChange(withProposals(values, field, value, intents), field.name)
              }
            />
          )}
        </Field>
      ))}
    </div>
  );
}

/** The first category that is chosen brings its usual threshold, and whether it is sensitive. */
export function withProposals(
  values: Values,
  field: FieldSchema,
  value: FieldValue,
  intents: Intent[],
): Values {
  const next = { ...values, [field.name]: value };
  if (field.type !== "intents" || listOf(values[field.name] ?? []).length) return next;
  const first = intents.find((one) => one.slug === listOf(value)[0]);
  if (!first) return next;
  if ("threshold" in values) next["threshold"] = first.threshold;
  if ("sensitive" in values) next["sensitive"] = first.is_sensitive;
  return next;
}

function Input(props: InputProps): React.ReactNode {
  const { field, value, id, described, disabled, onChange } = props;
  const { minimum, maximum } = { minimum: field.minimum ?? 0, maximum: field.maximum ?? 1000 };
  switch (field.type) {
    case "percent":
      return (
        <Share {...{ id, described, disabled, minimum, maximum, onChange }} value={Number(value)} />
      );
    case "number":
      return (
        <Whole {...{ id, described, disabled, minimum, maximum, onChange }} value={Number(value)} />
      );
    case "yes_no":
      return (
        <Switch
          checked={value === true}
          label={field.label}
          described={described}
          disabled={disabled}
          onChange={onChange}
        />
      );
    case "choice":
      if (field.choices.length > MOST_IN_SIGHT) return <Select {...props} />;
      return (
        <Choice
          label={field.label}
          value={String(value)}
          options={field.choices}
          disabled={disabled}
          onChange={onChange}
        />
      );
    case "intents":
      return <Intents {...props} />;
    case "languages":
      return <Languages {...props} />;
    case "attributes":
      return <Attribute {...props} />;
    case "words":
      return (
        <Words
          {...{ id, described, disabled, onChange }}
          label={field.label}
          words={listOf(value)}
        />
      );
    case "text":
      return (
        <input
          id={id}
          type="text"
          value={String(value)}
          disabled={disabled}
          aria-describedby={described}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function Select({ id, described, field, value, disabled, onChange }: InputProps): React.ReactNode {
  return (
    <select
      id={id}
      value={String(value)}
      disabled={disabled}
      aria-describedby={described}
      onChange={(event) => onChange(event.target.value)}
    >
      {field.choices.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

function listOf(value: FieldValue): string[] {
  return Array.isArray(value) ? value : [];
}

function toggled(list: string[], one: string): string[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}

function Intents({ field, value, disabled, onChange }: InputProps): React.ReactNode {
  const intents = usePageState((state) => state.policy.intents);
  const chosen = listOf(value);
  const gone = chosen.filter((slug) => !intents.some((one) => one.slug === slug));
  if (!intents.length && !gone.length) {
    return (
      <p className="pe-help">There are no intent categories yet. Add some in the menu first.</p>
    );
  }
  return (
    <div className="pe-options" role="group" aria-label={field.label}>
      {intents.map((one) => (
        <button
          key={one.slug}
          type="button"
          className="pe-option"
          title={one.description}
          aria-pressed={chosen.includes(one.slug)}
          disabled={disabled}
          onClick={() => onChange(toggled(chosen, one.slug))}
        >
          {one.name}
          {one.is_sensitive && <small> sensitive</small>}
        </button>
      ))}
      {gone.map((slug) => (
        <button
          key={slug}
          type="button"
          className="pe-option pe-gone"
          aria-pressed="true"
          disabled={disabled}
          onClick={() => onChange(toggled(chosen, slug))}
        >
          {slug} <small>no longer there</small>
        </button>
      ))}
    </div>
  );
}

function Languages({
  id,
  described,
  field,
  value,
  disabled,
  onChange,
}: InputProps): React.ReactNode {
  const languages = usePageState((state) => state.policy.languages);
  const chosen = listOf(value);
  const others = chosen.filter((code) => !languages.some((one) => one.code === code));
  return (
    <>
      <div className="pe-options" role="group" aria-label={field.label}>
        {languages.map((one) => (
          <button
            key={one.code}
            type="button"
            className="pe-option"
            aria-pressed={chosen.includes(one.code)}
            disabled={disabled}
            onClick={() => onChange(toggled(chosen, one.code))}
          >
            {one.name}
          </button>
        ))}
      </div>
      <Words
        {...{ id, described, disabled }}
        label="Other language codes"
        words={others}
        onChange={(words) => onChange([...chosen.filter((one) => !others.includes(one)), ...words])}
      />
    </>
  );
}

function Attribute({ id, described, value, disabled, onChange }: InputProps): React.ReactNode {
  const attributes = usePageState((state) => state.policy.attributes);
  return (
    <>
      <input
        id={id}
        type="text"
        list={`${id}-known`}
        value={String(value)}
        disabled={disabled}
        aria-describedby={described}
        placeholder={attributes[0] ? `for example ${attributes[0]}` : "for example plan"}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-known`}>
        {attributes.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
