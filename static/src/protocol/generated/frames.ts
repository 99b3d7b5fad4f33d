// Written by `manage.py export_contracts`. Do not edit.

/**
 * Who may see an entry: everybody in the conversation, or staff alone.
 */
export type Audience =
  | "public"
  | "staff";

/**
 * Past facts that a timeline may hold; the wire names of entries.
 */
export type EntryKind =
  | "conversation.opened"
  | "message.posted"
  | "conversation.moved"
  | "conversation.escalated"
  | "handoff.settled"
  | "agent.joined"
  | "agent.left"
  | "offer.made"
  | "offer.declined"
  | "offer.expired"
  | "offers.exhausted"
  | "queue.entered"
  | "queue.widened"
  | "way.chosen"
  | "promise.made"
  | "promise.ended"
  | "answer.judged"
  | "answer.rated"
  | "form.requested"
  | "form.submitted"
  | "form.skipped"
  | "visitor.updated"
  | "page.viewed"
  | "flow.stepped"
  | "brief.shared"
  | "brief.corrected"
  | "tags.changed";

/**
 * A named step from one state to another; `chat.lifecycle` says which are legal.
 */
export type Move =
  | "escalate"
  | "offer"
  | "accept"
  | "decline"
  | "take_over"
  | "transfer"
  | "return_to_assistant"
  | "defer"
  | "close"
  | "reopen";

export const LINE_KINDS: ReadonlySet<string> = new Set([
  "agent.joined",
  "agent.left",
  "brief.corrected",
  "brief.shared",
  "conversation.escalated",
  "handoff.settled",
  "offer.declined",
  "offer.expired",
  "offer.made",
  "offers.exhausted",
  "page.viewed",
  "promise.ended",
  "promise.made",
  "queue.entered",
  "queue.widened",
  "way.chosen",
]);

export const LINE_MOVES: ReadonlySet<string> = new Set([
  "close",
  "defer",
  "reopen",
  "return_to_assistant",
]);

/**
 * Yes to the offer.
 */
export interface Accept {
  ref: string;
  conversation: string;
  type: "accept";
}

/**
 * Your message is stored under this number. Nothing acknowledged is ever lost.
 */
export interface Ack {
  type: "ack";
  conversation: string;
  client_id: string;
  seq: number;
}

/**
 * The person in charge, as the visitor sees them.
 */
export interface AgentView {
  id: number;
  name: string;
}

/**
 * What the assistant answered. `confidence`: 0..1, None when it was not measured.
 */
export interface AnswerPart {
  seq: number;
  text: string;
  confidence: number | null;
  sources: SourcePart[];
}

/**
 * Who could take a conversation over? Answered by `colleagues`.
 */
export interface AskColleagues {
  type: "colleagues";
  ref: string;
}

/**
 * Who wrote a message. `agent` is always a human; the machine is the `assistant`.
 */
export type AuthorKind =
  | "visitor"
  | "assistant"
  | "agent"
  | "system";

/**
 * The page is open. Keeps presence alive; answered by a heartbeat.
 */
export interface Beat {
  type: "beat";
}

/**
 * How well the waits of the last days were foretold, of those that a person ended.
 *
 * `in_range_0_1`: share that ended within the range that was shown.
 */
export interface BoardAccuracy {
  waits: number;
  said_s: number;
  actual_s: number;
  in_range_0_1: number;
}

/**
 * Somebody who answers visitors. `is_silent`: says to be there, but no page of theirs is.
 */
export interface BoardAgent {
  id: number;
  name: string;
  presence: Presence;
  is_silent: boolean;
  heard_at: string | null;
  load: number;
  capacity: number;
  teams: string[];
  queues: number[];
  skills: string[];
  languages: string[];
  talks: BoardTalk[];
}

/**
 * Is the line still there? Answered by `beat`.
 */
export interface BoardBeat {
  type: "beat";
}

/**
 * A frame that could not be understood.
 */
export interface BoardError {
  type: "error";
  code: string;
  message: string;
}

/**
 * Everything on the board. `now`: the server's clock, by which ages are reckoned.
 */
export interface BoardFrame {
  type: "board";
  now: string;
  totals: BoardTotals;
  queues: BoardQueue[];
  waiting: BoardWait[];
  more_waiting: number;
  agents: BoardAgent[];
  promises: BoardPromise[];
  more_promises: number;
}

/**
 * First frame of a page.
 */
export interface BoardJoin {
  type: "join";
}

/**
 * An agent, by name.
 */
export interface BoardPerson {
  id: number;
  name: string;
}

/**
 * Something owed to a visitor. `at`: the time chosen for a call. `asked`: who is offered it.
 */
export interface BoardPromise {
  id: number;
  kind: PromiseKind;
  conversation: string;
  number: number;
  visitor: string;
  queue: number;
  owner: BoardPerson | null;
  asked: BoardPerson | null;
  priority: number;
  made_at: string;
  at: string | null;
  due_at: string;
  sentence: string;
}

/**
 * A queue and how it stands.
 *
 * `status` names what keeps newcomers out first. `messages` can be looked at now, their visitors
 * are not there. `expected_s`: for whoever comes next, None while nobody can say.
 */
export interface BoardQueue {
  id: number;
  name: string;
  team: string;
  status: "open" | "closed" | "out_of_hours" | "full";
  closed_by: string;
  closed_at: string | null;
  opens_at: string | null;
  waiting: number;
  messages: number;
  max_waiting: number;
  longest_since: string | null;
  deadline_at: string | null;
  expected_s: number | null;
  online: number;
  free: number;
  slots: number;
  accuracy: BoardAccuracy | null;
}

/**
 * Answer to `beat`.
 */
export interface BoardStill {
  type: "beat";
}

/**
 * A conversation that an agent has, or is being asked about.
 */
export interface BoardTalk {
  conversation: string;
  number: number;
  visitor: string;
  since: string;
  is_offer: boolean;
}

/**
 * What the visitor reads about their wait: place, and range where there is one.
 */
export interface BoardTold {
  position: number;
  low_s: number | null;
  high_s: number | null;
}

/**
 * The numbers at the top; they count what is not listed, too.
 */
export interface BoardTotals {
  waiting: number;
  longest_since: string | null;
  overdue: number;
  online: number;
  free: number;
  slots: number;
  messages: number;
  promises: number;
  promises_overdue: number;
}

/**
 * A visitor who waits, is being offered to somebody, or has a form before them (deferred).
 */
export interface BoardWait {
  conversation: string;
  number: number;
  visitor: string;
  state: State;
  queue: number | null;
  priority: number;
  reason: string;
  sentence: string;
  since: string;
  deadline_at: string | null;
  told: BoardTold | null;
  asked: BoardPerson | null;
  asked_until: string | null;
  wanted: string;
  language: string;
}

/**
 * Answer to `join`. `may_act`: whether the account may do more than look.
 */
export interface BoardWelcome {
  type: "welcome";
  heartbeat_s: number;
  may_act: boolean;
}

/**
 * What an agent receives with a handoff. Parts that nobody knows are empty or null.
 */
export interface Brief {
  why: string;
  reason: string;
  reason_label: string;
  evidence: Quote[];
  wants: string;
  summary: string;
  intent: string;
  sentiment: string;
  facts: Fact[];
  asked: SaidPart[];
  answers: AnswerPart[];
  promised: PromisePart[];
  tried: SaidPart[];
  looked_up: LookedUp[];
  missing: string;
  confidence: ConfidencePart | null;
  mood: Mood[];
  suggestion: Suggestion | null;
  reply: FirstReply | null;
  canned: CannedPart[];
  visitor: VisitorPart;
  waiting_since: string;
  traces: Record<string, Trace>;
}

/**
 * A canned reply that fits. `score`: share of the question's words that it knows, 0..1.
 */
export interface CannedPart {
  id: number;
  title: string;
  text: string;
  score: number;
}

/**
 * A prepared reply.
 */
export interface CannedReplyView {
  id: number;
  title: string;
  shortcut: string;
  text: string;
}

/**
 * While I wait: call me, take a message, or let the assistant go on until somebody follows up.
 *
 * Only what the newest `waiting` frame offered.
 */
export interface ChooseWay {
  type: "choose_way";
  way: "callback" | "offline_form" | "assistant_note";
}

/**
 * A source under an answer.
 */
export interface CitationView {
  title: string;
  url: string;
  quote: string;
}

/**
 * Another agent, with what they have now.
 */
export interface Colleague {
  id: number;
  name: string;
  presence: Presence;
  load: number;
  capacity: number;
  teams: string[];
}

/**
 * Answer to `colleagues`: everybody else who answers visitors, who has room first.
 */
export interface ColleaguesFrame {
  type: "colleagues";
  ref: string;
  colleagues: Colleague[];
}

/**
 * How far the answer could be trusted, with its parts; all 0..1.
 */
export interface ConfidencePart {
  value: number;
  label: string;
  parts: Record<string, number>;
}

/**
 * What a client shows: the fold of all entries of its audience up to `seq`.
 *
 * `items` holds the newest ones, oldest first; `more` says that older ones can be asked for.
 */
export interface ConversationView {
  id: string;
  state: State;
  seq: number;
  agent: AgentView | null;
  outcome: string;
  items: (MessageItem | LineItem | FormItem)[];
  more: boolean;
}

/**
 * These lines of what is being passed on read differently; empty takes a line back.
 */
export interface CorrectBrief {
  type: "correct_brief";
  client_id: string;
  lines: Record<string, string>;
}

/**
 * Conversations behind each tab.
 */
export interface Counts {
  mine: number;
  waiting: number;
  assistant: number;
  all: number;
}

/**
 * Fleeting: the numbers on the tabs.
 */
export interface CountsFrame {
  type: "counts";
  counts: Counts;
  queues: QueueView[];
}

/**
 * No to the offer; the next agent is asked.
 */
export interface Decline {
  ref: string;
  conversation: string;
  type: "decline";
}

/**
 * Fleeting: more words of an answer under way. `offset` counts characters before `text`.
 *
 * The final `message.posted` entry replaces them all. An empty text at offset 0 withdraws them.
 */
export interface DeltaFrame {
  type: "delta";
  conversation: string;
  turn: number;
  offset: number;
  text: string;
}

/**
 * The command with this `ref` was carried out.
 */
export interface Done {
  type: "done";
  ref: string;
  seq: number | null;
}

/**
 * Another conversation of the same visitor.
 */
export interface EarlierPart {
  id: string;
  opened_at: string;
  outcome: string;
  last_text: string;
}

/**
 * The visitor ends the conversation.
 */
export interface EndConversation {
  type: "end";
}

/**
 * Answer to `resume`: all facts after the number asked, in order; `seq` is the newest.
 */
export interface EntriesFrame {
  type: "entries";
  conversation: string;
  entries: EntryView[];
  seq: number;
}

/**
 * One numbered fact.
 */
export interface EntryFrame {
  type: "entry";
  conversation: string;
  entry: EntryView;
}

/**
 * A numbered fact as one audience sees it. `seq` is gap-free for that audience.
 */
export interface EntryView {
  seq: number;
  kind: string;
  at: string;
  state: State;
  payload: Record<string, unknown>;
}

/**
 * The command was not carried out. `retry_after_s` is given where trying again makes sense.
 */
export interface ErrorFrame {
  type: "error";
  code: string;
  message: string;
  client_id: string | null;
  retry_after_s: number | null;
}

/**
 * Something to know about the visitor or their case. `name` is unique in a brief.
 */
export interface Fact {
  name: string;
  kind: string;
  label: string;
  value: string;
  sure: "given" | "said";
  source: "messages" | "forms" | "rule" | "assistant" | "search" | "visitor_record" | "website" | "canned_replies" | "template" | "clock";
  seqs: number[];
}

/**
 * A first reply, ready to be changed and sent. `seqs`: the messages it speaks of.
 */
export interface FirstReply {
  text: string;
  seqs: number[];
}

/**
 * One field of a form in the thread; values are strings, see `chat.forms` for what fits.
 *
 * `options`: of choice, buttons and slot (there a value is a start time, ISO 8601 in UTC).
 * `minimum` and `maximum`: of a number, inclusive. `style`: of a rating; empty draws digits.
 */
export interface FormField {
  name: string;
  label: string;
  kind: "text" | "email" | "phone" | "long_text" | "rating" | "number" | "choice" | "yes_no" | "date" | "buttons" | "slot";
  required: boolean;
  value: string;
  max_chars: number;
  options: FormOption[];
  hint: string;
  style: "" | "stars" | "faces";
  minimum: number | null;
  maximum: number | null;
}

/**
 * A form in the thread, and what became of it.
 */
export interface FormItem {
  type: "form";
  seq: number;
  at: string;
  form_id: string;
  kind: "offline" | "survey" | "info" | "buttons" | "callback";
  title: string;
  text: string;
  is_skippable: boolean;
  fields: FormField[];
  status: "open" | "submitted" | "skipped";
  values: Record<string, string>;
}

/**
 * One thing to choose. With a `url` it is a link: it opens that page and settles nothing.
 */
export interface FormOption {
  value: string;
  label: string;
  url: string;
}

/**
 * The assistant goes on; `brief` tells it what was settled.
 */
export interface HandBack {
  ref: string;
  conversation: string;
  type: "hand_back";
  brief?: string;
}

/**
 * Still here; the newest number is `seq` (0 before the first conversation).
 */
export interface Heartbeat {
  type: "heartbeat";
  seq: number;
}

/**
 * First frame of a socket: who I am, and the last number I saw.
 */
export interface Hello {
  type: "hello";
  token: string;
  after?: number;
  url?: string;
  title?: string;
  language?: string;
}

/**
 * Send me up to `limit` items older than this number.
 */
export interface History {
  type: "history";
  before: number;
  limit?: number;
}

/**
 * Older items, oldest first.
 */
export interface HistoryFrame {
  type: "history";
  conversation: string;
  items: (MessageItem | LineItem | FormItem)[];
  more: boolean;
}

/**
 * Send me up to `limit` items older than this number.
 */
export interface HistoryOf {
  type: "history";
  ref: string;
  conversation: string;
  before: number;
  limit?: number;
}

/**
 * A picture in a message. `url`: http(s), or a path on the visitor's site; see `chat.media`.
 */
export interface ImageView {
  url: string;
  alt: string;
}

/**
 * Still here: newest numbers of the open conversations, by id.
 */
export interface InboxHeartbeat {
  type: "heartbeat";
  seqs: Record<string, number>;
}

/**
 * Answer to `join`.
 */
export interface InboxWelcome {
  type: "welcome";
  me: Me;
  queues: QueueView[];
  canned_replies: CannedReplyView[];
  counts: Counts;
  heartbeat_s: number;
}

/**
 * First frame of a socket. The session cookie says who.
 */
export interface Join {
  type: "join";
}

/**
 * I look elsewhere.
 */
export interface Leave {
  type: "leave";
  conversation: string;
}

/**
 * A system line: something happened.
 */
export interface LineItem {
  type: "line";
  seq: number;
  at: string;
  kind: string;
  data: Record<string, unknown>;
}

/**
 * A link drawn as a button under a message; `url` as of a picture.
 */
export interface LinkView {
  label: string;
  url: string;
}

/**
 * Which rows: a tab, words to search for, and a page.
 */
export interface ListQuery {
  tab?: "mine" | "waiting" | "assistant" | "all" | "closed";
  search?: string;
  before?: string | null;
}

/**
 * Send me the rows of this tab.
 */
export interface ListRows {
  type: "list";
  ref: string;
  query: ListQuery;
}

/**
 * An article that search found near. `score`: about 0..1.6.
 */
export interface LookedUp {
  title: string;
  url: string;
  score: number;
}

/**
 * The signed-in agent.
 */
export interface Me {
  id: number;
  name: string;
  presence: Presence;
  load: number;
  capacity: number;
  may_reply: boolean;
}

/**
 * My presence or load changed.
 */
export interface MeFrame {
  type: "me";
  me: Me;
}

/**
 * A message in the transcript. `detail` is for staff only (confidence, decision).
 *
 * `turn`: of an answer that can be rated. `verdicts`: "right", "wrong" or "" (withdrawn) by
 * "visitor" or the agent's number; visitors see only their own.
 */
export interface MessageItem {
  type: "message";
  seq: number;
  at: string;
  author: AuthorKind;
  name: string;
  text: string;
  client_id: string | null;
  citations: CitationView[];
  note: boolean;
  detail: Record<string, unknown> | null;
  turn: number | null;
  verdicts: Record<string, string>;
  image: ImageView | null;
  links: LinkView[];
}

/**
 * How annoyed one message reads, 0..1, and the episode up to it where that was measured.
 */
export interface Mood {
  seq: number;
  frustration: number;
  annoyance: number | null;
}

/**
 * Words for colleagues only.
 */
export interface Note {
  ref: string;
  conversation: string;
  type: "note";
  client_id: string;
  text: string;
}

/**
 * This conversation is offered to me until `deadline_at`.
 */
export interface OfferFrame {
  type: "offer";
  row: Row;
  deadline_at: string;
}

/**
 * Show me this conversation, and keep me up to date about it.
 */
export interface Open {
  type: "open";
  ref: string;
  conversation: string;
  after?: number;
}

/**
 * Who owns the next word, as a badge shows it.
 */
export interface Owner {
  kind: OwnerKind;
  id: number | null;
  name: string;
}

/**
 * Who owns the next word, for badges.
 */
export type OwnerKind =
  | "assistant"
  | "waiting"
  | "agent"
  | "message"
  | "nobody";

/**
 * A page of the visitor's way. `at`: ISO 8601 in UTC.
 */
export interface PagePart {
  url: string;
  title: string;
  at: string;
}

/**
 * The visitor went to another page.
 */
export interface PageViewed {
  type: "page";
  url: string;
  title?: string;
}

/**
 * Are you there? Answered by a heartbeat.
 */
export interface Ping {
  type: "ping";
}

/**
 * What an agent says about being there. Busy is not here: it follows from load.
 *
 * `finishing`: nothing new, and away as soon as the last conversation has ended.
 */
export type Presence =
  | "offline"
  | "away"
  | "finishing"
  | "online";

/**
 * What is owed to a visitor.
 */
export type PromiseKind =
  | "callback"
  | "message"
  | "follow_up";

/**
 * A sentence of the assistant that the visitor may hold us to.
 */
export interface PromisePart {
  seq: number;
  text: string;
  kind: "person" | "outcome";
}

/**
 * A queue and how it stands.
 */
export interface QueueView {
  id: number;
  name: string;
  waiting: number;
  is_closed: boolean;
}

/**
 * The visitor's words that made a rule fire: characters `start` to `end` of message `seq`.
 *
 * `seq` 0: the words stand in no message that is still at hand.
 */
export interface Quote {
  text: string;
  seq: number;
  start: number;
  end: number;
}

/**
 * Was the answer of this turn helpful? An empty verdict withdraws what was said.
 */
export interface Rate {
  type: "rate";
  turn: number;
  verdict: "right" | "wrong" | "";
}

/**
 * The assistant's answer of this turn is right, or wrong; empty withdraws what I said.
 */
export interface RateAnswer {
  ref: string;
  conversation: string;
  type: "rate";
  turn: number;
  verdict: "right" | "wrong" | "";
}

/**
 * I have read everything up to this number.
 */
export interface ReadUpTo {
  type: "read";
  conversation: string;
  seq: number;
}

/**
 * Words for the visitor.
 */
export interface Reply {
  ref: string;
  conversation: string;
  type: "reply";
  client_id: string;
  text: string;
}

/**
 * The visitor pressed "Talk to a person".
 */
export interface RequestHuman {
  type: "request_human";
  client_id: string;
}

/**
 * It is settled.
 */
export interface Resolve {
  ref: string;
  conversation: string;
  type: "resolve";
  outcome?: "resolved" | "no_reply" | "spam";
}

/**
 * Send me what came after this number.
 */
export interface Resume {
  type: "resume";
  after: number;
}

/**
 * Send me what came after this number.
 */
export interface ResumeConversation {
  type: "resume";
  conversation: string;
  after: number;
}

/**
 * One line of the inbox list. A row with a higher `seq` replaces one with a lower.
 */
export interface Row {
  id: string;
  number: number;
  visitor: string;
  state: State;
  owner: Owner;
  team: string;
  queue: string;
  priority: number;
  reason: string;
  reason_text: string;
  waiting_since: string | null;
  ready_at: string | null;
  deadline_at: string | null;
  opened_at: string;
  last_text: string;
  last_author: AuthorKind | null;
  last_at: string | null;
  start_url: string;
  language: string;
  outcome: string;
  seq: number;
  unread: number;
}

/**
 * This conversation changed; its row is now this.
 */
export interface RowFrame {
  type: "row";
  row: Row;
}

/**
 * Answer to `list`.
 */
export interface RowsFrame {
  type: "rows";
  ref: string;
  rows: Row[];
  counts: Counts;
  more: boolean;
}

/**
 * A message, cut to a few lines.
 */
export interface SaidPart {
  seq: number;
  text: string;
}

/**
 * A message. The same `client_id` sent twice is stored once.
 */
export interface Say {
  type: "say";
  client_id: string;
  text: string;
}

/**
 * I am available, finishing what I have, away or gone.
 */
export interface SetPresence {
  type: "presence";
  ref: string;
  presence: Presence;
}

/**
 * No, thanks.
 */
export interface SkipForm {
  type: "skip_form";
  form_id: string;
}

/**
 * The client was too far behind (or new): start again from this view.
 */
export interface SnapshotFrame {
  type: "snapshot";
  conversation: string;
  view: ConversationView;
}

/**
 * A page that something rests on.
 */
export interface SourcePart {
  title: string;
  url: string;
}

/**
 * The command with this `ref` was not carried out.
 */
export interface StaffError {
  type: "error";
  ref: string | null;
  code: string;
  message: string;
}

/**
 * The whole conversation with everything staff may see about its visitor.
 */
export interface StaffSnapshot {
  type: "opened";
  ref: string;
  row: Row;
  view: ConversationView;
  visitor: Record<string, unknown>;
  brief: Record<string, unknown> | null;
}

/**
 * Who owns the next word of a conversation.
 */
export type State =
  | "assistant"
  | "queued"
  | "offered"
  | "with_agent"
  | "deferred"
  | "closed";

/**
 * The filled form. Sent again with the same `form_id` it changes nothing.
 */
export interface SubmitForm {
  type: "submit_form";
  form_id: string;
  values: Record<string, string>;
}

/**
 * A draft that the visitor never saw, or the sentence of an article that came nearest.
 *
 * `checked`: the words stand in an article; a draft that failed the check is not.
 */
export interface Suggestion {
  text: string;
  checked: boolean;
  sources: SourcePart[];
}

/**
 * I step in, whoever owns the next word (another agent excepted).
 */
export interface TakeOver {
  ref: string;
  conversation: string;
  type: "take_over";
}

/**
 * Where a field comes from: messages or entries by number, and what else.
 */
export interface Trace {
  source: "messages" | "forms" | "rule" | "assistant" | "search" | "visitor_record" | "website" | "canned_replies" | "template" | "clock";
  seqs: number[];
}

/**
 * To another queue, or to one colleague, who is asked first.
 *
 * `queue` 0: the queue it came from, else the default one.
 */
export interface Transfer {
  ref: string;
  conversation: string;
  type: "transfer";
  queue?: number;
  agent?: number | null;
  note?: string;
}

/**
 * I began or stopped typing. Fleeting.
 */
export interface Typing {
  type: "typing";
  on: boolean;
}

/**
 * Fleeting: somebody is writing, or stopped.
 */
export interface TypingFrame {
  type: "typing";
  conversation: string;
  author: AuthorKind;
  name: string;
  on: boolean;
}

/**
 * I began or stopped typing. Fleeting.
 */
export interface TypingIn {
  type: "typing";
  conversation: string;
  on: boolean;
}

/**
 * All that is kept about the visitor, and their way through the site.
 */
export interface VisitorPart {
  name: string;
  email: string;
  attributes: Record<string, unknown>;
  start_url: string;
  start_title: string;
  current_url: string;
  language: string;
  pages: PagePart[];
  previous_conversations: EarlierPart[];
  tags: string[];
}

/**
 * Fleeting: how the visitor's wait for a person stands; each replaces the one before.
 *
 * Meaningless once the state is neither queued nor offered. `position` begins at 1 and is null
 * where nobody can say; `low_s` to `high_s`: seconds from now on, null without a basis. `note`:
 * "long" (longer than we want to ask of visitors), "closing" (the team closes before), "closed"
 * (outside of its hours; `opens_at`), "nobody" (nobody is there). `ways`: what the visitor may
 * choose with `choose_way`.
 */
export interface WaitingFrame {
  type: "waiting";
  conversation: string;
  position: number | null;
  low_s: number | null;
  high_s: number | null;
  note: "" | "long" | "closing" | "closed" | "nobody";
  opens_at: string | null;
  ways: ("callback" | "offline_form" | "assistant_note")[];
}

/**
 * Answer to `hello`. `view` is null when the client is near enough to be sent entries.
 */
export interface Welcome {
  type: "welcome";
  conversation: string | null;
  seq: number;
  heartbeat_s: number;
  message_max_chars: number;
  view: ConversationView | null;
}

export type BoardCommand =
  | BoardJoin
  | BoardBeat;

export type BoardEvent =
  | BoardWelcome
  | BoardFrame
  | BoardStill
  | BoardError;

export type StaffCommand =
  | Join
  | ListRows
  | Open
  | Leave
  | ResumeConversation
  | HistoryOf
  | Reply
  | Note
  | RateAnswer
  | Accept
  | Decline
  | TakeOver
  | HandBack
  | Transfer
  | Resolve
  | ReadUpTo
  | TypingIn
  | AskColleagues
  | SetPresence
  | Beat;

export type StaffEvent =
  | InboxWelcome
  | RowsFrame
  | RowFrame
  | CountsFrame
  | MeFrame
  | OfferFrame
  | StaffSnapshot
  | EntryFrame
  | EntriesFrame
  | SnapshotFrame
  | HistoryFrame
  | DeltaFrame
  | TypingFrame
  | ColleaguesFrame
  | InboxHeartbeat
  | Done
  | StaffError;

export type VisitorCommand =
  | Hello
  | Say
  | Resume
  | History
  | Typing
  | SubmitForm
  | SkipForm
  | Rate
  | CorrectBrief
  | RequestHuman
  | ChooseWay
  | PageViewed
  | EndConversation
  | Ping;

export type VisitorEvent =
  | Welcome
  | EntryFrame
  | EntriesFrame
  | SnapshotFrame
  | HistoryFrame
  | Ack
  | Heartbeat
  | DeltaFrame
  | TypingFrame
  | WaitingFrame
  | ErrorFrame;
