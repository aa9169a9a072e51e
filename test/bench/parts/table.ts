/** One line of a bench: what was measured, the figure, and the figure to hold. */
export interface Row {
  what: string;
  measured: string;
  hold: string;
}

/** Prints rows as a Markdown table. */
export function printTable(title: string, rows: readonly Row[]): void {
  const all = [{ what: title, measured: 'measured', hold: 'to hold' }, ...rows];
  const width = (key: keyof Row): number => Math.max(...all.map((row) => row[key].length));
  const line = (row: Row): string =>
    `| ${row.what.padEnd(width('what'))} | ${row.measured.padEnd(width('measured'))} | ${row.hold.padEnd(width('hold'))} |`;
  const rule = `|${'-'.repeat(width('what') + 2)}|${'-'.repeat(width('measured') + 2)}|${'-'.repeat(width('hold') + 2)}|`;
  const [head, ...rest] = all.map(line);
  console.log([head, rule, ...rest].join('\n'));
  console.log();
}
