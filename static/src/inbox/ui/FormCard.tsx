/** A form that the visitor was shown, and what became of it. */

import { CalendarClock, ClipboardList, Mail, MousePointerClick, Star } from "lucide-react";

import type { FormItem } from "../../protocol";
import { formAnswers, formAsks, formStatus } from "../words/forms";
import { clockTime, fullTime } from "../words/time";
import { icon } from "./bits";

const ICONS: Record<FormItem["kind"], typeof Mail> = {
  offline: Mail,
  survey: Star,
  info: ClipboardList,
  buttons: MousePointerClick,
  callback: CalendarClock,
};

export function FormCard({ item }: { item: FormItem }): React.ReactNode {
  const { kind, title, at, status, fields } = item;
  const Icon = ICONS[kind];
  return (
    <li className={`formcard formcard--${kind}`}>
      <div className="formcard__head">
        <Icon {...icon} size={14} />
        <strong dir="auto">{title || fields[0]?.label}</strong>
        <span>{formStatus(item)}</span>
        <time dateTime={at} title={fullTime(at)}>
          {clockTime(at)}
        </time>
      </div>
      {status === "open" && <Asked item={item} />}
      {status === "submitted" && <Answers item={item} />}
    </li>
  );
}

/** What the visitor has before them. */
function Asked({ item }: { item: FormItem }): React.ReactNode {
  const asks = formAsks(item);
  if (!asks.length) return null;
  return (
    <ul className="formcard__asks" aria-label={item.kind === "buttons" ? "Offered" : "Asked for"}>
      {asks.map((label, index) => (
        <li key={index} dir="auto">
          {label}
        </li>
      ))}
    </ul>
  );
}

function Answers({ item }: { item: FormItem }): React.ReactNode {
  const answers = formAnswers(item);
  if (item.kind === "buttons" && answers[0]) {
    return (
      <p className="formcard__chosen" dir="auto">
        {answers[0][1]}
      </p>
    );
  }
  if (!answers.length) return null;
  return (
    <dl className="facts">
      {answers.map(([label, value], index) => (
        <div key={index}>
          <dt dir="auto">{label}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
