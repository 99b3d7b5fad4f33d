/** What stands in the way of publishing, as one edits; each problem leads to its place. */

import { CircleAlert, CircleCheck, Route, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";

import type { Problem } from "../types";
import { counted, icon } from "../ui/bits";
import { useBuilder, usePage } from "../ui/context";
import { useNames } from "./parts";
import { edgesAlong, grouped, meaningOf, type ProblemGroup } from "./problems";

const TITLES = {
  error: { one: "error", help: "These have to be settled before the flow can be published." },
  warning: { one: "warning", help: "The flow may be published with these. Look at them once." },
} as const;

export function ProblemsPanel(): React.ReactNode {
  const { store } = usePage();
  const problems = useBuilder((state) => state.problems);
  useEffect(() => () => store.setActive([], []), [store]);
  const groups = grouped(problems);
  return (
    <div className="fbp fbp-problems">
      <p className="fb-unseen" role="status">
        {spokenCount(groups)}
      </p>
      {groups.length === 0 ? (
        <p className="fbp-fine">
          <CircleCheck {...icon} /> No problems: every way ends with a person, an answer or a
          captured message.
        </p>
      ) : (
        groups.map((group) => <Group key={group.level} group={group} />)
      )}
    </div>
  );
}

function spokenCount(groups: ProblemGroup[]): string {
  if (!groups.length) return "No problems";
  return groups
    .map(({ level, problems }) => counted(problems.length, TITLES[level].one))
    .join(", ");
}

function Group({ group }: { group: ProblemGroup }): React.ReactNode {
  const { one, help } = TITLES[group.level];
  return (
    <section className="fbp-group">
      <h3>{counted(group.problems.length, one)}</h3>
      <p className="fb-help">{help}</p>
      <ProblemList problems={group.problems} />
    </section>
  );
}

/** Problems that lead to their place; `onJump` closes what lies over it. */
export function ProblemList({
  problems,
  onJump,
}: {
  problems: readonly Problem[];
  onJump?: () => void;
}): React.ReactNode {
  return (
    <ul className="fbp-list">
      {problems.map((problem) => (
        <ProblemLine key={keyOf(problem)} problem={problem} onJump={onJump} />
      ))}
    </ul>
  );
}

function keyOf({ code, node, port, message }: Problem): string {
  return [code, node, port, message].join("\n");
}

function ProblemLine({
  problem,
  onJump,
}: {
  problem: Problem;
  onJump: (() => void) | undefined;
}): React.ReactNode {
  const { store } = usePage();
  const names = useNames();
  const [isWayShown, showWay] = useState(false);
  const light = (): void => {
    const path = problem.path.length ? problem.path : problem.node ? [problem.node] : [];
    store.setActive(path, edgesAlong(store.get().graph, path));
  };
  const jump = (): void => {
    onJump?.();
    light();
    if (problem.node) store.jump(problem.node);
    showWay(problem.path.length > 1);
  };
  const Sign = problem.level === "error" ? CircleAlert : TriangleAlert;
  const meaning = meaningOf(problem);
  return (
    <li
      className={problem.level === "error" ? "fbp-problem fbp-is-bad" : "fbp-problem fbp-is-warn"}
    >
      <Sign {...icon} />
      <div>
        <button type="button" className="fbp-row" onClick={jump}>
          <span className="fb-unseen">{problem.level === "error" ? "Error: " : "Warning: "}</span>
          <b>{problem.message}</b>
          {problem.node && <span className="fbp-soft">{names.node(problem.node)}</span>}
        </button>
        {meaning && <p className="fb-help">{meaning}</p>}
        {problem.path.length > 1 && !isWayShown && (
          <button
            type="button"
            className="fbp-link"
            onClick={() => {
              light();
              showWay(true);
            }}
          >
            <Route {...icon} /> Show the way
          </button>
        )}
        {isWayShown && <Way path={problem.path} />}
      </div>
    </li>
  );
}

/** The nodes of one way in words, for those who do not see the canvas. */
function Way({ path }: { path: readonly string[] }): React.ReactNode {
  const { store } = usePage();
  const names = useNames();
  return (
    <ol className="fbp-way" aria-label="The way that shows it">
      {path.map((id, index) => (
        <li key={`${id}-${index}`}>
          <button type="button" className="fbp-link" onClick={() => store.jump(id)}>
            {names.node(id)}
          </button>
        </li>
      ))}
    </ol>
  );
}
