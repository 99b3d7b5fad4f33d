/** What was said in the test, and for each thing that happened: where it led, and why. */

import { Bot, CircleAlert, Headset, Info, UserRound } from "lucide-react";
import { inWords } from "../settings";
import type { Json, Said, TriedStep, TryEvent } from "../../types";
import { counted, icon } from "../../ui/bits";
import { useBuilder } from "../../ui/context";
import { factOf } from "../../state/conditions";
import { linkable, NodeLink, useNames } from "../parts";
import { eventOf, type SessionState, type TestSession, type Turn } from "./session";
import { TriedForm } from "./TriedForm";

export function Transcript({
  state,
  session,
}: {
  state: SessionState;
  session: TestSession;
}): React.ReactNode {
  const { turns, comparison } = state;
  const open = openForm(turns);
  const differs = comparison?.kind === "differs" ? comparison.turn : -1;
  return (
    <div className="fbp-log" role="log" aria-label="Conversation of the test">
      {turns.map((turn, index) => (
        <TurnView
          key={index}
          turn={turn}
          openForm={index === open?.turn ? open.form : ""}
          session={session}
          isBusy={state.isBusy}
          different={index === differs && comparison?.kind === "differs" ? comparison.after : null}
          isDifferent={index === differs}
        />
      ))}
    </div>
  );
}

/** The form that is still waited for. */
function openForm(turns: readonly Turn[]): { turn: number; form: string } | null {
  const now = turns.at(-1)?.answer;
  if (!now || now.ended || !now.waiting_for) return null;
  for (const [index, { event, answer }] of [...turns.entries()].reverse()) {
    const form = answer.said.findLast((one) => one.form)?.form;
    if (form) {
      return answer.waiting_node === now.waiting_node ? { turn: index, form: form.form_id } : null;
    }
    // Settled, and no other has been asked since: a node may go on waiting for somebody.
    if (event.kind === "form" || event.kind === "skip") return null;
  }
  return null;
}

function TurnView({
  turn,
  openForm: open,
  session,
  isBusy,
  isDifferent,
  different,
}: {
  turn: Turn;
  openForm: string;
  session: TestSession;
  isBusy: boolean;
  isDifferent: boolean;
  /** The step that was another one before. */
  different: TriedStep | null;
}): React.ReactNode {
  const { event, answer } = turn;
  const deed = deedWords(event);
  return (
    <div className={isDifferent ? "fbp-turn fbp-other" : "fbp-turn"}>
      {deed && <p className="fbp-deed">{deed}</p>}
      {answer.said.map((said, index) => (
        <Line key={index} said={said}>
          {said.form && (
            <TriedForm
              form={said.form}
              isOpen={said.form.form_id === open}
              isBusy={isBusy}
              onSubmit={(values) => void session.send(eventOf("form", { values }))}
              onSkip={() => void session.send(eventOf("skip"))}
            />
          )}
        </Line>
      ))}
      {answer.problem && (
        <p className="fbp-bad fbp-stop" role="alert">
          <CircleAlert {...icon} /> {answer.problem}
        </p>
      )}
      <Steps steps={answer.steps} different={different} />
      {isDifferent && <p className="fbp-soft">Here it goes another way than before.</p>}
    </div>
  );
}

/** What the server does not put into words itself. */
function deedWords(event: TryEvent): string {
  if (event.kind !== "time_passes") return "";
  return event.minutes ? `${counted(event.minutes, "minute")} pass.` : "Time passes.";
}

const SPEAKERS = {
  assistant: { Sign: Bot, name: "Assistant" },
  visitor: { Sign: UserRound, name: "Visitor" },
  agent: { Sign: Headset, name: "Agent" },
  staff: { Sign: Headset, name: "Only for the team" },
  system: { Sign: Info, name: "" },
} as const;

function Line({ said, children }: { said: Said; children?: React.ReactNode }): React.ReactNode {
  const { Sign, name } = SPEAKERS[said.who];
  return (
    <div className={`fbp-said fbp-by-${said.who}`}>
      <p className="fbp-who">
        <Sign {...icon} /> {name}
        {typeof said.confidence === "number" && `, ${Math.round(said.confidence * 100)} % sure`}
      </p>
      {said.text && (
        <p dir="auto" className="fbp-words">
          {said.text}
        </p>
      )}
      {said.image && linkable(said.image.url) && (
        <img src={said.image.url} alt={said.image.alt} loading="lazy" />
      )}
      <Links links={said.links ?? []} />
      <Links links={(said.sources ?? []).map(({ title, url }) => ({ label: title, url }))} />
      {children}
    </div>
  );
}

function Links({ links }: { links: { label: string; url: string }[] }): React.ReactNode {
  if (!links.length) return null;
  return (
    <ul className="fbp-list fbp-links">
      {links.map(({ label, url }) => (
        <li key={url + label}>
          {linkable(url) ? (
            <a href={url} target="_blank" rel="noopener noreferrer">
              {label || url}
            </a>
          ) : (
            label
          )}
        </li>
      ))}
    </ul>
  );
}

/** Not read out by itself: the words of the conversation are what matters first. */
function Steps({
  steps,
  different,
}: {
  steps: readonly TriedStep[];
  different: TriedStep | null;
}): React.ReactNode {
  if (!steps.length) return null;
  return (
    <ol className="fbp-steps" aria-live="off" aria-label="Steps through the flow">
      {steps.map((step, index) => (
        <Step key={index} step={step} isDifferent={step === different} />
      ))}
    </ol>
  );
}

function Step({ step, isDifferent }: { step: TriedStep; isDifferent: boolean }): React.ReactNode {
  const names = useNames();
  const inputs = Object.entries(step.inputs);
  return (
    <li className={isDifferent ? "fbp-differs" : undefined}>
      {isDifferent && <b>Differs: </b>}
      <NodeLink node={step.node}>{names.node(step.node)}</NodeLink>
      {step.port && <b> → {names.port(step.node, step.port)}</b>}
      {step.why && <span className="fbp-soft">: {step.why}</span>}
      {inputs.length > 0 && (
        <details>
          <summary>What it read</summary>
          <dl>
            {inputs.map(([name, value]) => (
              <Input key={name} name={name} value={value} />
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}

function Input({ name, value }: { name: string; value: Json }): React.ReactNode {
  const facts = useBuilder((state) => state.page.facts);
  const references = useBuilder((state) => state.page.references);
  const fact = factOf(name, facts);
  const free = fact?.is_prefix ? ` ${name.slice(fact.name.length)}` : "";
  const isShare = fact?.type === "share" && typeof value === "number";
  const choice = fact?.choices.find((one) => one.value === value)?.label;
  return (
    <div>
      <dt>{(fact?.label ?? name) + free}</dt>
      <dd>
        {isShare
          ? `${Math.round(value * 100)} %`
          : (choice ?? inWords(value, undefined, { facts, references }))}
      </dd>
    </div>
  );
}
