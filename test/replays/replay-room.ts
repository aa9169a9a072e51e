import { systemClock } from '../../main/lib/clock.ts';
import type { CaptureForReplay } from '../../main/replays/edit.ts';
import { openReplays, type ReplayParts, type Replays } from '../../main/replays/replays.ts';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { openStore } from '../helpers/empty-store.ts';
import { ReplayOptions } from '../../preload/contract/replay-request.ts';
import { CaptureId } from '../../preload/contract/shapes.ts';
import { tempDir } from '../helpers/temp-dir.ts';

export const INSTALL_ID = '0123abcd';

export interface ReplayRoom extends AsyncDisposable {
  replays: Replays;
  keep(
    capture: Partial<CaptureForReplay> & { id: CaptureId },
  ): CaptureForReplay & { id: CaptureId };
  drop(id: CaptureId): void;
  announced: { port: number; of: CaptureId; takenBack: boolean }[];
  /** Closes and opens again on the same database. */
  restart(): Promise<void>;
}

export const captureId = (text: string): CaptureId => CaptureId.parse(text);
export const options = (some: Partial<ReplayOptions> = {}): ReplayOptions =>
  ReplayOptions.parse(some);

const NOTHING_TO_SIGN = {
  choice: 'none',
  row: 2,
  reason: 'Nothing to sign.',
  tone: 'ok',
  secretLabel: null,
  mode: 'keep',
  url: null,
  signed: null,
  problem: null,
} as const;

/** Replays over a real database, with captures held in a map. */
export function openReplayRoom(parts: Partial<ReplayParts> = {}): ReplayRoom {
  const dir = tempDir();
  const captures = new Map<string, CaptureForReplay>();
  const announced: ReplayRoom['announced'] = [];
  const open = () => {
    const db = openStore(dir.path);
    const commit = createGroupCommit(db, { onFailure: () => {}, onSuccess: () => {} });
    const replays = openReplays({
      db,
      commit,
      clock: systemClock,
      installId: INSTALL_ID,
      readCapture: (id) => captures.get(id),
      intakeUrl: () => 'http://127.0.0.1:8976',
      publicHost: () => null,
      sign: () => ({ ok: false, text: 'no sender is known here' }),
      propose: async () => ({ ...NOTHING_TO_SIGN, secretFields: [] }),
      endpointAt: () => null,
      isOwnListener: () => false,
      maskUrl: (url) => url,
      announceReplay(port, of) {
        const entry = { port, of, takenBack: false };
        announced.push(entry);
        return () => {
          entry.takenBack = true;
        };
      },
      log: () => {},
      ...parts,
    });
    return { db, replays };
  };
  let now = open();
  const close = async (): Promise<void> => {
    await now.replays[Symbol.asyncDispose]();
    now.db.close();
  };
  return {
    get replays() {
      return now.replays;
    },
    announced,
    keep(capture) {
      const kept: CaptureForReplay & { id: CaptureId } = {
        method: 'POST',
        target: '/hook',
        headers: [
          ['Host', '127.0.0.1:8976'],
          ['Content-Type', 'application/json'],
          ['Content-Length', '7'],
        ],
        body: { kind: 'memory', bytes: Buffer.from('{"a":1}') },
        status: 200,
        endpointId: null,
        provider: null,
        viaTunnel: false,
        remoteAddress: '127.0.0.1',
        reportedClient: null,
        cut: false,
        ...capture,
      };
      captures.set(kept.id, kept);
      return kept;
    },
    drop: (id) => void captures.delete(id),
    async restart() {
      await close();
      now = open();
    },
    async [Symbol.asyncDispose]() {
      await close();
      dir[Symbol.dispose]();
    },
  };
}
