/** The panels of the dock and the dialogs, by name; a name that is missing here is not offered. */

import type { DialogName, PanelName } from "../types";

export const panels: Partial<Record<PanelName, React.ComponentType>> = {};

export const dialogs: Partial<Record<DialogName, React.ComponentType>> = {};
