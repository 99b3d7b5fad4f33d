/** What is known: what the visitor wants, the facts and how sure they are, what was tried. */

import { correctionFor, type Brief, type Correction, type Fact } from "../../state/brief";
import { factName } from "../../words/lines";
import { CopyButton, Jump, Part } from "./bits";

export function Wants({ brief }: { brief: Brief }): React.ReactNode {
  const { wants, wantsSeq, summary, missing } = brief;
  const correction = correctionFor(brief, "wants");
  if (!wants && !summary && !missing && !correction) return null;
  return (
    <div className="brief__column">
      {(wants || summary || correction) && (
        <Part title="What they want" seq={correction ? correction.seq : wantsSeq}>
          <p className="brief__strong" dir="auto">
            {correction ? correction.value || <s>{wants}</s> : wants}
          </p>
          {correction && <Corrected correction={correction} before={wants} />}
          {summary && summary !== wants && <p className="brief__quiet">{summary}</p>}
        </Part>
      )}
      {missing && (
        <Part title="Not in the knowledge base">
          <p>{missing}</p>
        </Part>
      )}
    </div>
  );
}

/** Whose word it is now, and what stood there before. */
function Corrected({
  correction,
  before,
}: {
  correction: Correction;
  before: string;
}): React.ReactNode {
  return (
    <p className="brief__corrected">
      {correction.value ? "Corrected by the visitor" : "Taken back by the visitor"}
      {before && correction.value && (
        <>
          , before: <s dir="auto">{before}</s>
        </>
      )}
    </p>
  );
}

export function Facts({ brief }: { brief: Brief }): React.ReactNode {
  if (!brief.facts.length) return null;
  return (
    <Part title="Known facts">
      <dl className="facts brief__facts">
        {brief.facts.map((fact) => (
          <FactLine key={fact.name} fact={fact} correction={correctionFor(brief, fact.name)} />
        ))}
      </dl>
    </Part>
  );
}

function FactLine({
  fact,
  correction,
}: {
  fact: Fact;
  correction: Correction | null;
}): React.ReactNode {
  const name = factName(fact.kind, fact.label);
  const value = correction ? correction.value : fact.value;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className="brief__value" dir="auto">
          {value || <s>{fact.value}</s>}
        </span>
        {value && <CopyButton text={value} what={name} />}
        {!correction && !fact.given && <Jump seq={fact.seqs.at(-1) ?? 0} what={name} />}
        <span className="brief__sure">{sureness(fact, correction)}</span>
      </dd>
    </div>
  );
}

function sureness(fact: Fact, correction: Correction | null): string {
  if (correction) return correction.value ? "corrected by the visitor" : "taken back";
  return fact.given ? "" : "visitor said";
}

export function Tried({ brief }: { brief: Brief }): React.ReactNode {
  const correction = correctionFor(brief, "tried");
  if (!brief.tried.length && !correction) return null;
  return (
    <Part title="Tried already">
      {correction ? (
        <>
          <p dir="auto">{correction.value || "Nothing, says the visitor."}</p>
          <Corrected correction={correction} before="" />
        </>
      ) : (
        <ul className="brief__said">
          {brief.tried.map(({ seq, text }, index) => (
            <li key={index}>
              <span dir="auto">{text}</span>
              <Jump seq={seq} what={text} />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

export function Promised({ brief: { promised } }: { brief: Brief }): React.ReactNode {
  if (!promised.length) return null;
  return (
    <Part title="The AI promised">
      <ul className="brief__said brief__said--promised">
        {promised.map(({ seq, text }, index) => (
          <li key={index}>
            <span dir="auto">{text}</span>
            <Jump seq={seq} what={text} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
