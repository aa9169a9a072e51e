import { createHash, randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { AppId } from '../../../../preload/contract/app-model.ts';
import type {
  ClientDevice,
  ClientSession,
  PushDevice,
} from '../../../../preload/contract/apps/client-api.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { GroupCommit } from '../../../store/group-commit.ts';
import { shortText } from '../fields.ts';
import { type NewDevice, openSessionStore, type SessionRow } from './session-store.ts';

const DAY_MS = 86_400_000;
const LIFE_MS = 60 * DAY_MS;
/** How exactly the last use of a session is known: a write for every call would be waste. */
const TOUCH_MS = 60_000;
/** What libraries send for "no device yet". */
const NO_DEVICE = '000000000000000000000000';

interface Parts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
}

export type ClientSessions = ReturnType<typeof openClientSessions>;

const newId = (): string => randomBytes(12).toString('hex');
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Sessions of app users on their devices. Of a refresh token only the hash is kept. */
export function openClientSessions({ db, groups, clock }: Parts) {
  const store = openSessionStore(db);

  function alive(row: SessionRow | undefined): SessionRow | undefined {
    return row !== undefined && row.expires_at > clock.now() ? row : undefined;
  }
  function touch(row: SessionRow): void {
    const now = clock.now();
    if (now - row.used_at >= TOUCH_MS) groups.later(() => store.touch(row, now));
  }
  function deviceOf(appId: AppId, userId: string, told: unknown): NewDevice {
    const asked = shortText(told, 'deviceId');
    const isKnown = asked !== NO_DEVICE && store.hasDevice(appId, userId, asked);
    return {
      id: isKnown ? asked : newId(),
      app_name: shortText(told, 'appId'),
      app_version: shortText(told, 'appVersion'),
      platform: shortText(told, 'platform'),
      platform_version: shortText(told, 'platformVersion'),
      sdk_version: shortText(told, 'sdkVersion'),
    };
  }

  return {
    /** @param told `options.device` of a login, as it was sent */
    async open(appId: AppId, userId: string, provider: string, told: unknown) {
      const device = deviceOf(appId, userId, told);
      const refreshToken = randomBytes(48).toString('base64url');
      const id = newId();
      const now = clock.now();
      const expiresAt = now + LIFE_MS;
      const hash = hashOf(refreshToken);
      await groups.commit(() => {
        store.removeOld(now);
        store.putDevice(appId, userId, device, now);
        store.insert({ id, appId, userId, deviceId: device.id, provider, hash, now, expiresAt });
      });
      return { sessionId: id, deviceId: device.id, refreshToken };
    },
    /** The session an access token speaks of, while it lasts. */
    get(id: string): SessionRow | undefined {
      const row = alive(store.get(id));
      if (row !== undefined) touch(row);
      return row;
    },
    byRefreshToken(token: string): SessionRow | undefined {
      const row = alive(store.byHash(hashOf(token)));
      if (row !== undefined) touch(row);
      return row;
    },
    end: (id: string): Promise<number> => groups.commit(() => store.remove(id)),
    endAll: (appId: AppId, userId: string): Promise<number> =>
      groups.commit(() => store.removeOfUser(appId, userId)),
    ofUser: (appId: AppId, userId: string): ClientSession[] =>
      store.ofUser(appId, userId, clock.now()).map((row) => ({
        id: row.id,
        deviceId: row.device_id,
        provider: row.provider,
        createdAt: row.created_at,
        usedAt: row.used_at,
        expiresAt: row.expires_at,
      })),
    devices: (appId: AppId, userId: string): ClientDevice[] =>
      store.devices(appId, userId).map((row) => ({
        id: row.id,
        appName: row.app_name,
        appVersion: row.app_version,
        platform: row.platform,
        platformVersion: row.platform_version,
        sdkVersion: row.sdk_version,
        createdAt: row.created_at,
        usedAt: row.used_at,
      })),
    registerPush: (
      at: { appId: AppId; service: string; userId: string; deviceId: string },
      token: string,
    ) => groups.commit(() => store.putPush(at, token, clock.now())),
    unregisterPush: (at: { appId: AppId; service: string; userId: string; deviceId: string }) =>
      groups.commit(() => store.removePush(at)),
    /** Devices that registered with a push service. The token itself is shown nowhere. */
    pushDevices: (appId: AppId, service: string): PushDevice[] =>
      store.push(appId, service).map((row) => ({
        userId: row.user_id,
        deviceId: row.device_id,
        tokenEnd: row.token.length >= 24 ? row.token.slice(-4) : '',
        createdAt: row.created_at,
      })),
  };
}
