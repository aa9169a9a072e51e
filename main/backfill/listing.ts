import { setImmediate as turn } from 'node:timers/promises';
import type { BackfillItemState } from '../../preload/contract/backfill.ts';
import { headerValue } from '../lib/headers.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { Adapter, Listed, Page } from './adapter.ts';
import type { BackfillStore, KeptItem, KeptScan, KeptSource } from './backfill-store.ts';
import { BackstitchError } from '../lib/errors.ts';
import { type Asked, type Called, type CallerParts, callProvider } from './caller.ts';

export interface ListingParts extends CallerParts {
  store: BackfillStore;
  groups: Pick<GroupCommit, 'commit'>;
  /** Row ids of captures by the id that their sender gave them, of those asked for that are here. */
  held: (provider: string, ids: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

export interface Watched {
  signal: AbortSignal;
  onCall: () => void;
  onWait: (until: number | null) => void;
  /** Something was written. */
  onProgress: () => void;
}

/** Clocks differ, and a webhook leaves later than its event is noted. */
const WIDER_MS = 5 * 60_000;
const SKEW_MS = 30_000;
const MOST_ITEMS = 10_000;
const MOST_PAGES = 200;

/**
 * Reads what a provider says it sent in a span, page after page, and compares it with what is here. Nothing is asked
 * of the provider but lists. What it tried several times is one item: delivered where one of the tries was.
 *
 * @returns what a person should know of the list
 */
export async function listSent(
  parts: ListingParts,
  source: KeptSource,
  scan: KeptScan,
  adapter: Adapter,
  watched: Watched,
): Promise<{ notes: string[]; oldest: number | null }> {
  const { settings } = source;
  const span = { from: scan.from - WIDER_MS, to: scan.to + WIDER_MS, only: scan.only };
  const seen = new Map<string, KeptItem>();
  const notes = new Set<string>();
  let oldest: number | null = null;
  let cursor: string | null = null;
  const asked: Asked = { ...source, adapter };
  for (let pages = 1; ; pages += 1) {
    const called: Called = await callProvider(
      parts,
      asked,
      adapter.list(settings, span, cursor),
      watched,
    );
    const skew = skewOf(called, parts.clock.now());
    if (skew !== null) notes.add(skew);
    const page: Page = pageOf(asked, called, cursor);
    const times = page.items.flatMap(({ at }) => at ?? []);
    for (const at of times) oldest = Math.min(oldest ?? at, at);
    const fitting = page.items.filter(
      ({ at }) => at === null || (at >= span.from && at <= span.to),
    );
    await keepPage(parts, scan, await identified(parts, asked, fitting, watched), seen);
    watched.onProgress();
    if (seen.size >= MOST_ITEMS)
      notes.add('Only the first 10,000 are listed: choose a shorter span.');
    else if (pages >= MOST_PAGES && page.cursor !== null)
      notes.add('Only the first 200 pages are read: choose a shorter span.');
    const isBelow = adapter.newestFirst && times.length > 0 && times.every((at) => at < span.from);
    const isStuck = page.cursor === cursor;
    if (page.cursor === null || isBelow || isStuck) break;
    if (seen.size >= MOST_ITEMS || pages >= MOST_PAGES) break;
    ({ cursor } = page);
    await turn();
  }
  const days = adapter.info.keepsDays;
  if (days !== null && scan.from < parts.clock.now() - days * 86_400_000)
    notes.add(`${adapter.info.label} keeps them ${adapter.info.keeps}: older ones are not listed.`);
  return { notes: [...notes], oldest };
}

function pageOf(
  { adapter }: Asked,
  { status, headers, answer, said }: Called,
  cursor: string | null,
): Page {
  const { label } = adapter.info;
  if (status === 404) {
    throw new BackstitchError(
      'BACKFILL_INVALID',
      `${label} does not know what was filled in for this account.`,
      { hint: 'Check its fields, and what the token may see.', field: 'settings' },
    );
  }
  if (status >= 400 || answer === undefined) {
    const words = said === '' ? '.' : `: ${said}`;
    throw new BackstitchError('BACKFILL_UNREACHABLE', `${label} answered ${status}${words}`);
  }
  return adapter.page(answer, { headers, cursor });
}

/** With the ids that only the events themselves tell, where lists tell none that a capture has. */
async function identified(
  parts: ListingParts,
  asked: Asked,
  listed: readonly Listed[],
  watched: Watched,
): Promise<readonly Listed[]> {
  const { fetch, identify } = asked.adapter;
  if (fetch === undefined || identify === undefined) return listed;
  const all: Listed[] = [];
  for (const one of listed) {
    const ask = fetch.ask(asked.settings, one.ref);
    const { status, answer } = await callProvider(parts, asked, ask, watched);
    const given = status < 400 && answer ? fetch.given(answer, one.ref) : undefined;
    all.push(given === undefined ? one : { ...one, ...identify(given) });
  }
  return all;
}

/** Said where the clock of the provider is more than half a minute away. */
function skewOf({ headers }: Called, now: number): string | null {
  const at = Date.parse(headerValue(headers, 'date') ?? '');
  if (!Number.isFinite(at) || Math.abs(at - now) < SKEW_MS) return null;
  const by = Math.round(Math.abs(at - now) / 1000);
  return `The clock of the provider is ${by} s ${at > now ? 'ahead' : 'behind'}.`;
}

async function keepPage(
  parts: ListingParts,
  scan: KeptScan,
  listed: readonly Listed[],
  seen: Map<string, KeptItem>,
): Promise<void> {
  const ids = [...new Set(listed.flatMap((one) => one.ids))];
  const held = ids.length === 0 ? new Map() : await parts.held(scan.provider, ids);
  const changed = new Set<KeptItem>();
  for (const one of listed) {
    const key = one.ids[0] ?? `#${JSON.stringify(one.ref)}`;
    const known = seen.get(key);
    if (known !== undefined) {
      // Another try of the same event.
      if (known.state === 'missing' || known.state === 'pending') {
        const state = stateOf(one, held);
        if (state === 'elsewhere' || state === 'pending') known.state = state;
        changed.add(known);
      }
      continue;
    }
    if (seen.size >= MOST_ITEMS) break;
    const captureId: number | null = one.ids.flatMap((id) => held.get(id) ?? [])[0] ?? null;
    const item: KeptItem = {
      n: seen.size + 1,
      deliveryId: one.ids[0] ?? null,
      ids: [...one.ids],
      eventType: one.eventType,
      at: one.at,
      state: stateOf(one, held),
      ref: one.ref,
      captureId,
      askedAt: null,
      note: one.note,
    };
    seen.set(key, item);
    changed.add(item);
  }
  if (changed.size === 0) return;
  await parts.groups.commit(() => {
    for (const item of changed) parts.store.putItem(scan.id, item);
  });
}

function stateOf(one: Listed, held: ReadonlyMap<string, number>): BackfillItemState {
  if (one.ids.some((id) => held.has(id))) return 'held';
  if (one.delivered === 'yes') return 'elsewhere';
  if (one.delivered === 'pending') return 'pending';
  return one.at === null ? 'unjudged' : 'missing';
}
