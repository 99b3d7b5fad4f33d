/** What follows when a rule's conditions hold: who gets it, how soon, and what the visitor reads. */

import { useState } from "react";

import type { Reading, Rule, Urgency } from "../types";
import { Choice, Field, Whole } from "./bits";
import { useMayChange, usePageState } from "./context";
import { ScheduleField } from "./ScheduleField";

export type ChangeRule = (change: Partial<Rule>, mark?: string) => void;

const URGENCIES: { value: Urgency; label: string }[] = [
  { value: "", label: "By priority" },
  { value: "low", label: "Low" },
  { value: "normal", label: "Normal" },
  { value: "high", label: "High" },
  { value: "urgent", label: "Urgent" },
];
const EVERY_LANGUAGE = "*";
const MOST_NOTICE_CHARS = 500;

const COOLDOWNS = [
  { value: 0, label: "as often as it fires" },
  { value: 600, label: "once in 10 minutes" },
  { value: 3600, label: "once in an hour" },
  { value: 86400, label: "once in a day" },
  { value: 604800, label: "once in a week" },
];

export function Outcome({ rule, change }: { rule: Rule; change: ChangeRule }): React.ReactNode {
  const disabled = !useMayChange();
  const queues = usePageState((state) => state.policy.queues);
  const usual = queues.find((one) => one.is_default)?.name;
  const isGone = rule.queue_slug && !queues.some((one) => one.slug === rule.queue_slug);
  return (
    <div className="pe-outcome">
      <p className="pe-lead">
        <b>then</b> a person takes over:
      </p>
      <div className="pe-line">
        <Field label="Team and queue">
          {(id) => (
            <select
              id={id}
              value={rule.queue_slug}
              disabled={disabled}
              onChange={(event) => change({ queue_slug: event.target.value })}
            >
              <option value="">{usual ? `The usual one (${usual})` : "The usual one"}</option>
              {queues.map((one) => (
                <option key={one.slug} value={one.slug}>
                  {one.name}
                </option>
              ))}
              {isGone && <option value={rule.queue_slug}>{rule.queue_slug} (not there)</option>}
            </select>
          )}
        </Field>
        <div className="pe-field">
          <span className="pe-label">Urgency</span>
          <Choice
            label="Urgency"
            value={rule.urgency}
            options={URGENCIES}
            disabled={disabled}
            onChange={(urgency) => change({ urgency })}
          />
        </div>
        <Field
          label="Priority"
          help="From 0 to 100. When several rules fire, the highest gives the reason."
        >
          {(id, described) => (
            <Whole
              {...{ id, described, disabled }}
              value={rule.priority}
              minimum={0}
              maximum={100}
              onChange={(priority) => change({ priority }, "priority")}
            />
          )}
        </Field>
      </div>
    </div>
  );
}

/** Rare wishes, folded: what they are now stands in the heading. */
export function Details({
  rule,
  reading,
  change,
}: {
  rule: Rule;
  reading: Reading | undefined;
  change: ChangeRule;
}): React.ReactNode {
  const disabled = !useMayChange();
  const own = Object.keys(rule.messages).length;
  const limits = [
    rule.schedule.when ? "at certain times" : "always",
    rule.min_exchanges ? `after ${rule.min_exchanges} answers` : "",
    rule.cooldown_s ? "with a pause" : "",
  ].filter(Boolean);
  return (
    <>
      <details className="pe-fold">
        <summary>
          What the visitor reads <span>{own ? `own words (${own})` : "standard words"}</span>
        </summary>
        <Notices rule={rule} reading={reading} change={change} />
      </details>
      <details className="pe-fold">
        <summary>
          When it is awake <span>{limits.join(", ")}</span>
        </summary>
        <ScheduleField schedule={rule.schedule} onChange={(schedule) => change({ schedule })} />
        <div className="pe-line">
          <Field label="Answers before" help="So many answers come first; 0 for none.">
            {(id, described) => (
              <Whole
                {...{ id, described, disabled }}
                value={rule.min_exchanges}
                minimum={0}
                maximum={50}
                onChange={(min_exchanges) => change({ min_exchanges }, "least")}
              />
            )}
          </Field>
          <Cooldown rule={rule} change={change} />
          <ReasonField rule={rule} reading={reading} change={change} />
        </div>
      </details>
    </>
  );
}

function Cooldown({ rule, change }: { rule: Rule; change: ChangeRule }): React.ReactNode {
  const disabled = !useMayChange();
  const isOwn = !COOLDOWNS.some((one) => one.value === rule.cooldown_s);
  return (
    <Field label="In one conversation" help="After it brought in a person, it is silent so long.">
      {(id, described) => (
        <select
          id={id}
          value={rule.cooldown_s}
          disabled={disabled}
          aria-describedby={described}
          onChange={(event) => change({ cooldown_s: Number(event.target.value) })}
        >
          {COOLDOWNS.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
          {isOwn && <option value={rule.cooldown_s}>once in {rule.cooldown_s} seconds</option>}
        </select>
      )}
    </Field>
  );
}

function ReasonField({
  rule,
  reading,
  change,
}: {
  rule: Rule;
  reading: Reading | undefined;
  change: ChangeRule;
}): React.ReactNode {
  const disabled = !useMayChange();
  const reasons = usePageState((state) => state.policy.reasons);
  const usual = rule.reason ? "" : reading?.reason;
  const label = reasons.find((one) => one.code === usual)?.label;
  return (
    <Field label="Reason reported" help="Shown to agents, and counted in reports.">
      {(id, described) => (
        <select
          id={id}
          value={rule.reason}
          disabled={disabled}
          aria-describedby={described}
          onChange={(event) => change({ reason: event.target.value })}
        >
          <option value="">
            {label ? `As the condition says (${label})` : "As the condition says"}
          </option>
          {reasons.map((one) => (
            <option key={one.code} value={one.code}>
              {one.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Notices({
  rule,
  reading,
  change,
}: {
  rule: Rule;
  reading: Reading | undefined;
  change: ChangeRule;
}): React.ReactNode {
  const disabled = !useMayChange();
  const { languages, notices } = usePageState((state) => state.policy);
  const [chosen, setChosen] = useState(Object.keys(rule.messages)[0] ?? "en");
  const standard =
    notices[reading?.reason ?? ""]?.[chosen === EVERY_LANGUAGE ? "en" : chosen] ?? "";
  const mark = (code: string): string => (rule.messages[code] ? " ●" : "");
  const tabs = [...languages, { code: EVERY_LANGUAGE, name: "All others" }];
  const write = (text: string): void => {
    const { [chosen]: _old, ...others } = rule.messages;
    change({ messages: text ? { ...others, [chosen]: text } : others }, `notice:${chosen}`);
  };
  return (
    <div className="pe-notices">
      <Choice
        label="Language of the notice"
        value={chosen}
        options={tabs.map((one) => ({ value: one.code, label: one.name + mark(one.code) }))}
        onChange={setChosen}
      />
      <Field
        label="Notice"
        help={
          rule.messages[chosen]
            ? "Visitors read these words instead of the standard ones."
            : "Empty: visitors read the standard words shown in grey."
        }
      >
        {(id, described) => (
          <textarea
            id={id}
            rows={3}
            dir="auto"
            maxLength={MOST_NOTICE_CHARS}
            value={rule.messages[chosen] ?? ""}
            placeholder={standard}
            disabled={disabled}
            aria-describedby={described}
            onChange={(event) => write(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}
