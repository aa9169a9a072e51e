import { readFile } from 'node:fs/promises';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { pathOf } from '../../captures/arrival.ts';
import type { Captures } from '../../captures/captures.ts';
import type { UrlSecrets } from '../../captures/url-secrets/url-secrets.ts';
import type { CompareParts } from '../../compare/compare.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { openEndpoints } from '../../endpoints/endpoints.ts';
import type { KeptCapture } from '../../senders/report.ts';
import { SenderDetail } from '../../senders/sender-detail.ts';
import { notJudged } from './imported-captures.ts';
import type { Prefs } from '../../settings/prefs.ts';
import type { CaptureForTrial } from '../../apps/running/engine-parts.ts';

// Captures as other rooms need them: the rooms do not know each other, the engine does.

/** A capture with its body and what was noted of its sender. */
export async function captureForVerdict(
  captures: Captures,
  secrets: UrlSecrets,
  id: CaptureId,
): Promise<KeptCapture> {
  await captures.settled(id);
  const { row, detail } = captures.senderOf(id);
  const found = captures.forReplay(id);
  if (found === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
  const target = secrets.fillIn(found.method, found.target, row.id, false);
  return {
    id,
    rowId: row.id,
    endpointId: found.endpointId,
    method: found.method,
    target,
    isMasked: secrets.isMasked(found.method, target),
    unjudged: notJudged(captures, id),
    headers: found.headers,
    viaTunnel: found.viaTunnel,
    receivedAt: found.receivedAt,
    body: await bytesOf(found.body),
    provider: row.provider,
    eventType: row.event_type,
    deliveryId: row.delivery_id,
    detail: SenderDetail.parse(JSON.parse(detail ?? '{}')),
  };
}

async function bytesOf(body: { kind: 'memory'; bytes: Buffer } | { kind: 'file'; path: string }) {
  if (body.kind === 'memory') return body.bytes;
  return readFile(body.path).catch((cause: unknown) => {
    throw new BackstitchError('BODY_NOT_FOUND', undefined, { cause });
  });
}

/**
 * A capture as forwards and messages are made of it. One that did not arrive here counts to the endpoint that it would
 * have come to.
 */
export async function captureToForward(
  captures: Captures,
  endpoints: Pick<ReturnType<typeof openEndpoints>, 'matchRequest'>,
  rowId: number,
) {
  const id = captures.publicId(rowId);
  const found = captures.forReplay(id);
  const kept = await captures.readBody(rowId);
  if (!found || !kept) return undefined;
  const isForeign = found.endpointId === null && captures.imported.origin(id) !== undefined;
  const endpointId = isForeign
    ? endpoints.matchRequest(found.method, pathOf(found.target)).id
    : found.endpointId;
  // Its sender was told that it is not safe here.
  const comesAgain = found.decidedBy === 'capture' && found.status === 503;
  return { ...found, endpointId, comesAgain, body: kept.bytes };
}

/** A capture with its body, for a try of a function. */
async function captureForTrial(
  captures: Captures,
  secrets: UrlSecrets,
  id: CaptureId,
): Promise<CaptureForTrial> {
  await captures.settled(id);
  const detail = captures.get({ id });
  const found = captures.forReplay(id);
  if (found === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
  const rowId = captures.rowIdOf(id);
  const target = secrets.fillIn(detail.method, detail.target, rowId, false);
  return { ...detail, target, rowId, bytes: await bytesOf(found.body) };
}

/** What apps ask of captures: whose they are, how many came, and one of them for a try. */
export const capturesForApps = (captures: Captures, secrets: UrlSecrets) => ({
  publicId: captures.publicId,
  rowIdOf: captures.rowIdOf,
  countOf: captures.countOf,
  listNow: captures.listNow,
  forTrial: (id: CaptureId) => captureForTrial(captures, secrets, id),
  newestOf: captures.newestOf,
  newestAtOf: captures.newestAtOf,
  replyOf: async (id: CaptureId) =>
    Buffer.from(await (await captures.body({ id, of: 'reply' })).arrayBuffer()),
});

/**
 * What a search finds, newest first.
 *
 * @throws BackstitchError SEARCH_INVALID
 */
export async function newestFound(
  captures: Captures,
  search: string,
  limit: number,
): Promise<CaptureId[]> {
  const problem = captures.searchProblem(search);
  if (problem !== null) throw new BackstitchError('SEARCH_INVALID', problem, { field: 'search' });
  const found = await captures.find(search);
  return found.slice(-limit).toReversed().map(captures.publicId);
}

/** So many are looked at: secrets change rarely. */
const VERIFIED = 5;

/** Ids of the secrets that verified the newest captures of a provider. */
export async function secretsThatVerified(captures: Captures, provider: string): Promise<string[]> {
  const search = `provider:${provider} sig:ok`;
  const { items } = await captures.list({ search, limit: VERIFIED });
  const ids = items.map(({ id }) => {
    const { detail } = captures.senderOf(id);
    return SenderDetail.parse(JSON.parse(detail ?? '{}')).verdict?.secretId ?? null;
  });
  return [...new Set(ids.filter((id) => id !== null))];
}

/** Captures as they are compared, with the paths that a person chose to ignore or to see. */
export function asCompared(
  captures: Captures,
  prefs: Prefs,
  learned: CompareParts['learned'],
): CompareParts {
  return {
    async capture(id) {
      await captures.settled(id);
      return captures.get({ id });
    },
    summary(id) {
      const found = captures.summaryOf(captures.rowIdOf(id));
      if (found === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
      return found;
    },
    async body({ id, of }) {
      const { body, ...coded } = await captures.decodedBody({ id, of, unpack: true });
      return { body: new Uint8Array(await body.arrayBuffer()), ...coded };
    },
    charsetAt: captures.charsetAt,
    partners: captures.partnersOf,
    neighbour: captures.neighbourOf,
    ignored: () => prefs.get({ keys: ['compare.ignored'] })['compare.ignored'],
    shown: () => prefs.get({ keys: ['compare.shown'] })['compare.shown'],
    learned,
  };
}
