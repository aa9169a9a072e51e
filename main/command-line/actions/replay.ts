import { setTimeout as sleep } from 'node:timers/promises';
import type { Replay } from '../../../preload/contract/replays.ts';
import type { Connection } from '../connection/connection.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { EXIT } from '../exit-code.ts';
import { print } from '../print.ts';
import { answer, interruption } from './answer.ts';
import { captureNamed } from './named-capture.ts';

export interface ReplayArguments extends Where {
  ids: readonly string[];
  /** A URL, or `intake`. */
  to: string;
  resign: boolean;
  newId: boolean;
  strip: boolean;
  gapMs: number;
  stopOnFailure: boolean;
  /** Statuses that are right; undefined where any answer is. */
  expectStatus?: ((status: number) => boolean) | undefined;
  dryRun: boolean;
  json: boolean;
}

interface Preview {
  url: string;
  headers: [string, string][];
  warnings: { text: string }[];
}

/**
 * Sends captures again, one after the other.
 *
 * @throws BackstitchError CAPTURE_NOT_FOUND, TARGET_NEEDS_ALLOW, TARGET_REFUSED
 */
export const runReplay = (args: ReplayArguments): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const ids: string[] = [];
    // A capture that a replay makes must not become the newest in between.
    for (const given of args.ids) ids.push(await captureNamed(engine, given));
    if (args.dryRun) return { items: await preview(engine, args, ids) };
    const stop = interruption();
    const items: (Replay & { expected: boolean })[] = [];
    for (const [at, id] of ids.entries()) {
      if (at > 0) await sleep(args.gapMs, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return { exit: stop.exit(), reason: stop.reason, items };
      const sent = (await engine.ask('POST', `/captures/${encodeURIComponent(id)}/replay`, {
        to: targetOf(args),
        options: optionsOf(args),
      })) as Replay;
      const expected = isExpected(sent, args);
      items.push({ ...sent, expected });
      if (!args.json) print(line(id, sent, expected));
      if (!expected && args.stopOnFailure) break;
    }
    const failed = items.filter(({ expected }) => !expected).length;
    return failed === 0 ? { items } : { exit: EXIT.no, reason: 'not-answered-as-asked', items };
  });

const targetOf = ({ to }: ReplayArguments) =>
  to === 'intake' ? { kind: 'intake' } : { kind: 'url', url: to };

const optionsOf = ({ resign, strip, newId }: ReplayArguments) => ({
  signature: resign ? 'resign' : strip ? 'strip' : 'keep',
  deliveryId: newId ? 'new' : 'keep',
});

function isExpected({ outcome, status }: Replay, { expectStatus }: ReplayArguments): boolean {
  if (outcome !== 'answered' || status === null) return false;
  return expectStatus === undefined || expectStatus(status);
}

function line(id: string, { url, status, error, totalMs }: Replay, expected: boolean): string {
  const came = status === null ? (error ?? 'not answered') : String(status);
  return `${expected ? ' ' : '!'} ${id}  ${came}  ${url}  ${Math.round(totalMs)}ms`;
}

async function preview(
  engine: Connection,
  args: ReplayArguments,
  ids: readonly string[],
): Promise<(Preview & { id: string })[]> {
  const items: (Preview & { id: string })[] = [];
  for (const id of ids) {
    const input = { captureId: id, to: targetOf(args), options: optionsOf(args) };
    const one = (await engine.ask('POST', '/replays/preview', input)) as Preview;
    items.push({ id, ...one });
    if (args.json) continue;
    print(`  ${id}  ${one.url}`, ...one.warnings.map(({ text }) => `! ${text}`));
  }
  return items;
}
