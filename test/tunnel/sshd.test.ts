import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TunnelConfig, type TunnelState } from '../../preload/contract/tunnel.ts';
import { findSshd, startSshd } from '../helpers/peers/sshd.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { PRODUCTION } from '../../main/tunnel/timings.ts';
import { createRig } from './rig.ts';

const isOnline = ({ phase }: TunnelState): boolean => phase === 'online';
const found = await findSshd();
const why = 'missing' in found ? ` (skipped: ${found.missing})` : '';

it.skipIf('missing' in found)(
  `OpenSSH's own server leads webhooks here, and again after its session was killed${why}`,
  async () => {
    if ('missing' in found) return;
    using dir = tempDir();
    await using sshd = await startSshd(found.path, dir.path);
    const knownHosts = join(dir.path, 'known_hosts');
    await using rig = await createRig({ knownHosts, timings: PRODUCTION });
    const { port, user, keyPath } = sshd;
    const publicUrl = 'http://127.0.0.1:{port}';
    const ssh = { host: '127.0.0.1', port, user, keyPath, publicUrl } as const;
    const config = TunnelConfig.parse({
      mode: 'ssh',
      ssh: { ...ssh, bind: '127.0.0.1', remotePort: 0, urlFrom: 'fixed' },
    });

    // A key that nobody knows ends at the handshake: no login was tried.
    await rig.tunnel.put(config);
    const { detail } = await rig.until(({ phase }) => phase === 'failed');
    expect(detail.problem).toBe('HOST_KEY_UNKNOWN');
    expect(sshd.log()).not.toMatch(/Accepted|Postponed|Failed/);

    appendFileSync(knownHosts, `${sshd.knownHost}\n`);
    await rig.tunnel.put(config);
    const from = performance.now();
    await rig.until(isOnline);
    const firstMs = performance.now() - from;
    expect(sshd.log()).toContain('Accepted publickey');

    const body = randomBytes(20 * 1024 * 1024);
    const sentAt = performance.now();
    const reply = await fetch(`${rig.publicUrl()}/big`, { method: 'POST', body });
    const back = Buffer.from(await reply.arrayBuffer());
    const bigMs = performance.now() - sentAt;
    expect(sha256(rig.seen[0]?.body)).toBe(sha256(body));
    expect(sha256(back)).toBe(sha256(body));

    const texts = Array.from({ length: 50 }, (_, i) => `event ${i}`);
    const replies = await Promise.all(
      texts.map(async (text) => {
        const headers = { connection: 'close' };
        return (await fetch(rig.publicUrl(), { method: 'POST', body: text, headers })).text();
      }),
    );
    expect(replies).toEqual(texts);

    const killedAt = performance.now();
    expect(await sshd.endSessions()).toBeGreaterThan(0);
    await rig.until(({ phase }) => phase === 'reconnecting');
    await rig.until(isOnline);
    const againMs = performance.now() - killedAt;
    console.log(
      `${sshd.version}: online ${ms(firstMs)}, 20 MB there and back ${ms(bigMs)}, online after its session was killed ${ms(againMs)}`,
    );
    // 10 s is what a return of the network may take; the same machine may be five times slower.
    expect(againMs).toBeLessThan(50_000);
  },
);

const ms = (value: number): string => `${Math.round(value)} ms`;

function sha256(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}
