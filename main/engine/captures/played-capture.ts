import type { CaptureId, HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Captures } from '../../captures/captures.ts';
import type { Replays } from '../../replays/replays.ts';
import type { openSenders } from '../../senders/senders.ts';
import { isThisMachine, type Target, targetUrl } from '../../outbound/target.ts';
import type { PlayedCapture } from '../../simulator/played-capture.ts';

interface Parts {
  captures: Pick<Captures, 'forReplay' | 'readBody' | 'rowIdOf' | 'settled'>;
  replays: Pick<Replays, 'headersFor'>;
  senders: Pick<ReturnType<typeof openSenders>, 'sign' | 'surface'>;
}

const FRAMING = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'via']);

/** A capture as the simulator plays it: with the headers that replays may send, signed as its sender. */
export async function playedCapture(
  { captures, replays, senders }: Parts,
  id: CaptureId,
  target: Target,
): Promise<PlayedCapture | undefined> {
  await captures.settled(id);
  const capture = captures.forReplay(id);
  const kept = await captures.readBody(captures.rowIdOf(id));
  if (capture === undefined || kept == null) return undefined;
  const { deliveryId } = await senders.surface.ofCapture({ id });
  const body = Buffer.from(kept.bytes);
  // Cookie and Authorization go to this machine only, as with forwards.
  const headers = replays
    .headersFor(id, target, isThisMachine(target))
    .filter(([name]) => !FRAMING.has(name.toLowerCase()));
  const signs = (
    mode: 'resign' | 'strip',
    request: { target: string; headers: readonly HeaderPair[]; body: Uint8Array; newId: boolean },
  ) =>
    senders.sign({
      capture,
      mode,
      method: capture.method,
      target: request.target,
      headers: [...request.headers],
      body: request.body,
      url: targetUrl({ ...target, path: request.target }),
      newId: request.newId,
    });
  return {
    method: capture.method,
    headers,
    body,
    eventId: deliveryId,
    eventType: capture.eventType,
    sign: (request) => signs('resign', request),
    strip(request) {
      const stripped = signs('strip', { ...request, newId: false });
      // Of an unknown sender there is nothing to take off.
      return stripped.ok ? stripped : request;
    },
  };
}
