/** What entries carry, by kind; beside the visitor's part, the fields that only staff receive. */

import type {
  AgentView,
  AuthorKind,
  CitationView,
  FormField,
  FormItem,
  FormOption,
  ImageView,
  LinkView,
  Move,
  State,
} from "./generated/frames";

export interface MessagePosted {
  author: AuthorKind;
  name?: string;
  text: string;
  client_id?: string | null;
  citations?: (Omit<CitationView, "quote"> & Partial<CitationView>)[];
  note?: boolean;
  detail?: Record<string, unknown> | null;
  turn?: number | null;
  image?: (Omit<ImageView, "alt"> & Partial<ImageView>) | null;
  links?: LinkView[];
}

export interface AnswerRated {
  turn: number;
  by: string;
  verdict: string;
}

export type FormOptionAsked = Omit<FormOption, "url"> & Partial<FormOption>;

export interface FormRequested {
  form_id: string;
  kind: FormItem["kind"];
  title: string;
  text?: string;
  is_skippable?: boolean;
  fields: (Pick<FormField, "name" | "label" | "kind"> &
    Partial<Omit<FormField, "options">> & { options?: FormOptionAsked[] })[];
}

export interface FormSettled {
  form_id: string;
  values?: Record<string, string>;
}

export interface AgentJoined {
  agent: AgentView;
}

export interface AgentLeft {
  agent: AgentView;
  reason: "handed_back" | "transferred" | "lost" | "resolved" | "ended";
}

export interface ConversationMoved {
  from: State;
  to: State;
  move: Move;
  outcome?: string;
  /** Back to where it was, as the visitor knows already. */
  quiet?: boolean;
  actor?: { kind: AuthorKind; name: string; id: number | null };
  reason?: string;
}

export interface QueueEntered {
  queue?: { id: number; name: string };
  priority?: number;
}

/** `at`: the time of a call, where one was agreed. */
export interface PromiseMade {
  kind: "callback" | "message" | "follow_up";
  at?: string | null;
  due_at: string;
}

/** A line of `brief.shared` and `brief.corrected`. */
export interface BriefLine {
  name: string;
  kind: string;
  value: string;
}
