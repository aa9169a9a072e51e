import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId } from '../app-model.ts';
import { errors } from '../errors.ts';
import { ExplainNode, RuleDecision, RunId } from './function-runs.ts';
import { CaptureId, EpochMs } from '../shapes.ts';

/** One login of a user of an app, on one device. */
export const ClientSession = z.object({
  id: z.string(),
  deviceId: z.string(),
  provider: z.string().describe('how the user signed in: anon-user, local-userpass, …'),
  createdAt: EpochMs,
  usedAt: EpochMs.describe('to the minute'),
  expiresAt: EpochMs,
});
export type ClientSession = z.infer<typeof ClientSession>;

/** What a client library tells of where it runs. Anybody may say anything. */
export const ClientDevice = z.object({
  id: z.string(),
  appName: z.string(),
  appVersion: z.string(),
  platform: z.string(),
  platformVersion: z.string(),
  sdkVersion: z.string(),
  createdAt: EpochMs,
  usedAt: EpochMs,
});
export type ClientDevice = z.infer<typeof ClientDevice>;

/** A device that registered with a push service. */
export const PushDevice = z.object({
  userId: z.string(),
  deviceId: z.string(),
  tokenEnd: z.string().describe('the last four characters; "" of a short one'),
  createdAt: EpochMs,
});
export type PushDevice = z.infer<typeof PushDevice>;

/** One thing that was looked at on the way of a call. Texts never hold a secret. */
export const ClientCallStep = z.object({
  check: z.string(),
  ok: z.boolean(),
  message: z.string(),
});
export type ClientCallStep = z.infer<typeof ClientCallStep>;

/** Why a call of the client API was answered as it was. */
export const ClientCallDetail = z.object({
  appId: AppId.nullable().describe('null where no app could be told'),
  call: z.string().describe('login, profile, call, stream, …; "" for no such call'),
  provider: z.string().describe('of a login or a registration; "" otherwise'),
  user: z.object({ id: z.string(), type: z.string(), label: z.string() }).nullable(),
  service: z.string().describe('"" where a function of the app is called'),
  name: z.string().describe('of the function or the action; "" where none is called'),
  namespace: z.string().describe('`database.collection` of an action on one; "" otherwise'),
  steps: z.array(ClientCallStep),
  expression: ExplainNode.nullable().describe('of can_evaluate, where one was evaluated'),
  decision: RuleDecision.nullable().describe('of the rules of the service or the collection'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  events: z.number().int().nullable().describe('of a stream: change events that were sent'),
  runId: RunId.nullable(),
});
export type ClientCallDetail = z.infer<typeof ClientCallDetail>;

export const ClientApiView = z.object({
  appId: AppId,
  clientAppId: z.string(),
  on: z.boolean(),
  baseUrl: z.string().describe('public where the tunnel is on, else local'),
  localUrl: z.string(),
  publicUrl: z.string().nullable(),
  streams: z.number().int().describe('open streams of clients that watch a collection'),
  allowedOrigins: z.array(z.string()).describe('none: pages of any origin can call it'),
  providers: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      enabled: z.boolean(),
      served: z.boolean().describe('false for those that need a third party'),
    }),
  ),
});
export type ClientApiView = z.infer<typeof ClientApiView>;

const byApp = z.object({ appId: AppId });
const byUser = byApp.extend({ id: z.string().max(200) });
const onUser = errors('APP_NOT_FOUND', 'USER_NOT_FOUND', 'STORE_UNAVAILABLE');

export const clientApi = {
  get: oc
    .route({ method: 'GET', path: '/client-api', summary: 'Whether and where an app is served' })
    .input(byApp)
    .output(ClientApiView)
    .errors(errors('APP_NOT_FOUND')),
  set: oc
    .route({ method: 'PUT', path: '/client-api', summary: 'Switch the client API on or off' })
    .input(byApp.extend({ on: z.boolean() }))
    .output(ClientApiView)
    .errors(errors('APP_NOT_FOUND', 'STORE_UNAVAILABLE')),
  sessions: oc
    .route({ method: 'GET', path: '/users/{id}/sessions', summary: 'Where a user is signed in' })
    .input(byUser)
    .output(z.object({ sessions: z.array(ClientSession), devices: z.array(ClientDevice) }))
    .errors(onUser),
  endSession: oc
    .route({
      method: 'DELETE',
      path: '/apps/{appId}/users/{id}/sessions/{sessionId}',
      summary: 'End one session of a user',
    })
    .input(byUser.extend({ sessionId: z.string().max(60) }))
    .output(z.object({ ended: z.number().int() }))
    .errors(onUser),
  endSessions: oc
    .route({
      method: 'DELETE',
      path: '/apps/{appId}/users/{id}/sessions',
      summary: 'Sign out everywhere',
    })
    .input(byUser)
    .output(z.object({ ended: z.number().int() }))
    .errors(onUser),
  pushDevices: oc
    .route({
      method: 'GET',
      path: '/client-api/push-devices',
      summary: 'Devices that registered with a push service',
    })
    .input(byApp.extend({ service: z.string().max(200) }))
    .output(z.array(PushDevice))
    .errors(errors('APP_NOT_FOUND')),
  /** Who called what, and which rule decided; null for captures that are no such call. */
  outcomeOf: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/client-call',
      summary: 'What a call of the client API came to',
    })
    .input(z.object({ id: CaptureId }))
    .output(ClientCallDetail.nullable()),
};
