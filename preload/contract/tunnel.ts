import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { COMMAND_PRESETS, SSH_PRESETS } from '../rules/tunnel/presets.ts';
import { errors } from './errors.ts';
import { EpochMs } from './shapes.ts';

const SecretRef = z.string().max(64).default('').describe('name of a named secret; empty: none');

const UrlFrom = z.enum(['output', 'fixed']);

export const SshTunnel = z.object({
  preset: z.enum(SSH_PRESETS).default('own').describe('a preset fixes host, port and user'),
  host: z.string().max(253).default(''),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().max(200).default(''),
  token: SecretRef.describe('named secret that takes the place of the user'),
  agent: z.boolean().default(false).describe('offer the keys of the agent of this computer'),
  keyPath: z.string().max(1000).default('').describe('file of a private key'),
  passphrase: SecretRef.describe('named secret: the passphrase of the key'),
  password: SecretRef.describe('named secret: the password'),
  hostKey: z
    .array(z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/))
    .max(8)
    .default([])
    .describe('fingerprints that are trusted; empty: what known_hosts of this computer holds'),
  bind: z.string().max(253).default('').describe('address or name to ask for, as it is'),
  remotePort: z.number().int().min(0).max(65_535).default(80),
  urlFrom: UrlFrom.default('output'),
  urlPattern: z.string().max(200).default('').describe('RE2; empty: that of the preset'),
  publicUrl: z.string().max(500).default('').describe('with `fixed`; {port} is the port given'),
});
export type SshTunnel = z.infer<typeof SshTunnel>;

export const CommandTunnel = z.object({
  preset: z
    .enum([...COMMAND_PRESETS, 'file'])
    .default('cloudflared')
    .describe('file: what --tunnel-command handed over at this start'),
  program: z
    .string()
    .max(1000)
    .default('')
    .describe('where the program of the preset is found in PATH, which confirms it'),
  token: SecretRef.describe('named secret for the variable of the preset'),
  urlPattern: z.string().max(200).default('').describe('RE2; empty: that of the preset'),
  publicUrl: z.string().max(500).default('').describe('of a preset that prints none'),
  readyMs: z.number().int().min(5000).max(120_000).default(20_000),
});
export type CommandTunnel = z.infer<typeof CommandTunnel>;

export const TunnelConfig = z.object({
  mode: z.enum(['off', 'localtunnel', 'ssh', 'command', 'url']),
  host: z.string().max(300).default('https://localtunnel.me').describe('relay of localtunnel'),
  subdomain: z.string().max(63).default('').describe('empty: the relay chooses'),
  url: z.string().max(500).default('').describe('your own public URL, mode url'),
  ssh: SshTunnel.prefault({}),
  command: CommandTunnel.prefault({}),
});
export type TunnelConfig = z.infer<typeof TunnelConfig>;
/** As it may be written: what is left out has its default. */
export type TunnelWish = z.input<typeof TunnelConfig>;

/** As the command line writes it: what differs from what is kept. */
export interface TunnelChoice extends Partial<
  Pick<TunnelConfig, 'mode' | 'host' | 'subdomain' | 'url'>
> {
  /** A server of one's own. */
  ssh?: { host: string; port: number; user: string };
  /** Name of a preset of either kind. */
  preset?: string;
  /** Path of a file that describes a program. */
  commandFile?: string;
}

export const TunnelDetail = z.object({
  problem: z.string().nullable().describe('code of what it failed for, e.g. HOST_KEY_UNKNOWN'),
  hostKey: z.string().nullable().describe('fingerprint that the server showed'),
  pid: z.number().int().nullable().describe('of the program'),
  lines: z.array(z.string()).describe('the last 20 that were printed, secrets masked'),
});
export type TunnelDetail = z.infer<typeof TunnelDetail>;

/** A program that a tunnel can be made with, and where it is on this computer. */
export const TunnelProgram = z.object({
  preset: CommandTunnel.shape.preset.unwrap(),
  name: z.string(),
  program: z.string().nullable().describe('null: not found in PATH'),
  args: z.array(z.string()),
});
export type TunnelProgram = z.infer<typeof TunnelProgram>;

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
  detail: TunnelDetail,
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
  programs: oc
    .route({
      method: 'GET',
      path: '/tunnel/programs',
      summary: 'Programs a tunnel can be made with, and where they are found',
    })
    .output(z.array(TunnelProgram)),
  /** The present state first, then each change. */
  live: oc
    .route({ method: 'GET', path: '/tunnel/live', summary: 'The tunnel as it changes' })
    .output(eventIterator(TunnelState)),
};
