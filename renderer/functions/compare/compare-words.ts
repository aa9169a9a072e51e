import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import { prettyEjson } from '../../wire/json/pretty-ejson.ts';

type Reply = Comparison['before'];

/** How a row came out. `fixed`: what was refused or failed then would be answered now. */
export type Outcome = 'same' | 'fixed' | 'different' | 'failing' | 'skipped';

export function outcomeOf(row: Comparison): Outcome {
  if (row.skipped !== null) return 'skipped';
  if (row.error !== null) return 'failing';
  if (row.differs.length === 0) return 'same';
  const isFixed = (row.before?.status ?? 0) >= 400 && (row.after?.status ?? 400) < 400;
  return isFixed ? 'fixed' : 'different';
}

export interface Progress {
  rows: readonly Comparison[];
  /** null until it is known how many captures there are. */
  total: number | null;
  running: boolean;
}

/** What the rows say together, while they come in and when all are there. */
export function summaryOf({ rows, total, running }: Progress): string {
  if (total === null) return running ? 'Finding captures.' : '';
  if (total === 0) return 'No captures yet. Call the webhook once, then run this again.';
  const counts = countsOf(rows);
  if (running) return [`${rows.length} of ${total} done`, ...counts].join(', ');
  if (rows.length < total)
    return [`Stopped after ${rows.length} of ${total}`, ...counts].join(', ');
  return counts.join(', ');
}

/** `18 same`, `1 fixed`, `1 different`; kinds without rows are left out. */
function countsOf(rows: readonly Comparison[]): string[] {
  const found: Record<Outcome, number> = {
    same: 0,
    fixed: 0,
    different: 0,
    failing: 0,
    skipped: 0,
  };
  for (const row of rows) found[outcomeOf(row)] += 1;
  const words: Record<Outcome, string> = {
    same: 'same',
    fixed: 'fixed',
    different: 'different',
    failing: found.failing === 1 ? 'fails' : 'fail',
    skipped: 'not run',
  };
  return (Object.keys(words) as Outcome[])
    .filter((kind) => found[kind] > 0)
    .map((kind) => `${found[kind]} ${words[kind]}`);
}

/**
 * Both answers as texts whose difference shows what differs. Headers are sorted, as their order is
 * not compared; JSON is indented, unless blanks are all that differs.
 */
export function replyTexts(before: Reply, after: Reply): { before: string; after: string } {
  const pretty = { before: textOf(before, prettyEjson), after: textOf(after, prettyEjson) };
  if (pretty.before !== pretty.after || before?.body === after?.body) return pretty;
  return { before: textOf(before, (body) => body), after: textOf(after, (body) => body) };
}

function textOf(reply: Reply, show: (body: string) => string): string {
  if (reply === null) return '';
  const headers = reply.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort();
  const cut = reply.bodyCut ? ['', '(cut off here: the body is longer)'] : [];
  return [`status: ${reply.status}`, ...headers, '', show(reply.body), ...cut].join('\n');
}
