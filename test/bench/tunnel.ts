import { startRelay } from '../helpers/peers/relay.ts';
import { createRig, relayConfig, type Rig } from '../tunnel/rig.ts';
import { PRODUCTION } from '../../main/tunnel/timings.ts';
import { printTable, type Row } from './parts/table.ts';

const AWAY_MS = 30_000;

async function secondsUntil(rig: Rig, online: boolean): Promise<number> {
  const from = performance.now();
  while ((rig.tunnel.get().phase === 'online') !== online) {
    if (performance.now() - from > 60_000) return Number.POSITIVE_INFINITY;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return (performance.now() - from) / 1000;
}

/** A real session against a relay on loopback, with the timings of production. */
export async function benchTunnel(): Promise<Row[]> {
  await using relay = await startRelay();
  await using rig = await createRig({ timings: PRODUCTION });
  await rig.tunnel.put(relayConfig(relay.url));
  await secondsUntil(rig, true);
  relay.freezeTunnels();
  const noticed = await secondsUntil(rig, false);
  const replaced = await secondsUntil(rig, true);
  await relay.stop();
  await secondsUntil(rig, false);
  await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
  await relay.restart();
  const back = await secondsUntil(rig, true);
  rig.forgive();
  return [
    {
      what: 'sockets open, relay answers nothing: noticed',
      measured: `${noticed.toFixed(1)} s`,
      hold: 'under 45 s',
    },
    { what: 'and replaced by a new session', measured: `${replaced.toFixed(1)} s`, hold: '' },
    {
      what: `relay gone for ${AWAY_MS / 1000} s: online after it is back`,
      measured: `${back.toFixed(1)} s`,
      hold: 'under 10 s',
    },
  ];
}

if (import.meta.main) printTable('Tunnel', await benchTunnel());
