import type { AppId } from '../../../preload/contract/app-model.ts';
import type { ClientApiView, ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import { SERVED_PROVIDERS } from '../client-api/login.ts';
import type { ClientSessions } from '../client-api/sessions/sessions.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Users } from '../users/users.ts';
import type { EngineParts } from '../running/engine-parts.ts';

interface Parts {
  engine: EngineParts;
  apps: Apps;
  users: Users;
  sessions: ClientSessions;
  outcomeOf: (captureRowId: number) => ClientCallDetail | null;
  streams: (appId: AppId) => number;
}

interface ByUser {
  appId: AppId;
  id: string;
}

/** `clientApi` of the contract. */
export function clientApiSurface({ engine, apps, users, sessions, outcomeOf, streams }: Parts) {
  function view(app: HeldApp): ClientApiView {
    const localUrl = engine.intakeUrl().replace(/\/$/, '');
    const publicUrl = engine.publicUrl()?.replace(/\/$/, '') ?? null;
    return {
      appId: app.id,
      clientAppId: app.model.clientAppId,
      on: app.row.settings.clientApi === true,
      baseUrl: publicUrl ?? localUrl,
      localUrl,
      publicUrl,
      streams: streams(app.id),
      allowedOrigins: app.model.allowedRequestOrigins,
      providers: app.model.authProviders.map(({ name, type, disabled }) => ({
        name,
        type,
        enabled: !disabled,
        served: SERVED_PROVIDERS.includes(type),
      })),
    };
  }
  function mustFind({ appId, id }: ByUser): void {
    apps.get(appId);
    if (users.find(appId, id) === undefined) throw new BackstitchError('USER_NOT_FOUND');
  }
  return {
    get: ({ appId }: { appId: AppId }): ClientApiView => view(apps.get(appId)),
    async set({ appId, on }: { appId: AppId; on: boolean }): Promise<ClientApiView> {
      const { settings } = apps.get(appId).row;
      return view(await apps.saveSettings(appId, { ...settings, clientApi: on }));
    },
    sessions(input: ByUser) {
      mustFind(input);
      const { appId, id } = input;
      return { sessions: sessions.ofUser(appId, id), devices: sessions.devices(appId, id) };
    },
    async endSession(input: ByUser & { sessionId: string }) {
      mustFind(input);
      const known = sessions.ofUser(input.appId, input.id);
      const isTheirs = known.some(({ id }) => id === input.sessionId);
      return { ended: isTheirs ? await sessions.end(input.sessionId) : 0 };
    },
    async endSessions(input: ByUser) {
      mustFind(input);
      return { ended: await sessions.endAll(input.appId, input.id) };
    },
    pushDevices({ appId, service }: { appId: AppId; service: string }) {
      apps.get(appId);
      return sessions.pushDevices(appId, service);
    },
    outcomeOf: ({ id }: { id: CaptureId }): ClientCallDetail | null =>
      outcomeOf(engine.captures.rowIdOf(id)),
  };
}
