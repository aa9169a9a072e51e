import type { TunnelConfig } from '../../preload/contract/tunnel.ts';
import type { Command, Model, Remembered, Step } from './model.ts';

/** True where what is remembered was had with this configuration. */
export function fits(
  remembered: Remembered | null,
  config: TunnelConfig,
): remembered is Remembered {
  const here = placeOf(config);
  if (remembered === null || here === null) return false;
  const { mode, key, asked } = remembered;
  return mode === here.mode && key === here.key && asked === here.asked;
}

/** What decides which URL there is, of a way that gets one; null for the others. */
function placeOf(config: TunnelConfig): Pick<Remembered, 'mode' | 'key' | 'asked'> | null {
  const { mode, ssh, command } = config;
  switch (mode) {
    case 'localtunnel':
      return { mode, key: config.host, asked: config.subdomain };
    case 'ssh':
      return { mode, key: `${ssh.host}:${ssh.port} ${ssh.remotePort}`, asked: ssh.bind };
    case 'command':
      return { mode, key: `${command.preset} ${command.program}`.trim(), asked: '' };
    case 'off':
    case 'url':
      return null;
    default:
      return mode satisfies never;
  }
}

/** Tells the person, loudly and once, where the public URL is not the one that providers know. */
export function announce(model: Model, commands: Command[]): Step {
  const { config, publicUrl, name } = model;
  const here = placeOf(config);
  if (here === null || publicUrl === null) return { model, commands };
  const known = fits(model.remembered, config) ? model.remembered.url : null;
  const remembered = { ...here, name, url: publicUrl };
  const notice = publicUrl === model.announcedUrl ? null : words(model, publicUrl, known);
  return {
    model: { ...model, remembered, notice: notice ?? model.notice, announcedUrl: publicUrl },
    commands: publicUrl === known ? commands : [...commands, { do: 'remember', remembered }],
  };
}

function words({ config, name }: Model, url: string, known: string | null): string | null {
  const todo = 'Change it where your providers send to.';
  if (config.mode === 'localtunnel' && config.subdomain !== '' && name !== config.subdomain) {
    return `The relay did not give the subdomain “${config.subdomain}”. The public URL is now ${url}. ${todo}`;
  }
  if (known === null || known === url) return null;
  return `The public URL changed from ${known} to ${url}. ${todo}`;
}
