import type { TunnelPhase, TunnelState } from '../../preload/contract/tunnel.ts';
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
