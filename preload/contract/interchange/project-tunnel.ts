import { z } from 'zod';
import { COMMAND_PRESETS, SSH_PRESETS } from '../../rules/tunnel/presets.ts';
import { SecretName } from './project-references.ts';

const BY_NAME =
  'Secrets do not stand in this file: keep it with `backstitch secret set NAME` and write {"secret": "NAME"}';
const OneSecret = z.strictObject(
  { secret: SecretName.describe('name of a named secret') },
  { error: ({ input }) => (typeof input === 'string' ? BY_NAME : undefined) },
);
const urlPattern = z
  .string()
  .max(200)
  .default('')
  .describe('RE2, for the public URL in what is printed; empty: that of the preset');
const token = OneSecret.nullable().default(null).describe('null: none');

/** Without what belongs to one computer: keys, an agent, the keys of hosts that are trusted. */
const SshItem = z.discriminatedUnion('preset', [
  z.strictObject({
    preset: z.enum(SSH_PRESETS).exclude(['own']),
    token,
    bind: z.string().max(253).default('').describe('name to ask for'),
    urlPattern,
  }),
  z.strictObject({
    preset: z.literal('own'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(22),
    user: z.string().max(200).default(''),
    token: token.describe('takes the place of the user'),
    password: OneSecret.nullable().default(null),
    bind: z.string().max(253).default('').describe('address to ask for'),
    remotePort: z.number().int().min(0).max(65_535).default(80),
    urlFrom: z.enum(['output', 'fixed']).default('output'),
    urlPattern,
    publicUrl: z
      .string()
      .max(500)
      .default('')
      .describe('with `fixed`; {port} is the port that was given'),
  }),
]);

/** A preset by its name alone: no file can name a program, its place or its arguments. */
const CommandItem = z.strictObject({
  preset: z.enum(COMMAND_PRESETS),
  token,
  urlPattern,
  publicUrl: z.string().max(500).default('').describe('of a preset that prints none'),
  readyMs: z.number().int().min(5000).max(120_000).default(20_000),
});

/** The tunnel, but for what belongs to one computer. */
export const TunnelItem = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.enum(['off', 'localtunnel']),
    subdomain: z.string().max(63).default(''),
  }),
  z.strictObject({ mode: z.literal('ssh'), ssh: SshItem }),
  z.strictObject({ mode: z.literal('command'), command: CommandItem }),
]);
export type TunnelItem = z.infer<typeof TunnelItem>;
