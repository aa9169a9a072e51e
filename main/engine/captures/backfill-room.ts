import { openBackfill } from '../../backfill/backfill.ts';
import type { Captures } from '../../captures/captures.ts';
import type { Checks } from '../../captures/imported/imported.ts';
import type { Limits } from '../../captures/removal/retention.ts';
import type { openEndpoints } from '../../endpoints/endpoints.ts';
import { foreignCapture } from '../../interchange/foreign.ts';
import type { Clock } from '../../lib/clock.ts';
import type { OwnPlaces } from '../../outbound/guard/guard.ts';
import type { Replays } from '../../replays/replays.ts';
import { ReplayOptions } from '../../../preload/contract/replays.ts';
import type { Protection } from '../../secrets/secrets.ts';
import type { openSenders } from '../../senders/senders.ts';
import type { Storage } from '../storage.ts';
import { pathOf } from '../../captures/arrival.ts';
import { captureTarget } from './imported-captures.ts';

interface Parts {
  storage: Pick<Storage, 'db' | 'groups'>;
  clock: Clock;
  protection: Protection | undefined;
  own: OwnPlaces;
  publicUrl: () => string | null;
  captures: Captures;
  senders: ReturnType<typeof openSenders>;
  endpoints: ReturnType<typeof openEndpoints>;
  replays: Replays;
  leaveOut: Checks['leaveOut'];
  limits: () => Limits;
  say: (message: string, error: unknown) => void;
}

/** What was missed, between the room that asks providers and those that keep, judge and send again. */
export function openBackfillOf(parts: Parts) {
  const { captures, senders, endpoints, replays, clock } = parts;
  const target = captureTarget(parts);
  const endpointAt = (path: string) => endpoints.matchRequest('POST', pathOf(path));
  const room = openBackfill({
    ...parts.storage,
    clock,
    protection: parts.protection,
    own: parts.own,
    publicUrl: parts.publicUrl,
    publicId: captures.publicId,
    log: parts.say,
    async pathOf(provider) {
      const { items } = await captures.list({ search: `provider:${provider}`, limit: 1 });
      return items[0] && pathOf(items[0].target);
    },
    async held(_provider, ids) {
      await captures.allSettled();
      return captures.heldOf(ids);
    },
    proves(_provider, { target: path, headers, body, at }) {
      const request = {
        method: 'POST',
        target: path,
        headers,
        viaTunnel: false,
        receivedAt: at,
        body,
      };
      return senders.intake.note(request, endpointAt(path).id)?.signature === 'ok';
    },
    async keep(scan, item, { target: path, headers, body, at, rebuilt }) {
      const capture = foreignCapture({
        receivedAt: at,
        durationMs: null,
        method: 'POST',
        target: path,
        httpVersion: '1.1',
        headers,
        body,
        reply: null,
      });
      const { provider } = scan;
      const { eventType, deliveryId } = item;
      const { id, name } = endpointAt(path);
      const [kept] = await target.add(
        [
          {
            capture: { ...capture, provider, eventType, deliveryId },
            rebuilt,
            ours: false,
            index: 0,
          },
        ],
        { id: scan.id, at: clock.now(), name: room.nameOf(scan), endpoint: { id, name } },
      );
      if (kept === undefined) throw new Error('nothing was kept');
      return captures.rowIdOf(kept);
    },
    async run(rowId, sign) {
      const id = captures.publicId(rowId);
      const to = { kind: 'intake' } as const;
      const options = ReplayOptions.parse({});
      const { choice } = (await replays.preview({ captureId: id, to, options })).signature;
      const fitting = choice === 'none' ? 'keep' : choice;
      const signature = { keep: 'keep', none: 'strip', local: fitting } as const;
      const sent = await replays.send({
        id,
        to,
        options: { ...options, signature: signature[sign] },
      });
      return sent.status === null
        ? `It did not run: ${sent.error ?? 'no answer'}`
        : `It ran, and was answered with ${sent.status}.`;
    },
  });
  return room;
}
