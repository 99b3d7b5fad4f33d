/** The test drawer: one talks to the draft as a visitor, and sees why it goes where it goes. */

import { Footprints, Play, RotateCcw } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";

import type { BuilderState } from "../../state/reduce";
import { counted, icon } from "../../ui/bits";
import { useBuilder, usePage } from "../../ui/context";
import { Composer, Deeds, Standing } from "./Happenings";
import { type SessionState, sessionOf, type TestSession } from "./session";
import { Transcript } from "./Transcript";
import { ComparisonLine, Walks } from "./Walks";
import { WorldForm } from "./WorldForm";

export function TestPanel(): React.ReactNode {
  const { store, api } = usePage();
  const session = sessionOf(store, api);
  const state = useSyncExternalStore(session.subscribe, session.get);
  useEffect(() => {
    session.light();
    return () => store.setActive([], []);
  }, [session, store]);
  return (
    <div className="fbp fbp-test">
      <details className="fbp-fold">
        <summary>Settings of the test</summary>
        <WorldForm world={state.memory.world} onChange={(world) => session.setWorld(world)} />
      </details>
      <Walks state={state} session={session} />
      <Obstacles />
      <Toolbar state={state} session={session} />
      <Conversation state={state} session={session} />
    </div>
  );
}

interface Props {
  state: SessionState;
  session: TestSession;
}

function errorsOf(state: BuilderState): number {
  return state.problems.filter((one) => one.level === "error").length;
}

function Obstacles(): React.ReactNode {
  const { store } = usePage();
  const errors = useBuilder(errorsOf);
  if (!errors) return null;
  return (
    <p className="fbp-warning">
      The draft has {counted(errors, "error")}. The test goes on until one is in its way.{" "}
      <button type="button" className="fbp-link" onClick={() => store.openPanel("problems")}>
        See the problems
      </button>
    </p>
  );
}

function Toolbar({ state, session }: Props): React.ReactNode {
  const graph = useBuilder((state) => state.graph);
  const hasBegun = state.turns.length > 0;
  const hasChanged = state.graph !== null && state.graph !== graph;
  return (
    <>
      <div className="fbp-actions">
        <button
          type="button"
          className={hasBegun ? "fb-button" : "fb-button fb-main"}
          onClick={() => void session.begin()}
        >
          {hasBegun ? <RotateCcw {...icon} /> : <Play {...icon} />}
          {hasBegun ? "Start over" : "Start the test"}
        </button>
        {state.turns.length > 1 && (
          <button
            type="button"
            className="fb-button"
            disabled={state.isBusy}
            onClick={() => void session.walk(session.footsteps())}
          >
            <Footprints {...icon} /> Walk again
          </button>
        )}
      </div>
      {hasChanged && (
        <p className="fb-help">
          The draft has changed since this test began. Walk again to see whether the way is the
          same.
        </p>
      )}
    </>
  );
}

function Conversation({ state, session }: Props): React.ReactNode {
  const end = useRef<HTMLDivElement>(null);
  const { turns, comparison } = state;
  useEffect(() => {
    // Some browsers answer with a promise, which is not for React to clean up.
    if (turns.length) void end.current?.scrollIntoView({ block: "end" });
  }, [turns.length, comparison]);
  const answer = turns.at(-1)?.answer;
  const shared = {
    isBusy: state.isBusy,
    onEvent: (event: Parameters<TestSession["send"]>[0]) => void session.send(event),
  };
  return (
    <>
      {!answer && !state.isBusy && !state.failed && (
        <p className="fb-empty">
          Talk to the draft as a visitor would. Nobody gets a message, and nothing is stored: not
          even the draft has to be published.
        </p>
      )}
      <Transcript state={state} session={session} />
      {comparison && <ComparisonLine comparison={comparison} />}
      {state.isBusy && <p className="fbp-soft">One moment…</p>}
      {state.failed && (
        <div role="alert">
          <p className="fbp-bad">{state.failed.words}</p>
          {state.failed.again && (
            <button
              type="button"
              className="fb-button"
              onClick={() => state.failed && void session.send(state.failed.event)}
            >
              Try again
            </button>
          )}
        </div>
      )}
      {answer && (
        <div className="fbp-next">
          <Standing answer={answer} />
          <Composer answer={answer} {...shared} />
          {!answer.ended && <Deeds answer={answer} {...shared} />}
        </div>
      )}
      <div ref={end} />
    </>
  );
}
