/** Asks before a deletion that parts a way through the flow. */

import { deleteNow } from "../state/deeds";
import { cutBy } from "../state/graph";
import { nameOf } from "../state/ports";
import { useBuilder, usePage } from "./context";
import { Dialog } from "./Dialog";

export function DeleteDialog(): React.ReactNode {
  const { store } = usePage();
  const ids = useBuilder((state) => state.asking);
  const graph = useBuilder((state) => state.graph);
  const kinds = useBuilder((state) => state.kinds);
  if (!ids) return null;
  const cut = cutBy(graph, ids).map((node) => `“${nameOf(node, kinds.get(node.kind))}”`);
  const what = cut.length > 3 ? `${cut.length} nodes` : cut.join(", ");
  const onClose = (): void => store.dispatch({ type: "ask", ids: null });
  return (
    <Dialog
      title={`Delete ${what}?`}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="fb-button" onClick={onClose}>
            Keep
          </button>
          <button
            type="button"
            className="fb-button fb-danger"
            autoFocus
            onClick={() => deleteNow(store, ids)}
          >
            Delete
          </button>
        </>
      }
    >
      <p>
        A way leads through here: what comes before will lead nowhere until you connect it again.
        You can undo this.
      </p>
    </Dialog>
  );
}
