import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { EpochMs } from './shapes.ts';

export const TunnelConfig = z.object({
  mode: z.enum(['off', 'localtunnel', 'url']),
  host: z.string().max(300).default('https://localtunnel.me').describe('relay of localtunnel'),
  subdomain: z.string().max(63).default('').describe('empty: the relay chooses'),
  url: z.string().max(500).default('').describe('your own public URL, mode url'),
});
export type TunnelConfig = z.infer<typeof TunnelConfig>;

export const TunnelPhase = z.enum([
  'off',
  'registering',
  'online',
  'degraded',
  'reconnecting',
  'failed',
]);
export type TunnelPhase = z.infer<typeof TunnelPhase>;

export const TunnelState = z.object({
  phase: TunnelPhase,
  publicUrl: z.string().nullable(),
  since: EpochMs,
  reason: z.string().nullable().describe('why it is not online, in words'),
  notice: z.string().nullable().describe('something the user must know, e.g. a changed URL'),
  nextTryAt: EpochMs.nullable(),
  lastProbe: z
    .object({ at: EpochMs, ok: z.boolean(), roundTripMs: z.number().nullable() })
    .nullable(),
  config: TunnelConfig,
});
export type TunnelState = z.infer<typeof TunnelState>;

export const Outage = z.object({
  id: z.number().int(),
  from: EpochMs,
  to: EpochMs.nullable().describe('null while it lasts'),
  reason: z.string(),
});
export type Outage = z.infer<typeof Outage>;

export const tunnel = {
  get: oc
    .route({ method: 'GET', path: '/tunnel', summary: 'State of the tunnel' })
    .output(TunnelState),
  put: oc
    .route({ method: 'PUT', path: '/tunnel', summary: 'Switch or change the tunnel' })
    .input(TunnelConfig)
    .output(TunnelState)
    .errors(errors('TUNNEL_INVALID', 'STORE_UNAVAILABLE')),
  dismissNotice: oc
    .route({ method: 'POST', path: '/tunnel/dismiss-notice', summary: 'Dismiss the notice' })
    .output(TunnelState),
  outages: oc
    .route({
      method: 'GET',
      path: '/tunnel/outages',
      summary: 'When the tunnel was away, newest first',
    })
    .input(z.object({ since: z.coerce.number().int().default(0) }))
    .output(z.array(Outage)),
  /** The present state first, then each change. */
  live: oc
    .route({ method: 'GET', path: '/tunnel/live', summary: 'The tunnel as it changes' })
    .output(eventIterator(TunnelState)),
};
