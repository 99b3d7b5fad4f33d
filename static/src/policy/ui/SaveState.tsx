/** How the draft stands with the server, in words; and what to do when two people edit at once. */

import { AlertTriangle, Check, CloudOff, LoaderCircle } from "lucide-react";

import { isSame } from "../state/compare";
import type { Draft, Rule } from "../types";
import { icon, moment } from "./bits";
import { usePage, usePageState } from "./context";

export function SaveState(): React.ReactNode {
  const saving = usePageState((state) => state.saving);
  const savedAt = usePageState((state) => state.savedAt);
  const savedBy = usePageState((state) => state.savedBy);
  switch (saving.kind) {
    case "waiting":
    case "saving":
      return <Line icon={<LoaderCircle {...icon} />} text="Saving the draft…" />;
    case "saved":
      return (
        <Line
          icon={<Check {...icon} />}
          text={
            savedAt ? `Draft saved ${moment(savedAt)}${savedBy && `, ${savedBy}`}` : "Draft saved"
          }
        />
      );
    case "offline":
      return (
        <Line
          mark="pe-warn"
          icon={<CloudOff {...icon} />}
          text="Offline. Your changes are kept here and saved as soon as the line is back."
        />
      );
    case "signed-out":
      return (
        <Line
          mark="pe-bad"
          icon={<AlertTriangle {...icon} />}
          text="Not saved: you are signed out or may not edit. Your changes are kept here: sign in in another tab and come back."
        />
      );
    case "refused":
      return (
        <Line
          mark="pe-bad"
          icon={<AlertTriangle {...icon} />}
          text={saving.rule ? "Not saved: see the marked rule." : `Not saved: ${saving.detail}.`}
        />
      );
    case "conflict":
      return (
        <Line mark="pe-warn" icon={<AlertTriangle {...icon} />} text="Not saved: see below." />
      );
  }
}

function Line({
  icon: sign,
  text,
  mark = "",
}: {
  icon: React.ReactNode;
  text: string;
  mark?: string;
}): React.ReactNode {
  return (
    <p className={`pe-saving ${mark}`} role="status">
      {sign} {text}
    </p>
  );
}

export function Conflict(): React.ReactNode {
  const { store } = usePage();
  const saving = usePageState((state) => state.saving);
  const rules = usePageState((state) => state.rules);
  const readings = usePageState((state) => state.readings);
  if (saving.kind !== "conflict") return null;
  const { theirs } = saving;
  const who = theirs.author || "Somebody";
  const lines = disagreements(rules, theirs, (key) => readings[key]?.sentence ?? "");
  return (
    <section className="pe-banner pe-conflict" role="alert" aria-labelledby="pe-conflict-title">
      <h2 id="pe-conflict-title">
        {who} saved this draft at {moment(theirs.saved_at)}, while you were editing
      </h2>
      <p>Your changes are still here, but not saved. Nothing is lost whichever you choose.</p>
      <ul>
        {lines.map((line) => (
          <li key={line.key}>
            <span className="pe-tag">theirs</span> {line.theirs || "no such rule"}
            <br />
            <span className="pe-tag">yours</span> {line.mine || "no such rule"}
          </li>
        ))}
      </ul>
      <div className="pe-actions">
        <button
          type="button"
          className="pe-button pe-main"
          onClick={() => store.dispatch({ type: "keep-mine" })}
        >
          Keep mine
        </button>
        <button
          type="button"
          className="pe-button"
          onClick={() => store.dispatch({ type: "take-theirs" })}
        >
          Take theirs
        </button>
      </div>
    </section>
  );
}

interface Disagreement {
  key: string;
  mine: string;
  theirs: string;
}

/** The rules that are not the same on both sides, each as a sentence; empty where one lacks it. */
function disagreements(
  mine: Rule[],
  theirs: Draft,
  mySentence: (key: string) => string,
): Disagreement[] {
  const said = new Map(theirs.readings.map((one) => [one.key, one.sentence]));
  const other = new Map(theirs.rules.map((rule) => [rule.key, rule]));
  const own = mine
    .filter((rule) => !isSame(rule, other.get(rule.key)))
    .map(({ key }) => ({ key, mine: mySentence(key), theirs: said.get(key) ?? "" }));
  const known = new Set(mine.map((rule) => rule.key));
  const onlyTheirs = theirs.rules
    .filter((rule) => !known.has(rule.key))
    .map(({ key }) => ({ key, mine: "", theirs: said.get(key) ?? "" }));
  return [...own, ...onlyTheirs];
}
