import type { openAppRooms } from '../apps/apps.ts';
import type { Captures } from '../captures/captures.ts';
import type { UrlSecrets } from '../captures/url-secrets/url-secrets.ts';
import { endpointTaker } from '../endpoints/endpoint-taker.ts';
import type { openEndpoints } from '../endpoints/endpoints.ts';
import type { Deliveries } from '../deliveries/deliveries.ts';
import type { openIntegrations } from '../integrations/integrations.ts';
import type { openSenders } from '../senders/senders.ts';
import type { openSettings } from '../settings/settings.ts';
import type { TunnelRoom } from '../tunnel/tunnel.ts';
import { openIntake } from '../intake/intake.ts';

type Parts = Parameters<typeof openIntake>[0];

interface Sources {
  captures: Captures;
  tunnel: TunnelRoom;
  integrations: ReturnType<typeof openIntegrations>;
  apps: Awaited<ReturnType<typeof openAppRooms>>;
  endpoints: ReturnType<typeof openEndpoints>;
  senders: ReturnType<typeof openSenders>;
  deliveries: Deliveries;
  settings: ReturnType<typeof openSettings>;
  urlSecrets: UrlSecrets;
}

/** The intake with those who take requests, in the order in which they are asked. */
export function openIntakeOf(
  {
    captures,
    tunnel,
    integrations,
    apps,
    endpoints,
    senders,
    deliveries,
    settings,
    urlSecrets,
  }: Sources,
  parts: Pick<
    Parts,
    'bodies' | 'confirm' | 'marks' | 'installId' | 'leaveOut' | 'now' | 'onStorageError' | 'log'
  >,
  at: Parameters<typeof openIntake>[1],
): ReturnType<typeof openIntake> {
  return openIntake(
    {
      ...parts,
      captures,
      probes: tunnel.probes,
      takers: [
        integrations.intake,
        apps.intake,
        endpointTaker({
          endpoints,
          senders: senders.intake,
          forwardNow: deliveries.forwardNow,
          beforeInbox: apps.unserved,
        }),
      ],
      senders: senders.intake,
      bodyCapBytes: () => settings.get().bodyCapBytes,
      readOrigin: tunnel.readOrigin,
      fillIn: urlSecrets.fillIn,
      maskSurplus: urlSecrets.maskSurplus,
    },
    at,
  );
}
