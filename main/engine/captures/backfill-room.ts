import { openAway, type Over } from '../../backfill/away.ts';
import { missedBy } from '../../backfill/missed.ts';
import { openBackfill } from '../../backfill/backfill.ts';
import type { Captures } from '../../captures/captures.ts';
import type { Checks } from '../../captures/imported/imported.ts';
import type { Limits } from '../../captures/removal/retention.ts';
import type { openEndpoints } from '../../endpoints/endpoints.ts';
import { foreignCapture } from '../../interchange/foreign.ts';
import type { Clock } from '../../lib/clock.ts';
import type { OwnPlaces } from '../../outbound/guard/guard.ts';
import type { Replays } from '../../replays/replays.ts';
import { ReplayOptions } from '../../../preload/contract/replay-request.ts';
import type { Protection } from '../../secrets/secrets.ts';
import type { openSenders } from '../../senders/senders.ts';
import type { TunnelRoom } from '../../tunnel/tunnel.ts';
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
  tunnel: Pick<TunnelRoom, 'outages'>;
  replays: Replays;
  leaveOut: Checks['leaveOut'];
  limits: () => Limits;
  say: (message: string, error: unknown) => void;
}

/** A provider that sent nothing for longer is not expected to have sent something. */
const SEEN_MS = 7 * 86_400_000;

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
      /** Signed here where a secret is known, as a replay by hand would be. */
      async function fitting() {
        const { choice } = (await replays.preview({ captureId: id, to, options })).signature;
        return choice === 'none' ? 'keep' : choice;
      }
      const chosen = { keep: 'keep', none: 'strip' } as const;
      const signature = sign === 'local' ? await fitting() : chosen[sign];
      const sent = await replays.send({ id, to, options: { ...options, signature } });
      return sent.status === null
        ? `It did not run: ${sent.error ?? 'no answer'}`
        : `It ran, and was answered with ${sent.status}.`;
    },
  });
  const away = openAway({
    ...parts.storage,
    clock,
    outages: (since) => parts.tunnel.outages({ since }),
  });
  return {
    ...room,
    surface: { ...room.surface, away: away.gaps },
    away,
    /** What is to be told of a time that is over, in which nothing could arrive. */
    missedIn(over: Over) {
      const seen = new Set(captures.providersSeen({ from: over.from - SEEN_MS, to: over.from }));
      const known = senders.surface.providers().filter(({ id }) => seen.has(id));
      return missedBy(over, known);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      away[Symbol.dispose]();
      await room[Symbol.asyncDispose]();
    },
  };
}
