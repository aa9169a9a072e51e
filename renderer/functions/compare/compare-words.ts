import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import { prettyEjson } from '../../wire/json/pretty-ejson.ts';
import { formatPlural } from '../../ui/format.ts';

type Reply = Comparison['before'];

/** Whether a row tells something: another answer, a failure, or that it could not be run. */
export const isNews = (row: Comparison): boolean =>
  row.differs.length > 0 || row.error !== null || row.skipped !== null;

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
  const changed = rows.filter((row) => row.differs.length > 0).length;
  const failed = rows.filter((row) => row.error !== null).length;
  const skipped = rows.filter((row) => row.skipped !== null).length;
  const left = !running && rows.length < total ? `Stopped after ${rows.length} of ${total}. ` : '';
  if (running) return `${rows.length} of ${total} done, ${count(changed, failed, skipped)}.`;
  if (rows.length === 0) return left.trim();
  if (changed + failed + skipped === 0)
    return `${left}${formatPlural(rows.length, 'capture')} would get the same answer.`;
  return `${left}${ofAll(changed, rows.length)}${tail(failed, skipped)}.`;
}

const ofAll = (changed: number, all: number): string =>
  changed === 0 ? `None of ${all} would change` : `${changed} of ${all} would change`;

const count = (changed: number, failed: number, skipped: number): string =>
  `${changed === 0 ? 'none' : changed} would change${tail(failed, skipped)}`;

const tail = (failed: number, skipped: number): string =>
  (failed === 0 ? '' : `, ${failed} ${failed === 1 ? 'fails' : 'fail'}`) +
  (skipped === 0 ? '' : `, ${skipped} ${skipped === 1 ? 'does' : 'do'} not run`);

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
