import type { CapturePage, ListedCapture } from '../../../preload/contract/captures.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { print, printError, printJsonLine } from '../print.ts';
import { answer } from './answer.ts';
import { captureLine, extraColumns } from './capture-lines.ts';
import { refuseMistakes } from './named-capture.ts';
import { queryOf } from './searched.ts';
import type { SincePlace } from './times.ts';

export interface ListArguments extends Where {
  search: string;
  limit: number;
  /** A capture: only older ones. */
  before?: string | undefined;
  since: SincePlace;
  columns?: string[] | undefined;
  ndjson: boolean;
  json: boolean;
  quiet: boolean;
}

const PAGE = 500;

/**
 * Lists captures, newest first.
 *
 * @throws BackstitchError SEARCH_INVALID
 */
export const runList = (args: ListArguments): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const items: ListedCapture[] = [];
    let before = args.before;
    let isMore = true;
    while (isMore && items.length < args.limit) {
      const page = (await engine.ask(
        'GET',
        `/captures${pageQuery(args, items.length, before)}`,
      )) as CapturePage;
      refuseMistakes(page);
      const fresh = page.items.filter(({ id }) => isSince(id, args.since));
      items.push(...fresh);
      if (!args.json) for (const item of fresh) await show(item, args);
      isMore = page.next !== null && fresh.length === page.items.length;
      before = page.next ?? undefined;
    }
    if (items.length === 0 && !args.json && !args.quiet) printError('No capture matches.');
    return { items };
  });

function pageQuery({ search, limit, since, columns }: ListArguments, had: number, before?: string) {
  const from = since !== undefined && /^\d{12,}$/.test(since) ? since : undefined;
  const query = queryOf({ search, limit: Math.min(PAGE, limit - had), before, from });
  const extra = extraColumns(columns).map((name) => `&columns=${encodeURIComponent(name)}`);
  return query + extra.join('');
}

/** Ids and marks sort by arrival as text; a time is left to the engine. */
function isSince(id: string, since: SincePlace): boolean {
  return since === undefined || since.length !== id.length || id > since.toLowerCase();
}

async function show(item: ListedCapture, { ndjson, columns }: ListArguments): Promise<void> {
  if (ndjson) await printJsonLine(JSON.stringify(item));
  else print(captureLine(item, columns));
}
