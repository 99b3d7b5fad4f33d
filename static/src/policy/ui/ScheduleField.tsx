/** When a rule is awake: always, in or outside business hours, or at certain times. */

import { useId } from "react";

import type { Schedule } from "../types";
import { Choice, Field } from "./bits";
import { useMayChange } from "./context";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const OFFICE: Schedule = { when: "window", days: [0, 1, 2, 3, 4], from: "09:00", to: "17:00" };

const KINDS: { value: NonNullable<Schedule["when"]>; label: string }[] = [
  { value: "always", label: "Always" },
  { value: "open", label: "In business hours" },
  { value: "closed", label: "Outside them" },
  { value: "window", label: "At certain times" },
];

export function ScheduleField({
  schedule,
  onChange,
}: {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
}): React.ReactNode {
  const disabled = !useMayChange();
  const when = schedule.when ?? "always";
  const choose = (next: string): void => {
    if (next === "always") onChange({});
    else if (next === "window") onChange({ ...OFFICE, zone: ZONE });
    else onChange({ when: next as Schedule["when"] & string } as Schedule);
  };
  return (
    <div className="pe-field">
      <span className="pe-label">Awake</span>
      <Choice label="Awake" value={when} options={KINDS} disabled={disabled} onChange={choose} />
      {when === "window" && <Window schedule={schedule} disabled={disabled} onChange={onChange} />}
    </div>
  );
}

function Window({
  schedule,
  disabled,
  onChange,
}: {
  schedule: Schedule;
  disabled: boolean;
  onChange: (schedule: Schedule) => void;
}): React.ReactNode {
  const days = schedule.days ?? [];
  const zones = useId();
  const toggle = (day: number): void => {
    const next = days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort();
    if (next.length) onChange({ ...schedule, days: next });
  };
  const time = (name: "from" | "to", label: string): React.ReactNode => (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="time"
          value={schedule[name] ?? "00:00"}
          disabled={disabled}
          onChange={(event) =>
            event.target.value && onChange({ ...schedule, [name]: event.target.value })
          }
        />
      )}
    </Field>
  );
  return (
    <div className="pe-window">
      <div className="pe-options" role="group" aria-label="Days">
        {DAYS.map((name, day) => (
          <button
            key={name}
            type="button"
            className="pe-option"
            aria-pressed={days.includes(day)}
            disabled={disabled}
            onClick={() => toggle(day)}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="pe-line">
        {time("from", "From")}
        {time("to", "To")}
        <Field label="Time zone">
          {(id) => (
            <select
              id={id}
              value={schedule.zone ?? "UTC"}
              disabled={disabled}
              onChange={(event) => onChange({ ...schedule, zone: event.target.value })}
            >
              <ZoneOptions chosen={schedule.zone ?? "UTC"} key={zones} />
            </select>
          )}
        </Field>
      </div>
      {(schedule.from ?? "") >= (schedule.to ?? "") && (
        <p className="pe-help">Goes on past midnight, and belongs to the day on which it begins.</p>
      )}
    </div>
  );
}

function ZoneOptions({ chosen }: { chosen: string }): React.ReactNode {
  const known = new Set(["UTC", ZONE, chosen, ...Intl.supportedValuesOf("timeZone")]);
  return [...known].map((zone) => (
    <option key={zone} value={zone}>
      {zone}
    </option>
  ));
}
