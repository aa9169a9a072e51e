import type { LoadingProcess } from '../warehouse/loading/loading-process.ts';
import type { TablesRef } from '../warehouse/loading/protocol.ts';
import type { Fates } from '../warehouse/loading/reset.ts';
import type { IntegrationStore } from './integration-store.ts';

/** Captures asked about at once. */
const SLICE = 20_000;

interface Parts {
  loader: LoadingProcess;
  store: IntegrationStore;
  /** Of these captures, those there are; `deleted` where somebody took it away and may bring it back. */
  fatesOf: (captureIds: readonly number[]) => { id: number; deleted: boolean }[];
}

/** What became of the captures that tables were made of: see `Fates`. */
export async function fatesOf(parts: Parts, tables: TablesRef): Promise<Fates> {
  const deleted: number[] = [];
  const expired: number[] = [];
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const ids = await parts.loader.call('loaded', { ...tables, after, limit: SLICE });
    const last = ids.at(-1);
    if (last === undefined) return { deleted, expired };
    after = last;
    const here = parts.fatesOf(ids);
    deleted.push(...here.filter((one) => one.deleted).map(({ id }) => id));
    const known = new Set(here.map(({ id }) => id));
    const gone = ids.filter((id) => !known.has(id));
    const removed = new Set(parts.store.removedFor(gone));
    for (const id of gone) (removed.has(id) ? deleted : expired).push(id);
  }
}
