import type { Replay } from '../../preload/contract/replays.ts';
import type { CaptureId, HeaderPair, ReplayId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { CaptureForReplay, EditedRequest } from './edit.ts';
import { exchange, type ExchangeResult } from '../outbound/exchange.ts';
import { planHeaders } from './plan.ts';
import {
  bodyOf,
  createPrepare,
  type Prepared,
  type PrepareInput,
  type PrepareParts,
  signedUrl,
} from './prepare.ts';
import type { Reach } from './reach.ts';
import type { ReplayStore } from './replay-store.ts';
import type { Resolve } from '../outbound/resolve.ts';
import { bodyBytes } from '../outbound/send-body.ts';
import type { TargetStore } from './target-store.ts';
import { type Target, targetUrl } from '../outbound/target.ts';

export interface SendInput extends PrepareInput {
  /** The draft it is a try of. */
  draftKey?: string | null;
}

export interface SenderParts extends PrepareParts {
  store: ReplayStore;
  targets: TargetStore;
  guard: Reach;
  resolve: Resolve;
  clock: Clock;
  installId: string;
  write: <T>(job: () => T) => Promise<T>;
  publicHost: () => string | null;
  announceReplay: (localPort: number, of: CaptureId, localAddress: string) => () => void;
  /** A URL of the intake without what authenticates it. */
  maskUrl: (url: string) => string;
  /** Signs as the sender of a capture would. */
  sign: (request: ToSign) => Signed;
  /** Its outcome is on disk. */
  onEnded: (id: ReplayId) => void;
}

const SENT_BYTES = 1024 * 1024;

/** A request to be signed again, or stripped of its signature. */
export interface ToSign {
  capture: CaptureForReplay;
  mode: 'resign' | 'strip';
  method: string;
  /** Path and query as they stand on the wire. */
  target: string;
  headers: HeaderPair[];
  body: Uint8Array;
  /** The URL the receiver believes to have. */
  url: string;
  newId: boolean;
}

export type Signed =
  | { ok: true; headers: HeaderPair[]; body: Uint8Array; target: string; note: string }
  | { ok: false; text: string };

export interface Sent {
  replay: Replay;
  capturedStatus: number | null;
}

/** One replay under way. */
interface Work extends Prepared {
  input: SendInput;
  signed: { mode: 'resign' | 'strip'; note: string } | null;
}

/** Sends one capture again: check, write the row, exchange, write how it ended. */
export function createSender(parts: SenderParts) {
  const { store, targets, guard, clock, write } = parts;
  const running = new Set<number>();

  const prepare = createPrepare(parts);

  async function allowed(input: SendInput): Promise<Work> {
    const { capture, edited, target } = await prepare(input);
    if (input.to.kind === 'url') await guard.checkTarget(target);
    return { input, capture, ...(await signAnew(input, capture, edited, target)) };
  }

  /** Lays a new signature over the request, or takes the old one away. */
  async function signAnew(
    { options }: SendInput,
    capture: CaptureForReplay,
    edited: EditedRequest,
    target: Target,
  ): Promise<Pick<Work, 'edited' | 'target' | 'signed'>> {
    const { signature: mode } = options;
    if (mode === 'keep') return { edited, target, signed: null };
    const url = signedUrl(options, edited, target, parts.publicHost());
    const bytes = await bodyOf(edited);
    const { method, headers, body } = edited;
    const newId = options.deliveryId === 'new';
    const signed = parts.sign({
      capture,
      mode,
      method,
      target: target.path,
      headers: [...headers],
      body: bytes,
      url,
      newId,
    });
    if (!signed.ok) {
      throw new BackstitchError('REPLAY_INVALID', signed.text, { field: 'options.signature' });
    }
    // Bytes that did not change may go on as a file.
    const same = Buffer.from(signed.body).equals(bytes);
    const sent = same ? body : { kind: 'memory' as const, bytes: Buffer.from(signed.body) };
    return {
      edited: { ...edited, headers: signed.headers, body: sent },
      target: { ...target, path: signed.target },
      signed: { mode, note: signed.note },
    };
  }

  function begin(work: Work): Promise<{ rowId: number; headers: HeaderPair[] }> {
    const { input, capture, edited, target } = work;
    // Number, marks and row in one transaction: two replays at once never share a number.
    return write(() => {
      const owner = { captureId: capture.id, draftKey: input.draftKey ?? null };
      const number = store.nextNumber(owner);
      const { headers, dropped } = planHeaders({
        capture,
        edited,
        target,
        options: input.options,
        resigned: work.signed?.mode === 'resign',
        number,
        installId: parts.installId,
        publicHost: parts.publicHost(),
        credentials: input.to.kind === 'intake' || guard.maySeeCredentials(target),
      });
      const rowId = store.begin({
        ...owner,
        number,
        signature: input.options.signature,
        sentBody: bodyToKeep(work),
        startedAt: clock.now(),
        endpointId: capture.endpointId,
        // What somebody typed into an edited path is no more to be kept than what was captured.
        url: input.to.kind === 'intake' ? parts.maskUrl(targetUrl(target)) : targetUrl(target),
        method: edited.method,
        edited: edited.edited,
        requestHeaders: headers,
        requestBytes: bodyBytes(edited.body),
        dropped,
      });
      running.add(rowId);
      return { rowId, headers };
    });
  }

  async function run(
    { input, edited, target }: Work,
    headers: HeaderPair[],
    signal: AbortSignal,
  ): Promise<ExchangeResult> {
    const toIntake = input.to.kind === 'intake';
    let takeBack = (): void => {};
    const { method, body } = edited;
    const { timeoutMs } = input.options;
    const result = await exchange(
      { target, method, headers, body, timeoutMs, signal },
      {
        clock,
        resolve: parts.resolve,
        checkAddresses: toIntake ? () => undefined : guard.checkAddresses,
        onConnect: (localPort, localAddress) => {
          if (!toIntake || input.id === null) return;
          takeBack = parts.announceReplay(localPort, input.id, localAddress);
        },
      },
    );
    takeBack();
    return result;
  }

  async function finish(rowId: number, work: Work, result: ExchangeResult): Promise<Replay> {
    const { input, capture } = work;
    const note =
      [work.signed?.note ?? null, result.note, noteOnCut(work), noteOnSurplus(work)]
        .filter((text) => text !== null)
        .join(' ') || null;
    const replay = await write(() => {
      store.finish(rowId, result, note);
      if (input.to.kind === 'url' && result.outcome !== 'refused') {
        targets.remember(capture.endpointId, withoutFragment(input.to.url), clock.now());
      }
      return store.get(rowId);
    });
    // Deleted with its capture while the answer was on its way.
    if (replay === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
    return replay;
  }

  return {
    prepare,
    /** True from the row being written to its outcome: such a row does not tell the truth yet. */
    isRunning: (rowId: number): boolean => running.has(rowId),
    async send(input: SendInput, signal: AbortSignal): Promise<Sent> {
      const work = await allowed(input);
      const { rowId, headers } = await begin(work);
      try {
        const replay = await finish(rowId, work, await run(work, headers, signal));
        parts.onEnded(replay.id);
        return { replay, capturedStatus: work.capture.status };
      } finally {
        running.delete(rowId);
      }
    },
  };
}

/** What is kept of a sent body: none of one that its capture has, and none beyond 1 MiB. */
function bodyToKeep({ capture, edited }: Work): Buffer | 'captured' | 'too-long' {
  const { body } = edited;
  const isCaptured = capture.id !== null && !edited.bodyEdited && body === capture.body;
  if (isCaptured) return 'captured';
  return body.kind === 'memory' && body.bytes.length <= SENT_BYTES
    ? Buffer.from(body.bytes)
    : 'too-long';
}

function noteOnCut({ capture, edited }: Work): string | null {
  if (!capture.cut || edited.bodyEdited) return null;
  return `The capture was cut on arrival: the ${bodyBytes(edited.body)} bytes kept of it were sent.`;
}

function noteOnSurplus({ capture, edited, input }: Work): string | null {
  const { surplus } = capture;
  if (!surplus || edited.bodyEdited) return null;
  const which = input.options.bytes === 'everything' ? 'were sent too' : 'were left out';
  return `The ${surplus.length} bytes that arrived beside the body ${which}.`;
}

function withoutFragment(url: string): string {
  return url.trim().replace(/#.*$/s, '');
}
