/** A form that the visitor was shown, and what became of it. */

import { ClipboardList } from "lucide-react";

import type { FormItem } from "../../protocol";
import { formValues } from "../words/lines";
import { clockTime, fullTime } from "../words/time";
import { icon } from "./bits";

const STATUS: Record<FormItem["status"], string> = {
  open: "Not filled in yet",
  submitted: "Filled in",
  skipped: "Skipped by the visitor",
};

export function FormCard({ item }: { item: FormItem }): React.ReactNode {
  const values = formValues(item.fields, item.values);
  return (
    <li className="formcard">
      <div className="formcard__head">
        <ClipboardList {...icon} size={14} />
        <strong>{item.title}</strong>
        <span>{STATUS[item.status]}</span>
        <time dateTime={item.at} title={fullTime(item.at)}>
          {clockTime(item.at)}
        </time>
      </div>
      {values.length > 0 && (
        <dl className="facts">
          {values.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
