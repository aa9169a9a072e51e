// RFC 9110 §7.6.1, and what belongs to one connection or one proxy only.
const ONE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'http2-settings',
]);

const NOISE = /^(cf-|ngrok-|x-localtunnel-|fly-|x-vercel-)/;
const NOISE_NAMES = new Set(['cdn-loop', 'x-real-ip', 'x-request-start', 'bypass-tunnel-reminder']);

// Written by a sender although the prefix is a relay's: Vercel signs its webhooks with the one,
// Cloudflare puts the shared secret of its notifications into the other.
const SENDERS_OWN = new Set(['x-vercel-signature', 'cf-webhook-auth']);

const CREDENTIALS = new Set(['cookie', 'authorization']);

const FORWARDING = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'forwarded',
]);

/** Everything below takes names in lower case. */
export const isHopByHop = (name: string): boolean => ONE_CONNECTION.has(name);

export const isForwarding = (name: string): boolean => FORWARDING.has(name);

export const isCredential = (name: string): boolean => CREDENTIALS.has(name);

/** Headers a relay adds on the way: they describe the way, not the message. */
export function isRelayNoise(name: string): boolean {
  return (NOISE.test(name) || NOISE_NAMES.has(name)) && !SENDERS_OWN.has(name);
}
