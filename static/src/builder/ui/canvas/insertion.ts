/** How parts of the canvas open the menu that adds a node. */

import { createContext, useContext } from "react";

import type { Origin } from "../../state/deeds";
import type { Place } from "../../state/graph";

export interface Insertion {
  /** `at`: in the window's pixels. */
  openInsert: (origin: Origin, at: Place) => void;
}

export const InsertionContext = createContext<Insertion>({ openInsert: () => undefined });

export function useInsertion(): Insertion {
  return useContext(InsertionContext);
}
