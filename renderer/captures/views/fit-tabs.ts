/**
 * Which tabs fit into a row, in their order. The current one always does: it takes the place of the
 * last that would have fitted.
 *
 * @param widths of all tabs in pixels.
 * @param room for them, and for the menu of the rest, which needs `menu` where not all fit.
 * @returns indexes of the tabs to show.
 */
export function fitTabs(
  widths: readonly number[],
  current: number,
  room: number,
  menu: number,
): number[] {
  const all = widths.map((_, index) => index);
  const total = (shown: readonly number[]): number =>
    shown.reduce((sum, index) => sum + (widths[index] ?? 0), 0);
  if (total(all) <= room) return all;
  const shown: number[] = [];
  const must = all.includes(current) ? [current] : [];
  for (const index of all) {
    const next = [...new Set([...shown, index, ...must])];
    if (total(next) > room - menu) break;
    shown.push(index);
  }
  return [...new Set([...shown, ...must])].sort((a, b) => a - b);
}
