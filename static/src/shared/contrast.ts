/** Contrast as WCAG 2 defines it, and the correction of a colour that somebody chose. */

type Rgb = readonly [number, number, number];

/** Text needs this much against its background. */
export const TEXT_CONTRAST = 4.5;
/** A shape that must be seen needs this much against its surroundings. */
export const SHAPE_CONTRAST = 3;

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** Our accent, for colours that cannot be read. */
const FALLBACK: Rgb = [61, 70, 194];
const STEPS = 50;

/** `#rrggbb` as numbers, or null when it is something else. */
export function parseHex(hex: string): Rgb | null {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1];
  if (!digits) return null;
  const value = parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function toHex(rgb: Rgb): string {
  return "#" + rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 (the same) to 21 (black on white). */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour, moved towards black or white just so far that it stands out from `surface`. */
export function corrected(rgb: Rgb, surface: Rgb, atLeast: number): Rgb {
  const target = luminance(surface) > 0.18 ? BLACK : WHITE;
  for (let step = 0; step < STEPS; step++) {
    const share = step / STEPS;
    const mixed = rgb.map((part, index) =>
      Math.round(part + ((target[index] as number) - part) * share),
    ) as unknown as Rgb;
    if (contrast(mixed, surface) >= atLeast) return mixed;
  }
  return target;
}

export interface Accent {
  /** Behind `onFill`: launcher, header, own bubbles. */
  fill: string;
  onFill: string;
  /** On the surface: links and quiet buttons. */
  text: string;
}

/**
 * What a chosen colour becomes: seen as a shape on `surface`, readable under text, and readable as
 * text on `tint`, the ground that makes it hardest.
 */
export function accentOn(hex: string, surface: string, tint = surface): Accent {
  const chosen = parseHex(hex) ?? FALLBACK;
  const fill = corrected(chosen, parseHex(surface) ?? WHITE, SHAPE_CONTRAST);
  // White where it can be read: it is what people expect on a strong colour.
  const onFill = contrast(WHITE, fill) >= TEXT_CONTRAST ? WHITE : BLACK;
  const text = corrected(chosen, parseHex(tint) ?? WHITE, TEXT_CONTRAST);
  return { fill: toHex(fill), onFill: toHex(onFill), text: toHex(text) };
}
