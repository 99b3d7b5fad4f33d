/** Phones: the panel fills what the keyboard leaves of the screen. */

import { adopt } from "./sheets";

export function fitToViewport(shadow: ShadowRoot): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const sheet = adopt(shadow, "");
  const fit = (): void => {
    const { height, offsetTop } = viewport;
    sheet.replaceSync(
      `.baton{--screen:${Math.round(height)}px;--above:${Math.round(offsetTop)}px}`,
    );
  };
  viewport.addEventListener("resize", fit);
  viewport.addEventListener("scroll", fit);
  fit();
}
