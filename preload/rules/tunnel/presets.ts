/** When the presets were written down. No service could be reached from a test. */
export const PRESETS_WRITTEN = '27 November 2026';

interface PresetWords {
  /** As a person reads it. */
  label: string;
  /** Money, an account, a limit. */
  costs: string;
  /** What must be there before it works. */
  needs: string;
  /** Who sees what comes through it, besides you. */
  exposes: string;
}

/** How a public URL is found in what a relay or program prints, a line at a time. */
interface Printed {
  /** The first group is the URL; a second line may be part of the match. */
  pattern: RegExp;
  /** Written before what is printed without one. */
  scheme: 'https://' | 'http://';
}

export interface SshPreset extends PresetWords, Printed {
  host: string;
  port: number;
  user: string;
  remotePort: number;
  /** A name can be asked for in `bind`. */
  named: boolean;
  /** A token takes the place of the user. */
  token: boolean;
}

export interface CommandPreset extends PresetWords, Partial<Printed> {
  program: string;
  /** `{port}` is the port of the intake. */
  args: readonly string[];
  /** Variable that holds its token; null where it needs none. */
  variable: string | null;
  /** It does not start without the token. */
  tokenNeeded: boolean;
}

export const SSH_PRESETS = ['own', 'localhost.run', 'pinggy', 'serveo'] as const;
export type SshPresetName = (typeof SSH_PRESETS)[number];

export const COMMAND_PRESETS = [
  'cloudflared',
  'cloudflared-named',
  'ngrok',
  'zrok2',
  'tailscale',
  'bore',
] as const;
export type CommandPresetName = (typeof COMMAND_PRESETS)[number];

const SEEN_BY = 'ends TLS, so it can read what is sent to you.';

/** Relays that are reached by SSH. Their host keys are asked, never shipped. */
export const SSH_RELAYS: Readonly<Record<Exclude<SshPresetName, 'own'>, SshPreset>> = {
  'localhost.run': {
    label: 'localhost.run',
    costs: 'Free, no account. The address changes with each session.',
    needs: 'Port 22 must be open to the outside.',
    exposes: `localhost.run ${SEEN_BY}`,
    host: 'localhost.run',
    port: 22,
    user: 'nokey',
    remotePort: 80,
    named: false,
    token: false,
    pattern:
      /tunneled with tls termination.*?(https:\/\/[a-z0-9-]+\.lhr\.(?:life|rocks))(?![\w.-])/,
    scheme: 'https://',
  },
  pinggy: {
    label: 'Pinggy',
    costs: 'Free for 60 minutes at a time; longer with a token of an account.',
    needs: 'Port 443, which most networks leave open.',
    exposes: `Pinggy ${SEEN_BY}`,
    host: 'a.pinggy.io',
    port: 443,
    user: 'backstitch',
    remotePort: 0,
    named: false,
    token: true,
    pattern: /(https:\/\/[a-z0-9-]+\.[a-z0-9.-]*pinggy(?:-free)?\.(?:link|online|net))(?![\w.-])/,
    scheme: 'https://',
  },
  serveo: {
    label: 'Serveo',
    costs: 'Free. A name of your own needs a key that is registered there.',
    needs: 'Port 22 must be open to the outside.',
    exposes: `Serveo ${SEEN_BY}`,
    host: 'serveo.net',
    port: 22,
    user: 'backstitch',
    remotePort: 80,
    named: true,
    token: false,
    pattern: /Forwarding HTTP traffic from (https:\/\/\S+)/,
    scheme: 'https://',
  },
};

/** Programs of others. They are found in PATH, never downloaded. */
export const COMMANDS: Readonly<Record<CommandPresetName, CommandPreset>> = {
  cloudflared: {
    label: 'cloudflared, quick tunnel',
    costs: 'Free, no account, no promise of uptime. The address changes with each start.',
    needs: 'The program cloudflared.',
    exposes: `Cloudflare ${SEEN_BY}`,
    program: 'cloudflared',
    args: ['tunnel', '--no-autoupdate', '--url', 'http://127.0.0.1:{port}'],
    variable: null,
    tokenNeeded: false,
    pattern: /(https:\/\/(?!api\.)[\w-]+\.trycloudflare\.com)(?![\w.-])/,
    scheme: 'https://',
  },
  'cloudflared-named': {
    label: 'cloudflared, named tunnel',
    costs: 'Free, with an account and a domain at Cloudflare. The address stays.',
    needs:
      'The program cloudflared, the token of the tunnel, and its public URL. It must lead to the port of the intake.',
    exposes: `Cloudflare ${SEEN_BY}`,
    program: 'cloudflared',
    args: ['tunnel', '--no-autoupdate', 'run'],
    variable: 'TUNNEL_TOKEN',
    tokenNeeded: true,
  },
  ngrok: {
    label: 'ngrok',
    costs: 'Free with an account, within limits; more is paid.',
    needs: 'The program ngrok. Its token, unless ngrok was set up with one.',
    exposes: `ngrok ${SEEN_BY}`,
    program: 'ngrok',
    args: ['http', '{port}', '--log', 'stdout', '--log-format', 'logfmt'],
    variable: 'NGROK_AUTHTOKEN',
    tokenNeeded: false,
    pattern: /msg="started tunnel".* url=(https:\/\/\S+)/,
    scheme: 'https://',
  },
  zrok2: {
    label: 'zrok',
    costs: 'Free with an account at zrok.io, within limits, or on a server of your own.',
    needs: 'The program zrok2, enabled for this computer.',
    exposes: 'The operator of the zrok frontend ends TLS, so it can read what is sent to you.',
    program: 'zrok2',
    args: ['share', 'public', '--headless', 'http://127.0.0.1:{port}'],
    variable: null,
    tokenNeeded: false,
    // Two lines, or one of JSON in which the break is written as \n; the scheme may be missing.
    pattern:
      /access your zrok share at the following endpoints:(?:\\n|\s)*((?:https:\/\/)?(?:[a-z0-9-]+\.)+[a-z]{2,})(?![\w.-])/,
    scheme: 'https://',
  },
  tailscale: {
    label: 'Tailscale Funnel',
    costs: 'Free with an account, within limits. The address stays.',
    needs: 'The program tailscale, signed in, and Funnel allowed for this computer.',
    exposes: 'TLS ends on this computer: Tailscale passes on what it cannot read.',
    program: 'tailscale',
    args: ['funnel', '{port}'],
    variable: null,
    tokenNeeded: false,
    pattern: /(https:\/\/[a-z0-9-]+\.[a-z0-9.-]+\.ts\.net)(?![\w.-])/,
    scheme: 'https://',
  },
  bore: {
    label: 'bore',
    costs: 'Free, no account. The port changes with each start.',
    needs: 'The program bore.',
    exposes:
      'Plain http: everybody on the way can read what is sent to you, and many providers refuse it.',
    program: 'bore',
    args: ['local', '{port}', '--to', 'bore.pub'],
    variable: null,
    tokenNeeded: false,
    pattern: /listening at ([a-z0-9.-]+:\d+)/,
    scheme: 'http://',
  },
};

/** Ways without a preset. */
export const WAYS: Readonly<Record<'localtunnel' | 'own' | 'file', PresetWords>> = {
  localtunnel: {
    label: 'localtunnel',
    costs: 'Free, no account. A name may be taken by others while you are away.',
    needs: 'Nothing.',
    exposes: `The relay ${SEEN_BY}`,
  },
  own: {
    label: 'A server of yours',
    costs: 'Your server.',
    needs:
      'sshd with AllowTcpForwarding remote, GatewayPorts clientspecified and, to keep it to one port, PermitListen 8080.',
    exposes:
      'Your server can read what is sent to you; without TLS in front of it, so can everybody on the way.',
  },
  file: {
    label: 'A program of yours',
    costs: 'What the program costs.',
    needs:
      'Backstitch started with --tunnel-command FILE.json: no page and no script can name a program.',
    exposes: 'What the program exposes. It runs as you.',
  },
};
