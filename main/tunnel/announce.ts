import type { TunnelConfig } from '../../preload/contract/tunnel.ts';
import type { Command, Model, Remembered, Step } from './model.ts';

/** True where what is remembered was had with this configuration. */
export function fits(
  remembered: Remembered | null,
  config: TunnelConfig,
): remembered is Remembered {
  if (remembered === null || config.mode !== 'localtunnel') return false;
  return remembered.host === config.host && remembered.asked === config.subdomain;
}

/** Tells the person, loudly and once, where the public URL is not the one that providers know. */
export function announce(model: Model, commands: Command[]): Step {
  const { config, publicUrl, name } = model;
  if (config.mode !== 'localtunnel' || publicUrl === null) return { model, commands };
  const known = fits(model.remembered, config) ? model.remembered.url : null;
  const remembered = { host: config.host, asked: config.subdomain, name, url: publicUrl };
  const notice = publicUrl === model.announcedUrl ? null : words(model, publicUrl, known);
  return {
    model: { ...model, remembered, notice: notice ?? model.notice, announcedUrl: publicUrl },
    commands: publicUrl === known ? commands : [...commands, { do: 'remember', remembered }],
  };
}

function words({ config, name }: Model, url: string, known: string | null): string | null {
  const todo = 'Change it where your providers send to.';
  if (config.subdomain !== '' && name !== config.subdomain) {
    return `The relay did not give the subdomain “${config.subdomain}”. The public URL is now ${url}. ${todo}`;
  }
  if (known === null || known === url) return null;
  return `The public URL changed from ${known} to ${url}. ${todo}`;
}
