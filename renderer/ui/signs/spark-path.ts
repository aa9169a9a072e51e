/**
 * SVG paths of a small plot, highest value at the top. All zero is a line along the bottom; a single
 * request is never drawn as high as the plot, so that noise does not look like load.
 */
export function sparkPath(
  values: readonly number[],
  width: number,
  height: number,
): { line: string; area: string } {
  if (values.length < 2) return { line: '', area: '' };
  const top = Math.max(4, ...values);
  const points = values.map((value, i) => {
    const x = (i / (values.length - 1)) * width;
    const y = height - 1 - (value / top) * (height - 2);
    return `${round(x)} ${round(y)}`;
  });
  const line = `M${points.join('L')}`;
  return { line, area: `${line}L${width} ${height}L0 ${height}Z` };
}

const round = (n: number): number => Math.round(n * 100) / 100;
