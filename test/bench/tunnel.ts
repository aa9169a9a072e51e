import { writeFileSync } from 'node:fs';
import { outerAddress } from '../helpers/outer-address.ts';
import { startRelay } from '../helpers/peers/relay.ts';
import { startSshRelay } from '../helpers/peers/ssh-relay.ts';
import { findSshd, startSshd } from '../helpers/peers/sshd.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { createRig, relayConfig, type Rig } from '../tunnel/rig.ts';
import { PRODUCTION } from '../../main/tunnel/timings.ts';
import { printTable, type Row } from './parts/table.ts';

const AWAY_MS = 30_000;
const ROUNDS = 9;

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

/** From the end of a session to the next proof that the way works. */
async function againAfter(rig: Rig, end: () => unknown): Promise<Row['measured']> {
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    await end();
    await secondsUntil(rig, false);
    await secondsUntil(rig, true);
    all.push((performance.now() - from) / 1000);
  }
  all.sort((a, b) => a - b);
  return `${(all[ROUNDS >> 1] ?? 0).toFixed(2)} s, at worst ${(all.at(-1) ?? 0).toFixed(2)} s`;
}

const KILLED = `session killed, online again, median of ${ROUNDS}`;

/** The other kinds: a relay over SSH, OpenSSH's own server where it is at hand, and a program. */
export async function benchTunnelKinds(): Promise<Row[]> {
  const outer = outerAddress();
  if (outer === null) return [];
  using dir = tempDir();
  await using rig = await createRig({ timings: PRODUCTION, knownHosts: `${dir.path}/known_hosts` });
  const rows: Row[] = [];
  const add = async (what: string, end: () => unknown): Promise<void> => {
    await secondsUntil(rig, true);
    rows.push({
      what: `${what}: ${KILLED}`,
      measured: await againAfter(rig, end),
      hold: 'under 10 s',
    });
  };

  await using localtunnel = await startRelay();
  await rig.tunnel.put(relayConfig(localtunnel.url));
  await add('localtunnel', () => localtunnel.restart());

  await using relay = await startSshRelay(outer);
  const ssh = { host: relay.host, port: relay.port, user: 'nokey' };
  const urlPattern = 'ready at (http://\\S+) now';
  const hostKey = [relay.fingerprint()];
  await rig.tunnel.put({ mode: 'ssh', ssh: { ...ssh, hostKey, urlPattern } });
  await add('a relay over SSH', () => relay.drop());

  const found = await findSshd();
  if ('path' in found) {
    await using sshd = await startSshd(found.path, dir.path);
    writeFileSync(`${dir.path}/known_hosts`, sshd.knownHost);
    const { port, user, keyPath } = sshd;
    const fixed = {
      urlFrom: 'fixed',
      publicUrl: 'http://127.0.0.1:{port}',
      remotePort: 0,
    } as const;
    const own = { host: '127.0.0.1', bind: '127.0.0.1', port, user, keyPath, ...fixed };
    await rig.tunnel.put({ mode: 'ssh', ssh: own });
    await add(`sshd (${sshd.version})`, () => sshd.endSessions());
    await rig.tunnel.put({ mode: 'off' });
  }

  const commandFile = `${dir.path}/command.json`;
  const program = new URL('../tunnel/stand-ins/program.ts', import.meta.url).pathname;
  const args = [program, 'serve', '{port}', outer, dir.path];
  writeFileSync(commandFile, JSON.stringify({ program: process.execPath, args, urlPattern }));
  await rig.tunnel.choose({ commandFile });
  await add('a program', () => process.kill(rig.tunnel.get().detail.pid ?? 0, 'SIGKILL'));
  rig.forgive();
  return rows;
}

if (import.meta.main)
  printTable('Tunnel', [...(await benchTunnelKinds()), ...(await benchTunnel())]);
