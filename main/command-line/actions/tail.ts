import type { CaptureEvent, CaptureSummary } from '../../../preload/contract/captures.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Connection } from '../connection/connection.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { print, printError, printJsonLine } from '../print.ts';
import { answer, interruption } from './answer.ts';
import { captureLine } from './capture-lines.ts';
import { queryOf } from './searched.ts';
import type { SincePlace } from './times.ts';

export interface TailArguments extends Where {
  search: string;
  /** undefined: from now on. */
  since: SincePlace;
  ndjson: boolean;
  body: boolean;
  columns?: string[] | undefined;
  /** Ends after so many. */
  exitAfter?: number | undefined;
  quiet: boolean;
}

/** A reply that takes longer is told of without its status. */
const PATIENCE_MS = 1000;
/** Of captures that were told of, which later changes are no news of. */
const REMEMBERED = 10_000;

/**
 * Tells of captures as they arrive, one line each, until it is interrupted or has told of enough.
 *
 * @throws BackstitchError SEARCH_INVALID, NOT_RUNNING where the engine ends
 */
export const runTail = (args: TailArguments): Promise<void> =>
  answer(false, async () => {
    const engine = await findEngine(args);
    const stop = interruption();
    const enough = new AbortController();
    const teller = createTeller(engine, args, () => enough.abort());
    const signal = AbortSignal.any([stop.signal, enough.signal]);
    const path = `/captures/live${queryOf({ search: args.search, since: args.since })}`;
    try {
      for await (const { event, data } of engine.follow(path, signal)) {
        if (event === 'message') await teller.hear(data as CaptureEvent);
        if (enough.signal.aborted) break;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    await teller.flush();
    if (!signal.aborted) throw new BackstitchError('NOT_RUNNING', 'Backstitch has stopped.');
    return { exit: stop.exit() };
  });

/** Tells of each capture once, when its reply is known or takes its time. */
function createTeller(engine: Connection, args: TailArguments, onEnough: () => void) {
  const told = new Set<string>();
  const waiting = new Map<string, { capture: CaptureSummary; timer: NodeJS.Timeout }>();
  let count = 0;
  // Lines come out whole and in order, also where a body has to be fetched.
  let last = Promise.resolve();

  function tell(capture: CaptureSummary): void {
    clearTimeout(waiting.get(capture.id)?.timer);
    waiting.delete(capture.id);
    if (told.has(capture.id) || count === args.exitAfter) return;
    told.add(capture.id);
    const [oldest] = told;
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    count += 1;
    last = last.then(() => write(engine, capture, args));
    if (count === args.exitAfter) onEnough();
  }

  return {
    async hear(event: CaptureEvent): Promise<void> {
      if (event.kind === 'refresh' && !args.quiet) {
        printError(`Some captures are not shown: ${event.why} backstitch list has all of them.`);
      }
      if (event.kind !== 'added' && event.kind !== 'changed') return;
      for (const capture of event.items) {
        if (told.has(capture.id)) continue;
        if (capture.durationMs !== null) tell(capture);
        else if (!waiting.has(capture.id)) {
          const timer = setTimeout(() => tell(capture), PATIENCE_MS);
          waiting.set(capture.id, { capture, timer });
        }
      }
      await last;
    },
    /** Resolves once everything is told of. */
    async flush(): Promise<void> {
      for (const { capture } of waiting.values()) tell(capture);
      await last;
    },
  };
}

async function write(
  engine: Connection,
  capture: CaptureSummary,
  { ndjson, body, columns }: TailArguments,
): Promise<void> {
  const bytes = body ? await bodyOf(engine, capture.id) : undefined;
  if (ndjson) {
    const fields = bytes === undefined ? {} : asField(bytes);
    await printJsonLine(JSON.stringify({ ...capture, ...fields }));
    return;
  }
  print(captureLine(capture, columns));
  if (bytes !== undefined && bytes.length > 0) print(...bytes.toString('utf8').split(/\r?\n/));
}

/** Decoded; undefined where it is gone by now. */
async function bodyOf(engine: Connection, id: string): Promise<Buffer | undefined> {
  const path = `/captures/${id}/decoded-body${queryOf({ of: 'request', unpack: true })}`;
  try {
    return await engine.bytes(path);
  } catch (error) {
    if (error instanceof BackstitchError && error.code.endsWith('_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Text as text; what is none as base64. */
function asField(bytes: Buffer): { body: string } | { bodyBase64: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // No text.
    return { bodyBase64: bytes.toString('base64') };
  }
}
