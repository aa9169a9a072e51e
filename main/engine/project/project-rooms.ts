import type { openAppRooms } from '../../apps/apps.ts';
import type { Captures } from '../../captures/captures.ts';
import type { Deliveries } from '../../deliveries/deliveries.ts';
import type { Endpoints } from '../../endpoints/endpoints.ts';
import type { openExpectations } from '../../expectations/expectations.ts';
import type { openIntegrations } from '../../integrations/integrations.ts';
import type { openProfiles } from '../../interchange/redaction-profiles.ts';
import type { openReplays } from '../../replays/replays.ts';
import type { openSenders } from '../../senders/senders.ts';
import type { openSettings } from '../../settings/settings.ts';
import type { TunnelRoom } from '../../tunnel/tunnel.ts';

/** The rooms that have what a project holds. */
export interface ProjectRooms {
  apps: ReturnType<typeof openAppRooms>;
  captures: Captures;
  deliveries: Deliveries;
  endpoints: Endpoints;
  expectations: ReturnType<typeof openExpectations>;
  integrations: ReturnType<typeof openIntegrations>;
  redaction: ReturnType<typeof openProfiles>['surface'];
  replays: ReturnType<typeof openReplays>;
  senders: ReturnType<typeof openSenders>;
  settings: ReturnType<typeof openSettings>;
  tunnel: TunnelRoom;
}
