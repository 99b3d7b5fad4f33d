/** The page: three panes, of which a narrow screen shows one. */

import { useCallback, useState } from "react";

import { ContextPane } from "./ContextPane";
import { useInbox } from "./context";
import { useMedia, useRemembered } from "./hooks";
import { ListPane } from "./ListPane";
import { Announcer, ConnectionBar, Toasts } from "./Notices";
import { Offers } from "./OfferCard";
import { Shortcuts } from "./Shortcuts";
import { Splitter } from "./Splitter";
import { ThreadPane } from "./ThreadPane";
import { TopBar } from "./TopBar";

const LIST = { min: 280, max: 440, usual: 340 };
const CONTEXT = { min: 280, max: 440, usual: 330 };

export function App(): React.ReactNode {
  const selected = useInbox((state) => state.selected);
  const narrow = useMedia("(max-width: 899px)");
  const [list, setList] = useRemembered("list_width", LIST.usual);
  const [context, setContext] = useRemembered("context_width", CONTEXT.usual);
  const [wanted, setWanted] = useRemembered("details", window.innerWidth >= 1180);
  // On a narrow screen details cover the thread: shown on demand, for one conversation.
  const [covering, setCovering] = useState<string | null>(null);
  const details = narrow ? covering === selected && selected !== null : wanted;
  const showDetails = useCallback(
    (shown: boolean) => {
      if (narrow) setCovering(shown ? selected : null);
      else setWanted(shown);
    },
    [narrow, selected, setWanted],
  );
  const pane = !selected ? "list" : narrow && details ? "context" : "thread";
  return (
    <div className="app" data-pane={pane} data-details={details}>
      <TopBar />
      <ConnectionBar />
      <main
        className="panes"
        style={{ ["--list" as string]: `${list}px`, ["--context" as string]: `${context}px` }}
      >
        <h1 className="hidden">Inbox</h1>
        <ListPane />
        <Splitter label="Width of the list" side="left" value={list} {...LIST} onChange={setList} />
        <ThreadPane details={details} showDetails={showDetails} />
        {details && selected && (
          <>
            <Splitter
              label="Width of the details"
              side="right"
              value={context}
              {...CONTEXT}
              onChange={setContext}
            />
            <ContextPane close={() => showDetails(false)} />
          </>
        )}
      </main>
      <Offers />
      <Toasts />
      <Announcer />
      <Shortcuts />
    </div>
  );
}
