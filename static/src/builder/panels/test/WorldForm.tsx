/** The settings of a test: the clock, the team, the visitor, the assistant. */

import { Plus, X } from "lucide-react";

import type { World } from "../../types";
import { Choice, Field, icon, IconButton, Switch } from "../../ui/bits";
import { useBuilder, useMayChange } from "../../ui/context";
import { fromLocalClock, localClock, USUAL } from "./world";

interface Props {
  world: World;
  onChange: (world: World) => void;
}

export function WorldForm({ world, onChange }: Props): React.ReactNode {
  const set = <Name extends keyof World>(name: Name, value: World[Name]): void =>
    onChange({ ...world, [name]: value });
  const parts = { world, set };
  return (
    <div className="fbp-world">
      <Team {...parts} />
      <Assistant {...parts} />
      <Visitor {...parts} />
      <button type="button" className="fb-button fb-quiet" onClick={() => onChange(USUAL)}>
        Back to the usual settings
      </button>
    </div>
  );
}

interface PartProps {
  world: World;
  set: <Name extends keyof World>(name: Name, value: World[Name]) => void;
}

const HOURS = [
  { value: "calendar", label: "By the calendar" },
  { value: "open", label: "Open" },
  { value: "closed", label: "Closed" },
] as const;
type Hours = (typeof HOURS)[number]["value"];

function Team({ world, set }: PartProps): React.ReactNode {
  const hours: Hours = world.open === null ? "calendar" : world.open ? "open" : "closed";
  const setHours = (value: Hours): void =>
    set("open", value === "calendar" ? null : value === "open");
  const wait = world.expected_wait_s === null ? null : Math.round(world.expected_wait_s / 60);
  return (
    <fieldset>
      <legend>The team and the time</legend>
      <Field label="Clock" help="Empty: the time it really is.">
        {(id, described) => (
          <input
            id={id}
            type="datetime-local"
            value={localClock(world.now)}
            aria-describedby={described}
            onChange={(event) => set("now", fromLocalClock(event.target.value))}
          />
        )}
      </Field>
      <div className="fb-field">
        <span aria-hidden="true">Opening hours</span>
        <Choice label="Opening hours" value={hours} options={[...HOURS]} onChange={setHours} />
      </div>
      <div className="fbp-pair">
        <Whole
          label="Agents online"
          value={world.agents_online}
          onChange={(value) => set("agents_online", value ?? 0)}
        />
        <Whole
          label="Free places"
          value={world.free}
          onChange={(value) => set("free", value ?? 0)}
        />
        <Whole
          label="Visitors waiting"
          value={world.waiting}
          onChange={(value) => set("waiting", value ?? 0)}
        />
        <Whole
          label="Expected wait, minutes"
          value={wait}
          placeholder="unknown"
          onChange={(value) => set("expected_wait_s", value === null ? null : value * 60)}
        />
      </div>
      <div className="fb-field">
        <span aria-hidden="true">Webhooks</span>
        <Choice
          label="Webhooks"
          value={world.webhook}
          options={[
            { value: "ok", label: "Succeed" },
            { value: "failed", label: "Fail" },
          ]}
          onChange={(value) => set("webhook", value)}
        />
      </div>
    </fieldset>
  );
}

function Whole({
  label,
  value,
  placeholder,
  most,
  onChange,
}: {
  label: string;
  value: number | null;
  placeholder?: string;
  most?: number;
  onChange: (value: number | null) => void;
}): React.ReactNode {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="number"
          min={0}
          max={most}
          step={1}
          value={value ?? ""}
          placeholder={placeholder}
          onChange={(event) => {
            const given = Math.round(event.target.valueAsNumber);
            const isGiven = !Number.isNaN(given) && given >= 0;
            onChange(isGiven ? Math.min(given, most ?? 9999) : null);
          }}
        />
      )}
    </Field>
  );
}

function Assistant({ world, set }: PartProps): React.ReactNode {
  const mayChange = useMayChange();
  const confidence = world.confidence === null ? null : Math.round(world.confidence * 100);
  return (
    <fieldset>
      <legend>The assistant</legend>
      <div className="fbp-line">
        <label htmlFor="fbp-ai-works">It can be reached</label>
        <Switch
          id="fbp-ai-works"
          checked={world.ai_works}
          onChange={(value) => set("ai_works", value)}
        />
      </div>
      <div className="fb-field">
        <span aria-hidden="true">Answers</span>
        <Choice
          label="Answers"
          value={world.ai}
          options={[
            ...(mayChange ? [{ value: "real", label: "Real" } as const] : []),
            { value: "recorded", label: "Recorded" },
          ]}
          onChange={(value) => set("ai", value)}
        />
        <p className="fb-help">
          Real answers come from your knowledge, as for visitors. A recorded one is free, and the
          same each time.
        </p>
      </div>
      {world.ai === "recorded" && (
        <Field label="What it says">
          {(id) => (
            <textarea
              id={id}
              rows={2}
              value={world.answer}
              placeholder="You can send it back within 30 days."
              onChange={(event) => set("answer", event.target.value)}
            />
          )}
        </Field>
      )}
      <Whole
        label="How sure it is, in %"
        value={confidence}
        most={100}
        placeholder="as it is"
        onChange={(value) => set("confidence", value === null ? null : value / 100)}
      />
    </fieldset>
  );
}

function Visitor({ world, set }: PartProps): React.ReactNode {
  const { name = "", email = "", ...others } = world.visitor;
  const setOne = (key: string, value: string): void =>
    set("visitor", { ...world.visitor, [key]: value });
  return (
    <fieldset>
      <legend>The visitor</legend>
      <div className="fbp-pair">
        <Text label="Name" value={name} onChange={(value) => setOne("name", value)} />
        <Text label="E-mail" value={email} onChange={(value) => setOne("email", value)} />
      </div>
      <Text label="Is on the page" value={world.page} onChange={(value) => set("page", value)} />
      <Language value={world.language} onChange={(value) => set("language", value)} />
      <Attributes
        attributes={others}
        onChange={(attributes) => set("visitor", { name, email, ...attributes })}
      />
    </fieldset>
  );
}

function Text({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}): React.ReactNode {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="text"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function Language({
  value,
  onChange,
}: {
  value: string;
  onChange: (value: string) => void;
}): React.ReactNode {
  const facts = useBuilder((state) => state.page.facts);
  const known = facts.find((fact) => fact.name === "language")?.choices ?? [];
  if (!known.length) return <Text label="Language" value={value} onChange={onChange} />;
  return (
    <Field label="Language">
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
          {known.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** What the site says of its visitor, such as a plan. */
function Attributes({
  attributes,
  onChange,
}: {
  attributes: Record<string, string>;
  onChange: (attributes: Record<string, string>) => void;
}): React.ReactNode {
  const rows = Object.entries(attributes);
  const change = (index: number, name: string, value: string): void =>
    onChange(Object.fromEntries(rows.map((row, at) => (at === index ? [name, value] : row))));
  return (
    <div className="fb-field">
      {rows.map(([name, value], index) => (
        <div key={index} className="fbp-attribute">
          <input
            type="text"
            aria-label={`Attribute ${index + 1}, name`}
            value={name}
            onChange={(event) => change(index, event.target.value, value)}
          />
          <input
            type="text"
            aria-label={`Attribute ${index + 1}, value`}
            value={value}
            onChange={(event) => change(index, name, event.target.value)}
          />
          <IconButton
            label={`Remove attribute ${name}`}
            onClick={() => onChange(Object.fromEntries(rows.filter((_, at) => at !== index)))}
          >
            <X {...icon} />
          </IconButton>
        </div>
      ))}
      <button
        type="button"
        className="fb-button fb-quiet"
        onClick={() => onChange({ ...attributes, [freeName(attributes)]: "" })}
      >
        <Plus {...icon} /> Add an attribute
      </button>
    </div>
  );
}

function freeName(attributes: Record<string, string>): string {
  let count = 1;
  while (`attribute_${count}` in attributes) count += 1;
  return `attribute_${count}`;
}
