import type { EventChange } from '../../../../preload/contract/captures/event-types.ts';
import { durationMs } from '../../../../preload/rules/times.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print, printError } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer } from '../answer.ts';

export interface DriftArguments extends Where {
  since?: string | undefined;
  failOn: 'breaking' | 'any';
  json: boolean;
  quiet: boolean;
}

/**
 * Says how events changed.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export const runDrift = (args: DriftArguments): Promise<void> =>
  answer(args.json, async () => {
    const since = sinceMs(args.since);
    const engine = await findEngine(args);
    const query = new URLSearchParams({ state: 'open', limit: '1000', settled: 'true' });
    if (since !== undefined) query.set('since', String(since));
    const { items, behind } = (await engine.ask('GET', `/event-changes?${query.toString()}`)) as {
      items: EventChange[];
      behind: number;
    };
    const breaking = items.filter((one) => one.breaking);
    if (!args.json) print(...items.map(line));
    if (!args.json && !args.quiet) {
      printError(
        items.length === 0
          ? 'No event changed.'
          : `${items.length} open changes, ${breaking.length} of which may break readers.`,
      );
      if (behind > 0) printError(`${behind} captures were not looked at yet.`);
    }
    const isFound = (args.failOn === 'any' ? items : breaking).length > 0;
    return {
      exit: isFound ? EXIT.no : 0,
      ...(isFound && { reason: 'drift' }),
      behind,
      changes: items,
    };
  });

function line({ title, kind, path, was, now, breaking, count }: EventChange): string {
  const where = path === '' ? title : `${title} ${path}`;
  return `${breaking ? '!' : '+'} ${where}: ${kind}, ${was} → ${now} (${count})`;
}

function sinceMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ago = durationMs(text);
  if (ago !== undefined) return Date.now() - ago;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw bad(`--since ${text} is no time.`, 'Write 2h, 7d, or a time such as 2026-11-27T08:00.');
}
