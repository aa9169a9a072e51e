import type { Database } from 'better-sqlite3';
import type { Replay, ReplayJob, ReplaySummary } from '../../preload/contract/replays.ts';
import type {
  Composed,
  ReplayOptions,
  ReplayTarget,
} from '../../preload/contract/replay-request.ts';
import type { CaptureId, HeaderPair, ReplayId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createListeners } from '../lib/listeners.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { isStorageError } from '../store/health.ts';
import { createAllowList } from './allow-list.ts';
import type { CaptureForReplay } from './edit.ts';
import { createPreview, type Propose } from './preview.ts';
import { headersOfForward, readTypedTarget } from './plan.ts';
import { type JobInput, type RunningJob, startJob } from './replay-jobs.ts';
import { createReach } from './reach.ts';
import { openReplayStore, replayRowId } from './replay-store.ts';
import { type Resolve, systemResolve, withDeadline } from '../outbound/resolve.ts';
import { createSender, type SendInput, type Signed, type ToSign } from './send-replay.ts';
import { openTargetStore } from './target-store.ts';
import type { Target } from '../outbound/target.ts';

export interface ReplayParts {
  db: Database;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  /** Eight hex digits, the same as long as the data directory lives. */
  installId: string;
  readCapture: (id: CaptureId) => CaptureForReplay | undefined;
  /** Resolves once it is noted who sent a capture that was just answered. */
  settled?: (id: CaptureId) => Promise<void>;
  intakeUrl: () => string;
  /** `host` or `host:port` the world reaches the intake under; null without a tunnel. */
  publicHost: () => string | null;
  /** True where this program itself listens. IPv4 addresses inside IPv6 ones come unwrapped. */
  isOwnListener: (address: string, port: number) => boolean;
  /** Says that the connection from this local port is a replay of that capture. */
  announceReplay: (localPort: number, of: CaptureId, localAddress: string) => () => void;
  /** A URL of the intake without what authenticates it. */
  maskUrl: (url: string) => string;
  /** Signs as the sender of a capture would. */
  sign: (request: ToSign) => Signed;
  /** How a request would be signed, and why. */
  propose: Propose;
  /** The endpoint of the intake that takes a request. */
  endpointAt: (method: string, target: string) => string | null;
  log: (message: string, error: unknown) => void;
  /** How names become addresses; the system's resolver unless a test says otherwise. */
  lookup?: Resolve;
}

interface ComposeInput {
  draft: Composed;
  to: ReplayTarget;
  options: ReplayOptions;
}

interface TriesInput {
  captureId?: CaptureId | undefined;
  draftKey?: string | undefined;
  before?: ReplayId | undefined;
  limit: number;
}

export type Replays = ReturnType<typeof openReplays>;

const JOBS_KEPT = 20;

/** Sends captures again and keeps what came of it. The methods are those of the contract. */
export function openReplays(parts: ReplayParts) {
  const { db, clock } = parts;
  const store = openReplayStore(db);
  const targets = openTargetStore(db);
  const resolve = withDeadline(parts.lookup ?? systemResolve, clock);
  const guard = createReach({
    resolve,
    isOwnListener: parts.isOwnListener,
    publicHost: parts.publicHost,
    isAllowed: targets.isAllowed,
  });
  const ended = createListeners<[id: ReplayId]>();
  const sender = createSender({
    ...parts,
    store,
    targets,
    guard,
    resolve,
    write,
    onEnded: ended.tell,
  });
  const closing = new AbortController();
  const atWork = new Set<Promise<void>>();
  const jobs = new Map<string, RunningJob>();

  async function write<T>(job: () => T): Promise<T> {
    try {
      return await parts.commit.commit(job);
    } catch (cause) {
      if (!isStorageError(cause)) throw cause;
      throw new BackstitchError('STORE_UNAVAILABLE', undefined, { cause });
    }
  }

  /** Keeps count of what runs, so that closing can wait for it. */
  function track<T>(work: Promise<T>): Promise<T> {
    const ended = settled(work).finally(() => atWork.delete(ended));
    atWork.add(ended);
    return work;
  }

  async function send(input: SendInput, signal?: AbortSignal): Promise<Replay> {
    const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
    return (await track(sender.send(input, AbortSignal.any(signals)))).replay;
  }

  /** What the preview of a replay proposes to do with its signature. */
  async function fitting(
    id: CaptureId,
    to: ReplayTarget,
    given: ReplayOptions,
  ): Promise<ReplayOptions['signature']> {
    const { signature: _, ...options } = given;
    const { choice } = (await preview({ captureId: id, to, options })).signature;
    return choice === 'none' ? 'keep' : choice;
  }

  async function begin(input: JobInput): Promise<ReplayJob> {
    const { to, options } = input;
    // Asked once before the first request: a host nobody allowed is no failure of each capture.
    if (to.kind === 'url') await guard.checkTarget(readTypedTarget(to.url));
    const chosen = new Map(input.signatures?.map(({ id, signature }) => [id, signature]));
    /** Found out when it is sent: by then a signature may be too old. */
    const signatureOf = async (id: CaptureId): Promise<ReplayOptions['signature']> => {
      const own = chosen.get(id);
      if (own !== undefined || input.signing !== 'fitting') return own ?? options.signature;
      return fitting(id, to, options);
    };
    const job = startJob(input, {
      clock,
      send: async (id, signal) =>
        sender.send({ id, to, options: { ...options, signature: await signatureOf(id) } }, signal),
      log: parts.log,
    });
    jobs.set(job.id, job);
    for (const [id, old] of jobs) {
      if (jobs.size > JOBS_KEPT && old.snapshot().state !== 'running') jobs.delete(id);
    }
    void track(job.ended);
    return job.snapshot();
  }

  function findRow(id: ReplayId): number {
    const rowId = replayRowId(id);
    if (rowId === undefined || sender.isRunning(rowId))
      throw new BackstitchError('REPLAY_NOT_FOUND');
    return rowId;
  }

  function findJob(id: string): RunningJob {
    const job = jobs.get(id);
    if (job !== undefined) return job;
    throw new BackstitchError(
      'REPLAY_NOT_FOUND',
      'This job no longer exists: jobs live until the next start.',
    );
  }

  const preview = createPreview({
    prepare: sender.prepare,
    propose: parts.propose,
    guard,
    installId: parts.installId,
    publicHost: parts.publicHost,
  });

  return {
    send,
    compose: ({ draft, to, options }: ComposeInput, signal?: AbortSignal): Promise<Replay> => {
      const { captureId: id, key: draftKey, edit } = draft;
      return send({ id, draftKey, edit, to, options }, signal);
    },
    preview,
    fitting,
    tries({ captureId, draftKey, before, limit }: TriesInput) {
      if ((captureId === undefined) === (draftKey === undefined)) {
        const message = 'Name a capture or a draft, and only one of them.';
        throw new BackstitchError('REPLAY_INVALID', message, { field: 'draftKey' });
      }
      const below = before === undefined ? Number.MAX_SAFE_INTEGER : (replayRowId(before) ?? 0);
      const owner = { captureId: captureId ?? null, draftKey: draftKey ?? null };
      const rows = store.page(owner, below, limit + 1);
      const items = rows
        .slice(0, limit)
        .filter(({ id }) => !sender.isRunning(replayRowId(id) ?? 0));
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { items, next: last?.id ?? null };
    },
    /** Newest first; those under way are not among them. */
    ofCapture: (input: { id: CaptureId }): ReplaySummary[] =>
      store.ofCapture(input.id).filter(({ id }) => !sender.isRunning(replayRowId(id) ?? 0)),
    get(input: { id: ReplayId }): Replay {
      const replay = store.get(findRow(input.id));
      if (replay === undefined) throw new BackstitchError('REPLAY_NOT_FOUND');
      return replay;
    },
    body({ id, of = 'answer' }: { id: ReplayId; of?: 'answer' | 'sent' }): Blob {
      const bytes = of === 'sent' ? store.sent(findRow(id)) : store.body(findRow(id));
      if (bytes === undefined) throw new BackstitchError('REPLAY_NOT_FOUND');
      return new Blob([new Uint8Array(bytes)]);
    },
    startJob: begin,
    job: (input: { id: string }): ReplayJob => findJob(input.id).snapshot(),
    /** Resolves once the running request has been stopped. */
    async cancelJob(input: { id: string }): Promise<ReplayJob> {
      const job = findJob(input.id);
      job.cancel();
      await job.ended;
      return job.snapshot();
    },
    jobLive: (input: { id: string }, signal?: AbortSignal): AsyncGenerator<ReplayJob, void, void> =>
      findJob(input.id).live(signal),
    targets: (input: { endpointId?: string | undefined }): string[] =>
      targets.targets(input.endpointId),
    ...createAllowList({ targets, clock, write }),
    /** Where anything may go that is sent to a URL somebody typed. */
    guard,
    /** Captured headers as they may travel to a target, unmarked; [] where the capture is gone. */
    headersFor(id: CaptureId, target: Target, credentials: boolean): HeaderPair[] {
      const capture = parts.readCapture(id);
      if (capture === undefined) return [];
      return headersOfForward(capture, target, credentials, parts.publicHost());
    },
    /** Tells of a replay whose outcome can be read. */
    onEnded: ended.add,
    /** How many replays of a capture are kept. */
    countOf: (id: CaptureId): number => store.countOf(id),
    /** Deletes the replays of captures that are gone for good. Call it inside a transaction. */
    forgetCaptures: (ids: readonly CaptureId[]): void => store.forget(ids),
    async [Symbol.asyncDispose](): Promise<void> {
      for (const job of jobs.values()) job.cancel();
      closing.abort();
      await Promise.all(atWork);
    },
  };
}

async function settled(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // Whoever asked for the work hears of it.
  }
}
