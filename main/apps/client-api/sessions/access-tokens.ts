import { hkdfSync } from 'node:crypto';
import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import type { AppId } from '../../../../preload/contract/app-model.ts';

const ISSUER = 'backstitch client api';
const LIFE_SECONDS = 30 * 60;

/** What an access token says. */
export interface AccessClaims {
  appId: AppId;
  userId: string;
  sessionId: string;
  deviceId: string;
}

/**
 * Access tokens of client applications: JWT, 30 minutes, signed by a key of their app. The names of
 * claims are those that the libraries read.
 *
 * @param secret what keys are made from; it never leaves the engine
 */
export function createAccessTokens(secret: string, now: () => number) {
  const keys = new Map<AppId, Uint8Array>();
  function keyOf(appId: AppId): Uint8Array {
    const known = keys.get(appId);
    if (known !== undefined) return known;
    const key = new Uint8Array(hkdfSync('sha256', secret, appId, 'client api access tokens', 32));
    keys.set(appId, key);
    return key;
  }
  return {
    issue(
      claims: AccessClaims,
      more: { domainId: string; userData: Record<string, unknown> },
    ): Promise<string> {
      const seconds = Math.floor(now() / 1000);
      return new SignJWT({
        app: claims.appId,
        sid: claims.sessionId,
        typ: 'access',
        stitch_devId: claims.deviceId,
        stitch_domainId: more.domainId,
        baas_device_id: claims.deviceId,
        baas_domain_id: more.domainId,
        user_data: more.userData,
      })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setSubject(claims.userId)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + LIFE_SECONDS)
        .sign(keyOf(claims.appId));
    },
    /** The app that a token says it is of. Anybody can say so: nothing is checked yet. */
    claimedApp(token: string): string | undefined {
      try {
        const { app } = decodeJwt(token);
        return typeof app === 'string' ? app : undefined;
      } catch {
        // No token of ours, then.
        return undefined;
      }
    },
    /** undefined for a token that is changed, expired, of another app, or no token of ours. */
    async read(appId: AppId, token: string): Promise<AccessClaims | undefined> {
      try {
        const options = {
          issuer: ISSUER,
          algorithms: ['HS256'],
          currentDate: new Date(now()),
          requiredClaims: ['sub', 'exp', 'iat'],
        };
        const { payload } = await jwtVerify(token, keyOf(appId), options);
        const { sub, app, sid, typ, stitch_devId: deviceId } = payload;
        if (app !== appId || typ !== 'access' || sub === undefined) return undefined;
        if (typeof sid !== 'string' || typeof deviceId !== 'string') return undefined;
        return { appId, userId: sub, sessionId: sid, deviceId };
      } catch {
        // All the same to the caller: it has to ask for another one.
        return undefined;
      }
    },
  };
}
