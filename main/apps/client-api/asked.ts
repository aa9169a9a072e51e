import { createHash } from 'node:crypto';
import type { ClientCallStep } from '../../../preload/contract/apps/client-api.ts';
import type { ContextRequest, ContextUser } from '../../functions/run-request.ts';
import type { ReplyStream, Stages, TakerRequest } from '../../intake/taker.ts';
import type { ClientApp } from './client-app.ts';
import type { AskedCall } from './routes.ts';

/** One call on its way. What is found out about it is noted here, for the capture. */
export interface Asked {
  call: AskedCall;
  app: ClientApp;
  incoming: TakerRequest;
  stages: Stages;
  body: Buffer;
  request: ContextRequest;
  /** Names what was looked at; the capture shows it. */
  pass: (check: string, message: string) => void;
  notes: Notes;
}

export interface Notes {
  steps: ClientCallStep[];
  user: ContextUser | null;
  service: string;
  name: string;
  namespace: string;
}

/** A call with the user whose token came with it. */
export interface AskedByUser extends Asked {
  user: ContextUser;
  sessionId: string;
  deviceId: string;
}

/** What a call is answered, before it becomes a reply. */
export type Said =
  | { kind: 'nothing' }
  /** `kept` stands in the capture, where the text holds what no capture may. */
  | { kind: 'json'; status: number; text: string; kept?: string }
  | { kind: 'stream'; stream: ReplyStream };

export const json = (value: unknown, status = 200): Said => ({
  kind: 'json',
  status,
  text: JSON.stringify(value),
});

const MASK = '****';

/** An object of which some fields are kept in no capture. */
export function jsonWithSecrets(
  value: Record<string, unknown>,
  secrets: readonly string[],
  status = 200,
): Said {
  const kept = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, secrets.includes(name) ? MASK : one]),
  );
  return { kind: 'json', status, text: JSON.stringify(value), kept: JSON.stringify(kept) };
}

export const nothing: Said = { kind: 'nothing' };

const idFor = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24);

/** The vendor gave every app a domain; here it is made from the app, so that it stays the same. */
export const domainIdOf = (appId: string): string => idFor(appId, 'domain');
export const providerIdOf = (appId: string, type: string): string => idFor(appId, 'provider', type);
