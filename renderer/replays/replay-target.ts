import type { ReplayOptions, ReplayTarget } from '../../preload/contract/replay-request.ts';
import { checkTargetUrl } from '../wire/target-url.ts';

/** Where to, and how, as chosen in the form. The URL is kept while the intake is chosen. */
export interface ReplayChoice {
  kind: ReplayTarget['kind'];
  url: string;
  mark: boolean;
  dropRelayNoise: boolean;
  appendPath: boolean;
  bytes: ReplayOptions['bytes'];
  timeoutMs: number | null;
  signature: ReplayOptions['signature'];
  deliveryId: ReplayOptions['deliveryId'];
  signedUrl: ReplayOptions['signedUrl'];
}

/** What a capture is sent with when nothing was chosen. */
export const FIRST_OPTIONS: ReplayOptions = {
  mark: true,
  dropRelayNoise: true,
  appendPath: false,
  bytes: 'announced',
  timeoutMs: 30_000,
  signature: 'keep',
  deliveryId: 'keep',
  signedUrl: 'target',
};

export const FIRST_CHOICE: ReplayChoice = { kind: 'intake', url: '', ...FIRST_OPTIONS };

export interface ReadChoice {
  problems: { url: string | null; timeoutMs: string | null };
  /** Null while there are problems. */
  send: { to: ReplayTarget; options: ReplayOptions } | null;
}

export function readChoice(choice: ReplayChoice): ReadChoice {
  const url = choice.kind === 'url' ? checkTargetUrl(choice.url) : null;
  const { timeoutMs } = choice;
  const inRange =
    timeoutMs !== null && Number.isInteger(timeoutMs) && timeoutMs >= 1000 && timeoutMs <= 120_000;
  const problems = {
    url,
    timeoutMs: inRange ? null : 'A timeout is a whole number from 1,000 to 120,000 ms.',
  };
  if (url !== null || !inRange) return { problems, send: null };
  const to: ReplayTarget =
    choice.kind === 'intake' ? { kind: 'intake' } : { kind: 'url', url: choice.url.trim() };
  const { mark, dropRelayNoise, bytes, signature, deliveryId, signedUrl } = choice;
  const appendPath = choice.kind === 'url' && choice.appendPath;
  const signing = { signature, deliveryId, signedUrl };
  const options = { mark, dropRelayNoise, appendPath, bytes, timeoutMs, ...signing };
  return { problems, send: { to, options } };
}

/** Whether a target is on this machine, as far as its name tells. */
export function isLocal(to: ReplayTarget): boolean {
  if (to.kind === 'intake') return true;
  const host = URL.parse(to.url)?.hostname ?? '';
  return host === '[::1]' || host.startsWith('127.') || /^(?:.+\.)?localhost\.?$/.test(host);
}

/** Above this many, or off this machine, one is asked before anything is sent. */
export function needsConfirmation(count: number, to: ReplayTarget): boolean {
  return count > 20 || !isLocal(to);
}
