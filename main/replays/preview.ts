import { headerValues } from '../lib/headers.ts';
import type {
  ReplayEdit,
  ReplayOptions,
  ReplayTarget,
  ReplayWarning,
  SignPreview,
} from '../../preload/contract/replay-request.ts';
import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { targetUrl } from '../outbound/target.ts';
import { bodyOf, type Prepared, type PrepareInput, signedUrl } from './prepare.ts';
import { planHeaders } from './plan.ts';
import type { Reach } from './reach.ts';

/** How a request would be signed. The engine fulfils it; senders are not known in this room. */
export type Propose = (
  input: {
    captureId: CaptureId | null;
    endpointId: string | null;
    sent: {
      method: string;
      target: string;
      headers: readonly HeaderPair[];
      /** null: the captured one. */
      body: Uint8Array | null;
      url: string;
    };
    mode: 'keep' | 'resign' | 'strip' | null;
    newId: boolean;
  },
  signal?: AbortSignal,
) => Promise<
  Omit<SignPreview, 'headers'> & {
    signed: { headers: HeaderPair[]; target: string } | null;
    problem: string | null;
  }
>;

interface Parts {
  prepare: (input: PrepareInput) => Promise<Prepared>;
  propose: Propose;
  guard: Reach;
  installId: string;
  publicHost: () => string | null;
}

interface PreviewInput {
  captureId: CaptureId | null;
  to: ReplayTarget;
  edit?: ReplayEdit | undefined;
  options: Omit<ReplayOptions, 'signature'> & {
    signature?: ReplayOptions['signature'] | undefined;
  };
}

interface Preview {
  url: string;
  headers: HeaderPair[];
  signature: SignPreview;
  warnings: ReplayWarning[];
}

/** What would be sent, and how it would be signed. Nothing is sent or kept. */
export function createPreview({ prepare, propose, guard, installId, publicHost }: Parts) {
  return async function preview(
    { captureId, to, edit, options: asked }: PreviewInput,
    signal?: AbortSignal,
  ): Promise<Preview> {
    const options: ReplayOptions = { ...asked, signature: asked.signature ?? 'keep' };
    const { capture, edited, target } = await prepare({ id: captureId, to, edit, options });
    const { signed, problem, ...proposal } = await propose(
      {
        captureId,
        endpointId: capture.endpointId,
        sent: {
          method: edited.method,
          target: target.path,
          headers: edited.headers,
          body: edited.body === capture.body && captureId !== null ? null : await bodyOf(edited),
          url: signedUrl(options, edited, target, publicHost()),
        },
        mode: asked.signature ?? null,
        newId: options.deliveryId === 'new',
      },
      signal,
    );
    const { headers } = planHeaders({
      capture,
      edited: { ...edited, headers: signed?.headers ?? edited.headers },
      target,
      options,
      resigned: signed !== null && proposal.mode === 'resign',
      number: 1,
      installId,
      publicHost: publicHost(),
      credentials: to.kind === 'intake' || guard.maySeeCredentials(target),
    });
    const warnings: ReplayWarning[] = [
      ...(problem === null ? [] : [{ code: 'cannot-sign' as const, text: problem }]),
      ...(await warningOfTarget(to, () => guard.checkTarget(target))),
      ...warningsOf({ capture, edited }, options, proposal.mode),
    ];
    const changes = changedHeaders(edited.headers, signed?.headers ?? edited.headers);
    const url = targetUrl({ ...target, path: signed?.target ?? target.path });
    return { url, headers, signature: { ...proposal, headers: changes }, warnings };
  };
}

async function warningOfTarget(
  to: ReplayTarget,
  check: () => Promise<unknown>,
): Promise<ReplayWarning[]> {
  if (to.kind === 'intake') return [];
  try {
    await check();
    return [];
  } catch (error) {
    if (!(error instanceof BackstitchError)) throw error;
    const code = error.code === 'TARGET_NEEDS_ALLOW' ? 'needs-allow' : 'refused';
    return [{ code, text: error.message }];
  }
}

function warningsOf(
  { capture, edited }: Pick<Prepared, 'capture' | 'edited'>,
  { bytes, deliveryId }: ReplayOptions,
  mode: SignPreview['mode'],
): ReplayWarning[] {
  const warnings: ReplayWarning[] = [];
  if (capture.cut && !edited.bodyEdited)
    warnings.push({ code: 'cut', text: 'Only the first part of this capture was kept.' });
  if (capture.surplus && !edited.bodyEdited && bytes === 'announced') {
    const text = `The ${capture.surplus.length} bytes that arrived beside the body are left out.`;
    warnings.push({ code: 'surplus', text });
  }
  if (capture.id !== null && mode === 'resign' && deliveryId === 'keep')
    warnings.push({ code: 'duplicate', text: 'Same id: the receiver sees a duplicate.' });
  return warnings;
}

/** Headers that differ, by name and in order; several of one name are compared in their order. */
export function changedHeaders(
  before: readonly HeaderPair[],
  after: readonly HeaderPair[],
): SignPreview['headers'] {
  const names = new Map([...before, ...after].map(([name]) => [name.toLowerCase(), name]));
  return [...names].flatMap(([key, name]) => {
    const [old, now] = [headerValues(before, key), headerValues(after, key)];
    const longer = old.length > now.length ? old : now;
    return longer
      .map((_value, i) => ({ name, before: old[i] ?? null, after: now[i] ?? null }))
      .filter((change) => change.before !== change.after);
  });
}
