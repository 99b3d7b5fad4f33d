/** Icons of this page: 16 pixels, one stroke. */
export const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
