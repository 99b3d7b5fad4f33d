/** The panels of the dock and the dialogs, by name; a name that is missing here is not offered. */

import type { DialogName, PanelName } from "../types";
import { ImportDialog } from "./ImportDialog";
import { ProblemsPanel } from "./ProblemsPanel";
import { PublishDialog } from "./PublishDialog";
import { TemplatesDialog } from "./TemplatesDialog";
import { TestPanel } from "./test/TestPanel";
import { TrafficPanel } from "./TrafficPanel";
import { VersionsPanel } from "./VersionsPanel";
import "./panels.css";
import "./test/test.css";

export const panels: Partial<Record<PanelName, React.ComponentType>> = {
  problems: ProblemsPanel,
  versions: VersionsPanel,
  test: TestPanel,
  traffic: TrafficPanel,
};

export const dialogs: Partial<Record<DialogName, React.ComponentType>> = {
  publish: PublishDialog,
  import: ImportDialog,
  templates: TemplatesDialog,
};
