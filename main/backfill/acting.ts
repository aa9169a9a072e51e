import type { BackfillItemState } from '../../preload/contract/backfill.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { Adapter, Given } from './adapter.ts';
import type { KeptItem, KeptScan, KeptSource } from './backfill-store.ts';
import { callProvider } from './caller.ts';
import type { ListingParts, Watched } from './listing.ts';
import { type Candidate, restore, type Restored } from './restoring/restore.ts';

export interface ActingParts extends ListingParts {
  /** Whether a signature among the headers fits, with the secrets of now at the time of then. */
  proves: (provider: string, candidate: Candidate) => boolean;
  /** Keeps a request that was brought back, at the time it was sent. @returns its row id */
  keep: (scan: KeptScan, item: KeptItem, restored: Restored) => Promise<number>;
  /** Sends a capture through the intake. @returns what came of it, in words */
  run: (captureId: number, sign: 'keep' | 'local' | 'none') => Promise<string>;
}

/** How long one waits for what the provider was asked to send. */
export const AWAITED_MS = 10 * 60_000;
const LOOK_MS = 2000;
/** So many of those that were asked for are in memory at a time. */
const LOOKED_AT_ONCE = 500;

/** Thrown where the provider takes the token for lists but not for this: the rest is left as it was. */
export class Denied extends Error {
  readonly refusal: BackstitchError;
  constructor(refusal: BackstitchError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * Does what was chosen, item after item. Each end is on disk before the next one begins, so that a stop of the
 * program costs nothing but time.
 *
 * @throws Denied; BackstitchError BACKFILL_UNREACHABLE; what the signal was aborted with
 */
export async function actOn(
  parts: ActingParts,
  source: KeptSource,
  scan: KeptScan,
  adapter: Adapter,
  watched: Watched,
): Promise<void> {
  const { acting } = scan;
  if (acting === null) return;
  const chosen: BackfillItemState = acting.how === 'fetch' ? 'fetching' : 'asking';
  for (let last = 0; ;) {
    watched.signal.throwIfAborted();
    const [item] = parts.store.items(scan.id, chosen, last, 1);
    if (item === undefined) break;
    last = item.n;
    const one = { parts, source, scan, adapter, watched, item };
    const ended = await (acting.how === 'fetch' ? fetchOne(one) : askOne(one));
    await parts.groups.commit(() => parts.store.putItem(scan.id, { ...item, ...ended }));
    watched.onProgress();
  }
  if (acting.how === 'resend') await awaitArrivals(parts, scan, watched);
}

interface One {
  parts: ActingParts;
  source: KeptSource;
  scan: KeptScan;
  adapter: Adapter;
  watched: Watched;
  item: KeptItem;
}

type Ended = Partial<KeptItem> & Pick<KeptItem, 'state'>;

async function fetchOne({ parts, source, scan, adapter, watched, item }: One): Promise<Ended> {
  const held = await parts.held(scan.provider, item.ids);
  const [there] = held.values();
  // It came meanwhile, or the program stopped after it was kept.
  if (there !== undefined) return { state: 'kept', captureId: there, note: 'It is here already.' };
  const { fetch } = adapter;
  if (fetch === undefined) return { state: 'refused', note: 'This provider gives no bodies.' };
  const ask = fetch.ask(source.settings, item.ref);
  const asked = { ...source, adapter };
  const { status, answer } = await denyingStops(callProvider(parts, asked, ask, watched));
  const label = adapter.info.label;
  if (status === 404 || status === 410)
    return { state: 'gone', note: `${label} no longer keeps it.` };
  if (status >= 400 || answer === undefined)
    return { state: 'failed', note: `${label} answered ${status}.` };
  const given: Given | undefined = fetch.given(answer, item.ref);
  if (given?.lacks !== undefined) return { state: 'failed', note: given.lacks };
  if (given === undefined) return { state: 'gone', note: `${label} no longer keeps its body.` };
  const restored = await restore({
    given,
    target: source.path,
    at: given.at ?? item.at ?? parts.clock.now(),
    habit: scan.provider === 'stripe' ? 'indented' : 'compact',
    proves: (candidate) => parts.proves(scan.provider, candidate),
  });
  const captureId = await parts.keep(scan, item, restored);
  const how = restored.rebuilt ? 'Rebuilt: its bytes may differ.' : 'Byte for byte.';
  if (scan.acting?.run !== true) return { state: 'kept', captureId, note: how };
  const ran = await parts.run(captureId, scan.acting.sign);
  return { state: 'kept', captureId, note: `${how} ${ran}` };
}

async function askOne({ parts, source, adapter, watched, item }: One): Promise<Ended> {
  const { resend, info } = adapter;
  if (resend === undefined) return { state: 'refused', note: 'It cannot be asked to send again.' };
  const asked = { ...source, adapter };
  const ask = resend(source.settings, item.ref);
  const { status, said } = await denyingStops(callProvider(parts, asked, ask, watched));
  if (status < 300) {
    return {
      state: 'asked',
      askedAt: parts.clock.now(),
      note: `${info.label} answered ${status}.`,
    };
  }
  const words = said === '' ? '' : `: ${said}`;
  return {
    state: status === 404 || status === 410 ? 'gone' : 'refused',
    note: `${info.label} answered ${status}${words}`,
  };
}

async function denyingStops<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BackstitchError && error.code === 'BACKFILL_DENIED') {
      throw new Denied(error);
    }
    throw error;
  }
}

/** Looks for what was asked for by its ids, for ten minutes after the last was asked. */
async function awaitArrivals(parts: ActingParts, scan: KeptScan, watched: Watched): Promise<void> {
  for (;;) {
    let left = 0;
    for (let last = 0; ;) {
      const asked = parts.store.items(scan.id, 'asked', last, LOOKED_AT_ONCE);
      if (asked.length === 0) break;
      last = asked.at(-1)?.n ?? last;
      left += asked.length - (await noteArrivals(parts, scan, asked, watched));
      watched.signal.throwIfAborted();
    }
    if (left === 0) return;
    await pause(parts, watched.signal);
  }
}

/** @returns how many of those that were asked for need not be looked for any more */
async function noteArrivals(
  { store, clock, groups, held: heldOf }: ActingParts,
  scan: KeptScan,
  asked: readonly KeptItem[],
  watched: Watched,
): Promise<number> {
  const held = await heldOf(
    scan.provider,
    asked.flatMap(({ ids }) => ids),
  );
  const ended = asked.flatMap((item): KeptItem[] => {
    const captureId = item.ids.flatMap((id) => held.get(id) ?? [])[0];
    if (captureId !== undefined) return [{ ...item, state: 'arrived', captureId }];
    const isOver = clock.now() - (item.askedAt ?? 0) >= AWAITED_MS;
    const note = `Asked for, and not here after ten minutes. ${item.note ?? ''}`.trim();
    return isOver ? [{ ...item, state: 'unseen', note }] : [];
  });
  if (ended.length > 0) {
    await groups.commit(() => {
      for (const item of ended) store.putItem(scan.id, item);
    });
    watched.onProgress();
  }
  return ended.length;
}

async function pause({ clock }: ActingParts, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(LOOK_MS, resolve);
  const stop = (): void => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await promise;
  signal.removeEventListener('abort', stop);
  cancel();
  signal.throwIfAborted();
}
