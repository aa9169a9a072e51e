import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TunnelConfig, type TunnelState } from '../../preload/contract/tunnel.ts';
import { outerAddress } from '../helpers/outer-address.ts';
import { startSshRelay, type SshRelay } from '../helpers/peers/ssh-relay.ts';
import { newSshKey } from '../helpers/peers/ssh-key.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { createRig, QUICK } from './rig.ts';

const isOnline = ({ phase }: TunnelState): boolean => phase === 'online';
const hasFailed = ({ phase }: TunnelState): boolean => phase === 'failed';
const outer = outerAddress();

function configFor(relay: SshRelay, more: Partial<TunnelConfig['ssh']> = {}): TunnelConfig {
  return TunnelConfig.parse({
    mode: 'ssh',
    ssh: {
      host: relay.host,
      port: relay.port,
      user: 'nokey',
      hostKey: [relay.fingerprint()],
      urlPattern: 'ready at (http://\\S+) now',
      ...more,
    },
  });
}

// Without a network this computer has loopback alone, which is no public address.
describe.skipIf(outer === null)('a relay over SSH', () => {
  const start = (): Promise<SshRelay> => startSshRelay(outer ?? '');

  it('is online with the URL it prints, carries many requests at once, and shows its lines', async () => {
    await using relay = await start();
    relay.banner = 'Welcome.\n';
    await relay.restart();
    await using rig = await createRig();
    await rig.tunnel.put(configFor(relay, { bind: 'mine', remotePort: 80 }));
    const { publicUrl, detail } = await rig.until(
      (state) => isOnline(state) && state.detail.lines.length > 1,
    );
    expect(detail.lines).toEqual(['Welcome.', `ready at ${publicUrl} now`]);
    expect(detail.hostKey).toBe(relay.fingerprint());
    // As it was asked for: '' and a name mean something to relays.
    expect(relay.asked).toEqual(['mine:80']);
    const texts = Array.from({ length: 90 }, (_, i) => `event ${i} é`);
    const replies = await Promise.all(
      texts.map(async (body) => {
        const headers = { connection: 'close' };
        return (await fetch(`${publicUrl}/a%20b`, { method: 'POST', body, headers })).text();
      }),
    );
    expect(replies).toEqual(texts);
  });

  it('whose places are all taken stays online: a probe has one of its own, and nobody else gets it', async () => {
    await using relay = await start();
    // A probe that is refused is refused at once: time says nothing here.
    await using rig = await createRig({ timings: { ...QUICK, probeTimeoutMs: 30_000 } });
    await rig.tunnel.put(configFor(relay));
    const { publicUrl } = await rig.until(isOnline);
    const { hostname, port } = new URL(publicUrl ?? '');
    const held: Socket[] = [];
    /** As many as there is room for: one that came beside a probe of before was refused. */
    function hold(): boolean {
      const came = rig.wire().toString('latin1');
      const open = held.filter(({ destroyed }) => !destroyed);
      if (open.length === 100)
        return held.every((one, i) => one.destroyed || came.includes(`-${i} `));
      for (let left = 100 - open.length; left > 0; left -= 1) {
        const socket = connect(Number(port), hostname).on('error', () => {});
        socket.on('end', () => socket.destroy());
        socket.write(`POST /held-${held.length} HTTP/1.1\r\nHost: a\r\n`);
        held.push(socket);
      }
      return false;
    }
    try {
      await until(hold);
      await expect(fetch(`${publicUrl}/late`)).rejects.toThrow('fetch failed');
      const forged = `${publicUrl}/.backstitch/probe/x`;
      await expect(fetch(forged)).rejects.toThrow('fetch failed');
      const full = Date.now();
      // One that began after all were taken, and found its way.
      await until(() => {
        const { lastProbe } = rig.tunnel.get();
        return lastProbe?.ok === true && lastProbe.at > full + QUICK.probeEveryMs;
      });
      expect(rig.wire().toString('latin1')).not.toContain('/late');
      expect(relay.logins).toHaveLength(1);
    } finally {
      for (const socket of held) socket.destroy();
    }
  });

  it('with an unknown key is told nothing, and goes on once the key is trusted', async () => {
    await using relay = await start();
    await using rig = await createRig();
    const config = configFor(relay, { hostKey: [] });
    await rig.tunnel.put(config);
    const { reason, detail } = await rig.until(hasFailed);
    expect(detail).toMatchObject({ problem: 'HOST_KEY_UNKNOWN', hostKey: relay.fingerprint() });
    expect(reason).toContain(relay.fingerprint());
    expect(relay.logins).toEqual([]);
    await rig.tunnel.put({ ...config, ssh: { ...config.ssh, hostKey: [detail.hostKey ?? ''] } });
    expect((await rig.until(isOnline)).detail.problem).toBeNull();
  });

  it('whose key is in known_hosts is trusted, and another one there is a change', async () => {
    using dir = tempDir();
    const knownHosts = join(dir.path, 'known_hosts');
    await using relay = await start();
    writeFileSync(knownHosts, relay.knownHost());
    await using rig = await createRig({ knownHosts });
    await rig.tunnel.put(configFor(relay, { hostKey: [] }));
    await rig.until(isOnline);
    await relay.changeKey();
    const { detail } = await rig.until(hasFailed);
    expect(detail).toMatchObject({ problem: 'HOST_KEY_CHANGED', hostKey: relay.fingerprint() });
  });

  it('that shows another key than the pinned one has failed, although it was online before', async () => {
    await using relay = await start();
    await using rig = await createRig();
    await rig.tunnel.put(configFor(relay));
    await rig.until(isOnline);
    const logins = relay.logins.length;
    await relay.changeKey();
    const { reason, detail } = await rig.until(hasFailed);
    expect(detail.problem).toBe('HOST_KEY_CHANGED');
    expect(reason).toContain('Somebody may stand in between');
    expect(relay.logins).toHaveLength(logins);
  });

  it('that cuts the connection gets a new one; one that is away is waited for', async () => {
    await using relay = await start();
    await using rig = await createRig();
    await rig.tunnel.put(configFor(relay));
    await rig.until(isOnline);
    relay.drop();
    await rig.until(({ phase }) => phase === 'reconnecting');
    await rig.until(isOnline);
    await relay.stop();
    await rig.until(({ reason }) => reason?.startsWith('Nothing answers at 127.0.0.1:') === true);
    await relay.restart();
    await rig.until(isOnline);
    expect(relay.connections).toBe(1);
    expect(rig.tunnel.outages({ since: 0 })).toHaveLength(2);
  });

  it('whose connection is half open is replaced once a probe finds it dead', async () => {
    await using relay = await start();
    await using rig = await createRig();
    await rig.tunnel.put(configFor(relay));
    await rig.until(isOnline);
    relay.freeze();
    const { reason } = await rig.until(({ phase }) => phase === 'reconnecting');
    expect(reason).toBe('The public URL did not answer within 1 s.');
    await rig.until(isOnline);
  });

  it('that says nothing is given up in time, and tried again', async () => {
    await using relay = await start();
    relay.silent = true;
    await using rig = await createRig({ timings: { ...QUICK, sshMs: 1_000 } });
    await rig.tunnel.put(configFor(relay));
    const { reason } = await rig.until(({ phase }) => phase === 'reconnecting');
    expect(reason).toContain('told no address within 1 s');
    relay.silent = false;
    relay.drop();
    await rig.until(isOnline);
  });

  it('that refuses the port or the login has failed, in words; a secret is in none of them', async () => {
    await using relay = await start();
    await using rig = await createRig({ secrets: { pw: 'open-sesame' } });
    relay.refuseForward = true;
    await rig.tunnel.put(configFor(relay));
    expect((await rig.until(hasFailed)).reason).toContain('AllowTcpForwarding remote');
    relay.refuseForward = false;
    relay.admit = () => false;
    await rig.tunnel.put(configFor(relay, { password: 'pw' }));
    const refused = await rig.until(
      (state) => hasFailed(state) && state.detail.problem === 'LOGIN_REFUSED',
    );
    expect(refused.reason).toContain('offered: password, none');
    expect(JSON.stringify(refused)).not.toContain('open-sesame');
    relay.admit = (login) => login.method === 'password' && login.password === 'open-sesame';
    await rig.tunnel.put(configFor(relay, { password: 'pw' }));
    await rig.until(isOnline);
  });

  it('takes a token in place of the user, a key with its passphrase, and an empty answer', async () => {
    using dir = tempDir();
    const keyPath = join(dir.path, 'id');
    const pair = newSshKey({
      passphrase: 'pass-4711',
      cipher: 'aes256-cbc',
      rounds: 1,
    });
    writeFileSync(keyPath, pair.private);
    await using relay = await start();
    await using rig = await createRig({ secrets: { tok: 'tOkEn', pass: 'pass-4711', wrong: 'x' } });
    relay.admit = ({ method }) => method === 'publickey';
    await rig.tunnel.put(configFor(relay, { token: 'tok', keyPath, passphrase: 'wrong' }));
    const wrong = await rig.until(hasFailed);
    expect(wrong.reason).toBe(
      `The private key cannot be used: ${keyPath} needs its passphrase. Check the path and the passphrase.`,
    );
    await rig.tunnel.put(configFor(relay, { token: 'tok', keyPath, passphrase: 'pass' }));
    await rig.until(isOnline);
    expect(relay.logins.at(-1)).toMatchObject({ method: 'publickey', user: 'tOkEn' });

    relay.admit = (login) => {
      if (login.method !== 'keyboard-interactive') return false;
      login.prompt([{ prompt: 'Password:', echo: false }], (answers) => {
        if (answers[0] === '') login.accept();
        else login.reject();
      });
      return null;
    };
    relay.drop();
    await rig.until(({ phase }) => phase === 'reconnecting');
    await rig.until(isOnline);
    expect(relay.logins.at(-1)).toMatchObject({ method: 'keyboard-interactive', user: 'tOkEn' });
    await rig.tunnel.put({ mode: 'off' });
    await until(() => relay.connections === 0);
  });

  it('with a fixed URL is told the port that was given', async () => {
    await using relay = await start();
    relay.print = () => 'nothing of use\n';
    await using rig = await createRig();
    const own = { urlFrom: 'fixed', urlPattern: '', remotePort: 0 } as const;
    await rig.tunnel.put(configFor(relay, { ...own, publicUrl: `http://${outer}:{port}/` }));
    const { publicUrl } = await rig.until(isOnline);
    expect(relay.asked).toEqual([':0']);
    expect(publicUrl).toMatch(/:\d{4,5}$/);
  });
});

describe('what is set up for SSH', () => {
  it.each([
    ['ssh.host', { host: '' }],
    ['ssh.host', { host: 'me@relay.example' }],
    ['ssh.host', { host: 'relay.example:22' }],
    ['ssh.user', { user: ' ' }],
    ['ssh.bind', { bind: 'a b' }],
    ['ssh.urlPattern', { urlPattern: '(' }],
    ['ssh.urlPattern', { urlPattern: '' }],
    ['ssh.publicUrl', { urlFrom: 'fixed', publicUrl: 'relay.example' }],
    ['ssh.bind', { preset: 'serveo', bind: 'a.b' }],
  ] as const)('is refused with a wrong %s: %j', async (field, part) => {
    await using rig = await createRig({ start: false });
    const ssh = { host: 'relay.example', user: 'me', urlPattern: '(https://\\S+)', ...part };
    await expect(rig.tunnel.put({ mode: 'ssh', ssh })).rejects.toMatchObject({
      code: 'TUNNEL_INVALID',
      field,
    });
  });

  it('takes host, port and user of a preset from the preset alone', async () => {
    await using rig = await createRig({ start: false });
    const ssh = { preset: 'pinggy', host: 'evil.example', port: 1, user: 'x', bind: 'y' } as const;
    const { config } = await rig.tunnel.put({ mode: 'ssh', ssh });
    expect(config.ssh).toMatchObject({ host: 'a.pinggy.io', port: 443, bind: '', remotePort: 0 });
  });
});
