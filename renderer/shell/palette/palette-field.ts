/** The field of the palette looks the same before and after its list is there. */
export const PALETTE_FIELD =
  'h-11 w-full shrink-0 border-b border-line bg-transparent px-4 text-lg outline-none';
