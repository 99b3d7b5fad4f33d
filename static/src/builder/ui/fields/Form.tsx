/** The form of a node's settings, made from its schema. */

import { createContext, useContext } from "react";

import { type Field as FieldSpec, isShown } from "../../state/schema";
import type { Config, FlowNode, Json } from "../../types";
import { Field, Switch } from "../bits";
import { ConditionField } from "./ConditionField";
import { ListField } from "./ListField";
import { ReferenceField } from "./ReferenceField";
import { JsonField, NumberField, SelectField, TemplateField, TextField } from "./Simple";
import { SpansField } from "./SpansField";

/** What the parts of one form share. */
export interface FormContext {
  node: FlowNode;
  disabled: boolean;
  /** Sentences of the problems that name a setting. */
  errors: ReadonlyMap<string, string>;
  /** Entries of this list have a key each, which nobody edits. */
  keyField: string;
  endStep: () => void;
}

const Context = createContext<FormContext | null>(null);
export const FormProvider = Context;

export function useForm(): FormContext {
  const form = useContext(Context);
  if (!form) throw new Error("outside of a form");
  return form;
}

export interface WidgetProps {
  id: string;
  field: FieldSpec;
  value: Json;
  described: string | undefined;
  onChange: (value: Json) => void;
}

/** Several settings below each other; rarely needed ones are folded. */
export function Fields({
  fields,
  values,
  path = "",
  onChange,
}: {
  fields: readonly FieldSpec[];
  values: Config;
  /** Of the entry that these belong to; empty at the top. */
  path?: string;
  onChange: (name: string, value: Json) => void;
}): React.ReactNode {
  const { errors, keyField } = useForm();
  const shown = fields.filter(
    (field) => isShown(field, values) && !(path && field.name === keyField),
  );
  const usual = shown.filter((field) => !field.isAdvanced);
  const rare = shown.filter((field) => field.isAdvanced);
  const row = (field: FieldSpec): React.ReactNode => (
    <SettingRow
      key={field.name}
      field={field}
      value={values[field.name] ?? (field.isNullable ? null : field.default)}
      error={errorAt(errors, path ? `${path}.${field.name}` : field.name, field)}
      path={path ? `${path}.${field.name}` : field.name}
      onChange={(value) => onChange(field.name, value)}
    />
  );
  const isWrong = rare.some((field) => {
    const place = path ? `${path}.${field.name}` : field.name;
    return [...errors.keys()].some((one) => one === place || one.startsWith(`${place}.`));
  });
  return (
    <>
      {usual.map(row)}
      {rare.length > 0 && (
        <details className="fb-advanced" open={isWrong || undefined}>
          <summary>More settings</summary>
          <div className="fb-fields">{rare.map(row)}</div>
        </details>
      )}
    </>
  );
}

/** The problem of a setting; of one that is drawn as a whole, also that of a part of it. */
function errorAt(
  errors: ReadonlyMap<string, string>,
  path: string,
  field: FieldSpec,
): string | undefined {
  const isWhole = field.widget !== "list";
  const inside = (place: string): boolean => isWhole && place.startsWith(`${path}.`);
  return errors.get(path) ?? [...errors].find(([place]) => inside(place))?.[1];
}

/** Widgets that are several controls name themselves as a group; the others by a label. */
const GROUPS = new Set(["list", "condition", "spans"]);

function SettingRow({
  field,
  value,
  error,
  path,
  onChange,
}: {
  field: FieldSpec;
  value: Json;
  error: string | undefined;
  path: string;
  onChange: (value: Json) => void;
}): React.ReactNode {
  const { disabled, endStep } = useForm();
  if (GROUPS.has(field.widget)) {
    return (
      <fieldset className={error ? "fb-group fb-wrong" : "fb-group"} data-setting={path}>
        <legend>{field.title}</legend>
        {error && <p className="fb-error">{error}</p>}
        {field.help && <p className="fb-help">{field.help}</p>}
        <GroupWidget field={field} value={value} path={path} onChange={onChange} />
      </fieldset>
    );
  }
  if (field.widget === "switch") {
    return (
      <div className="fb-switch-row" data-setting={path}>
        <Field label={field.title} help={field.help} error={error}>
          {(id, described) => (
            <Switch
              id={id}
              checked={value === true}
              disabled={disabled}
              described={described}
              onChange={onChange}
            />
          )}
        </Field>
      </div>
    );
  }
  return (
    <div data-setting={path} onBlur={endStep}>
      <Field label={field.title} help={field.help || undefined} error={error}>
        {(id, described) => (
          <Single id={id} field={field} value={value} described={described} onChange={onChange} />
        )}
      </Field>
    </div>
  );
}

function GroupWidget(props: {
  field: FieldSpec;
  value: Json;
  path: string;
  onChange: (value: Json) => void;
}): React.ReactNode {
  if (props.field.widget === "condition") return <ConditionField {...props} />;
  if (props.field.widget === "spans") return <SpansField {...props} />;
  return <ListField {...props} />;
}

/** One control. */
export function Single(props: WidgetProps): React.ReactNode {
  switch (props.field.widget) {
    case "template":
      return <TemplateField {...props} />;
    case "number":
    case "minutes":
      return <NumberField {...props} />;
    case "select":
      return <SelectField {...props} />;
    case "reference":
      return <ReferenceField {...props} />;
    case "json":
      return <JsonField {...props} />;
    default:
      return <TextField {...props} />;
  }
}
