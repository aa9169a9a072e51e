import type { Replay } from '../../preload/contract/replays.ts';

export interface Phase {
  name: 'Look-up' | 'Connect' | 'TLS' | 'Waiting' | 'Receiving';
  ms: number;
}

/** The phases of an exchange that took place, in order; what is left of the total is receiving. */
export function timingPhases(replay: Pick<Replay, 'timings' | 'totalMs'>): Phase[] {
  const { dnsMs, connectMs, tlsMs, firstByteMs } = replay.timings;
  const known: [Phase['name'], number | null][] = [
    ['Look-up', dnsMs],
    ['Connect', connectMs],
    ['TLS', tlsMs],
    ['Waiting', firstByteMs],
  ];
  const phases = known.flatMap(([name, ms]) => (ms === null ? [] : [{ name, ms }]));
  const rest = replay.totalMs - phases.reduce((sum, { ms }) => sum + ms, 0);
  if (firstByteMs !== null && rest > 0) phases.push({ name: 'Receiving', ms: rest });
  return phases;
}
