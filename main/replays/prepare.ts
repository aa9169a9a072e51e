import { readFile, stat } from 'node:fs/promises';
import type {
  ReplayEdit,
  ReplayOptions,
  ReplayTarget,
} from '../../preload/contract/replay-request.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { type Target, targetUrl } from '../outbound/target.ts';
import { applyEdit, type CaptureForReplay, type EditedRequest } from './edit.ts';
import { fromNothing } from './from-nothing.ts';
import { readReplayTarget } from './plan.ts';
import { withSurplus } from './with-surplus.ts';

export interface PrepareInput {
  /** null: it is made from nothing. */
  id: CaptureId | null;
  to: ReplayTarget;
  edit?: ReplayEdit | undefined;
  options: ReplayOptions;
}

export interface PrepareParts {
  readCapture: (id: CaptureId) => CaptureForReplay | undefined;
  /** Resolves once it is noted who sent a capture that was just answered. */
  settled?: ((id: CaptureId) => Promise<void>) | undefined;
  intakeUrl: () => string;
  /** The endpoint of the intake that takes a request. */
  endpointAt: (method: string, target: string) => string | null;
}

/** A request before it is signed. */
export interface Prepared {
  capture: CaptureForReplay;
  edited: EditedRequest;
  target: Target;
}

/** What is sent and where to. Whether it may go there is not looked at. */
export function createPrepare(parts: PrepareParts) {
  async function baseOf({ id, to, edit = {} }: PrepareInput): Promise<CaptureForReplay> {
    if (id === null) return fromNothing(to, edit, parts.endpointAt);
    await parts.settled?.(id);
    const found = parts.readCapture(id);
    if (found === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
    return found;
  }

  /** @throws BackstitchError CAPTURE_NOT_FOUND, BODY_NOT_FOUND, REPLAY_INVALID, TARGET_REFUSED */
  return async function prepare(input: PrepareInput): Promise<Prepared> {
    const found = await baseOf(input);
    const { to, options, edit } = input;
    const capture = options.bytes === 'everything' ? await withSurplus(found) : found;
    const edited = await applyEdit(capture, edit);
    const target = readReplayTarget(to, options, capture, edited, parts.intakeUrl());
    await requireBody(edited);
    return { capture, edited, target };
  };
}

/** The URL a receiver believes to have, for senders that sign it. */
export function signedUrl(
  { signedUrl: which }: Pick<ReplayOptions, 'signedUrl'>,
  edited: EditedRequest,
  target: Target,
  publicHost: string | null,
): string {
  return which === 'public' && publicHost !== null
    ? `https://${publicHost}${edited.target}`
    : targetUrl(target);
}

/** The body in memory. */
export function bodyOf({ body }: EditedRequest): Promise<Buffer> | Buffer {
  return body.kind === 'memory' ? body.bytes : readFile(body.path);
}

/** @throws BackstitchError BODY_NOT_FOUND, where the file of a long body is gone or shorter */
async function requireBody({ body }: EditedRequest): Promise<void> {
  if (body.kind === 'memory') return;
  const size = await stat(body.path).then(
    (file) => file.size,
    () => -1,
  );
  if (size !== body.sizeBytes) throw new BackstitchError('BODY_NOT_FOUND');
}
