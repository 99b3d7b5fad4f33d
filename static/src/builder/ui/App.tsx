/** The page: top bar, palette, canvas or list, dock. */

import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useCallback } from "react";

import { dialogs } from "../panels";
import type { Place } from "../state/graph";
import { Canvas } from "./canvas/Canvas";
import { useBuilder, useMayChange } from "./context";
import { DeleteDialog } from "./DeleteDialog";
import { Dock } from "./Dock";
import { ListView } from "./ListView";
import { Notice } from "./Notice";
import { Palette } from "./Palette";
import { Conflict } from "./SaveState";
import { TopBar } from "./TopBar";
import { useKeys } from "./useKeys";

export function App(): React.ReactNode {
  return (
    <ReactFlowProvider>
      <Page />
    </ReactFlowProvider>
  );
}

function Page(): React.ReactNode {
  const view = useBuilder((state) => state.view);
  const mayChange = useMayChange();
  const centre = useCentre();
  useKeys(centre);
  return (
    <div className={`fb fb-view-${view}`}>
      <TopBar centre={centre} />
      <Conflict />
      <div className={mayChange ? "fb-body" : "fb-body fb-reading"}>
        {mayChange && <Palette />}
        <main className="fb-main-area">{view === "canvas" ? <Canvas /> : <ListView />}</main>
        <Dock />
      </div>
      <OpenDialog />
      <DeleteDialog />
      <Notice />
    </div>
  );
}

function OpenDialog(): React.ReactNode {
  const name = useBuilder((state) => state.dialog);
  const Opened = name ? dialogs[name] : undefined;
  return Opened ? <Opened /> : null;
}

/** Where the middle of what is in sight lies in the flow. */
function useCentre(): () => Place {
  const flow = useReactFlow();
  return useCallback(() => {
    const { left, top, width, height } = document
      .querySelector(".fb-main-area")
      ?.getBoundingClientRect() ?? { left: 0, top: 0, width: 0, height: 0 };
    const middle = flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 });
    return { x: middle.x - 120, y: middle.y - 60 };
  }, [flow]);
}
