/** A system line: what happened, in one sentence. */

import {
  Bell,
  Bot,
  CircleCheck,
  FileText,
  Handshake,
  HandHeart,
  ListOrdered,
  MessageSquare,
  UserMinus,
  UserPlus,
} from "lucide-react";

import type { LineItem } from "../../protocol";
import { text } from "../state/read";
import { lineWords, type LineIcon } from "../words/lines";
import { pathOf } from "../words/links";
import { clockTime, fullTime } from "../words/time";
import { icon } from "./bits";

const ICONS: Record<LineIcon, typeof Bot> = {
  handoff: Handshake,
  joined: UserPlus,
  left: UserMinus,
  queue: ListOrdered,
  offer: Bell,
  page: FileText,
  closed: CircleCheck,
  assistant: Bot,
  message: MessageSquare,
  promise: HandHeart,
};

export function SystemLine({ item }: { item: LineItem }): React.ReactNode {
  const { text: words, tone, icon: kind } = lineWords(item);
  return <Line icon={kind} tone={tone} at={item.at} words={words} />;
}

/** Between the first page and the last so many are named, more are counted. */
const PAGES_BETWEEN = 2;

/** Pages visited one after the other, in one line. */
export function PagesLine({ items }: { items: LineItem[] }): React.ReactNode {
  const all = items.map(({ data }) => text(data["title"]) || pathOf(text(data["url"])));
  const between = all.length - 2;
  const names = between > PAGES_BETWEEN ? [all[0], `${between} more`, all.at(-1)] : all;
  const last = items.at(-1);
  return (
    <Line icon="page" tone="quiet" at={last?.at ?? ""} words={`Viewed ${names.join(" → ")}`} />
  );
}

function Line({
  icon: kind,
  tone,
  at,
  words,
}: {
  icon: LineIcon;
  tone: string;
  at: string;
  words: string;
}): React.ReactNode {
  const Icon = ICONS[kind];
  return (
    <li className={`line line--${tone}`}>
      <Icon {...icon} size={14} />
      <span dir="auto">{words}</span>
      <time dateTime={at} title={fullTime(at)}>
        {clockTime(at)}
      </time>
    </li>
  );
}
