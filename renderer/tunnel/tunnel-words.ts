import type { TunnelConfig, TunnelPhase, TunnelState } from '../../preload/contract/tunnel.ts';
import type { Tone } from '../ui/badge.tsx';

const PHASES: Record<TunnelPhase, { label: string; tone: Tone }> = {
  off: { label: 'Tunnel off', tone: 'neutral' },
  registering: { label: 'Registering', tone: 'info' },
  online: { label: 'Online', tone: 'good' },
  degraded: { label: 'Degraded', tone: 'warn' },
  reconnecting: { label: 'Reconnecting', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
};

export const phaseLabel = (phase: TunnelPhase): string => PHASES[phase].label;
export const phaseTone = (phase: TunnelPhase): Tone => PHASES[phase].tone;

/** When the next try comes, in words; null when none is planned. */
export function nextTryText(state: TunnelState, nowMs: number): string | null {
  if (state.nextTryAt === null) return null;
  const seconds = Math.ceil((state.nextTryAt - nowMs) / 1000);
  return seconds <= 0 ? 'Trying now' : `Next attempt in ${seconds} s`;
}

export type ConfigMistakes = { host?: string; subdomain?: string; url?: string };

/** What of a tunnel's configuration cannot work, by field. The engine checks again. */
export function checkConfig(config: TunnelConfig): ConfigMistakes {
  const mistakes: ConfigMistakes = {};
  if (config.mode === 'localtunnel') {
    if (!isHttpUrl(config.host)) {
      mistakes.host = 'Enter the URL of the relay, e.g. https://localtunnel.me.';
    }
    const subdomain = checkSubdomain(config.subdomain);
    if (subdomain !== undefined) mistakes.subdomain = subdomain;
  }
  if (config.mode === 'url' && !isHttpUrl(config.url)) {
    mistakes.url = 'Enter the whole URL, e.g. https://hooks.example.com.';
  }
  return mistakes;
}

function checkSubdomain(name: string): string | undefined {
  if (name === '') return undefined;
  if (!/^[a-z0-9-]+$/.test(name) || /^-|-$/.test(name)) {
    return 'Use lower-case letters, digits and hyphens, with no hyphen first or last.';
  }
  if (name.length < 4 || name.length > 63) return 'Use 4 to 63 characters.';
  return undefined;
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && hostname !== '';
}
