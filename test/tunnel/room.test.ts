import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LIST_SQL } from '../../main/tunnel/tunnel-store.ts';
import type { TunnelState } from '../../preload/contract/tunnel.ts';
import { startRelay } from '../helpers/peers/relay.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { createRig, relayConfig } from './rig.ts';

const isOnline = ({ phase }: TunnelState): boolean => phase === 'online';
const OWN = { mode: 'url', host: 'https://localtunnel.me', subdomain: '' } as const;

describe('the configuration', () => {
  it('is off at first, and is taken up again by the next start', async () => {
    using dir = tempDir();
    const dbFile = `${dir.path}/kept.db`;
    await using relay = await startRelay();
    const config = relayConfig(relay.url, 'mine');
    {
      await using rig = await createRig({ dbFile });
      expect(rig.tunnel.get()).toMatchObject({ phase: 'off', publicUrl: null });
      expect((await rig.tunnel.put(config)).phase).toBe('registering');
      await rig.until(isOnline);
    }
    await using next = await createRig({ dbFile });
    expect(next.tunnel.get().config).toEqual(config);
    const { notice } = await next.until(isOnline);
    expect(notice).toBeNull();
  });

  it('asks for the name the relay chose last time, so that the URL outlives a restart', async () => {
    using dir = tempDir();
    const dbFile = `${dir.path}/kept.db`;
    await using relay = await startRelay();
    let first: string;
    {
      await using rig = await createRig({ dbFile });
      await rig.tunnel.put(relayConfig(relay.url));
      await rig.until(isOnline);
      first = rig.publicUrl();
    }
    await using next = await createRig({ dbFile });
    await next.until(isOnline);
    expect(next.publicUrl()).toBe(first);
  });

  it.each([
    ['host', { mode: 'localtunnel', host: 'relay.example' }],
    ['host', { mode: 'localtunnel', host: 'ftp://relay.example' }],
    ['host', { mode: 'localtunnel', host: 'https://relay.example/sub' }],
    ['host', { mode: 'localtunnel', host: 'https://me:pw@relay.example' }],
    ['subdomain', { mode: 'localtunnel', subdomain: 'a.b' }],
    ['subdomain', { mode: 'localtunnel', subdomain: '../new' }],
    ['subdomain', { mode: 'localtunnel', subdomain: '-a' }],
    ['url', { mode: 'url', url: '' }],
    ['url', { mode: 'url', url: 'https://x.example/?a=1' }],
    ['url', { mode: 'url', url: 'https://x.example/#' }],
    ['url', { mode: 'url', url: 'https://u@x.example' }],
    ['url', { mode: 'url', url: 'javascript:alert(1)' }],
  ] as const)(
    'refuses a wrong %s, names the field and changes nothing: %j',
    async (field, part) => {
      await using rig = await createRig();
      const before = rig.tunnel.get();
      const config = { ...before.config, ...part };
      await expect(rig.tunnel.put(config)).rejects.toMatchObject({ code: 'TUNNEL_INVALID', field });
      expect(rig.tunnel.get()).toEqual(before);
    },
  );

  it('is brought into one form', async () => {
    await using rig = await createRig({ start: false });
    const config = { mode: 'localtunnel', host: 'https://Relay.example/', subdomain: ' MINE ' };
    const { config: kept } = await rig.tunnel.put({ ...config, mode: 'localtunnel', url: '' });
    expect(kept).toMatchObject({ host: 'https://relay.example', subdomain: 'mine' });
    const { config: own } = await rig.tunnel.put({ ...OWN, url: 'https://x.example/hooks/' });
    expect(own.url).toBe('https://x.example/hooks');
  });

  it('is not lost and not half applied when the database cannot be written', async () => {
    await using rig = await createRig();
    rig.db.pragma('query_only = ON');
    const put = rig.tunnel.put(relayConfig('http://127.0.0.1:9'));
    await expect(put).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    rig.db.pragma('query_only = OFF');
    rig.forgive();
    expect(rig.tunnel.get()).toMatchObject({ phase: 'off', config: { mode: 'off' } });
  });
});

describe('a public URL of one’s own', () => {
  it('is shown, proven end to end, and its loss is noticed', async () => {
    await using rig = await createRig();
    const url = `http://127.0.0.1:${rig.port}/behind/a/proxy`;
    await rig.tunnel.put({ ...OWN, url });
    const { publicUrl, lastProbe } = await rig.until(isOnline);
    expect(publicUrl).toBe(url);
    expect(lastProbe).toMatchObject({ ok: true });
    expect(rig.seen).toEqual([]);
  });

  it('that leads elsewhere is told apart from one that leads here', async () => {
    await using elsewhere = await createRig();
    await using rig = await createRig();
    await rig.tunnel.put({ ...OWN, url: `http://127.0.0.1:${elsewhere.port}` });
    const { reason } = await rig.until(({ phase }) => phase === 'reconnecting');
    expect(reason).toBe('The public URL answers, but not from this Backstitch.');
    // The stranger took our probes for ordinary requests: it must not be able to answer them.
    expect(elsewhere.seen.length).toBeGreaterThan(0);
  });
});

describe('probes', () => {
  it('cannot be answered to a stranger: an old or made-up nonce is an ordinary request', async () => {
    await using rig = await createRig();
    await rig.tunnel.put({ ...OWN, url: `http://127.0.0.1:${rig.port}` });
    await rig.until(isOnline);
    const old = /GET (\S+) HTTP/.exec(rig.wire().toString('latin1'))?.[1] ?? '';
    expect(old).toMatch(/^\/\.backstitch\/probe\/[0-9a-f]{32}$/);
    await rig.tunnel.put({ ...OWN, mode: 'off', url: '' });
    const made = `/.backstitch/probe/${'0'.repeat(32)}`;
    for (const path of [old, made, '/.backstitch/probe/', '/.backstitch/probe/__proto__']) {
      await fetch(`http://127.0.0.1:${rig.port}${path}`);
    }
    expect(rig.seen).toHaveLength(4);
  });
});

describe('outages', () => {
  it('tell that Backstitch was closed, only where the tunnel had been on', async () => {
    using dir = tempDir();
    const dbFile = `${dir.path}/kept.db`;
    {
      await using rig = await createRig({ dbFile });
      await rig.tunnel.put({ ...OWN, url: `http://127.0.0.1:${rig.port}` });
      await rig.until(isOnline);
    }
    {
      await using rig = await createRig({ dbFile });
      const [outage, ...others] = rig.tunnel.outages({ since: 0 });
      expect(outage).toMatchObject({ reason: 'Backstitch was closed.' });
      expect(outage?.to).toBeGreaterThan(outage?.from ?? Infinity);
      expect(others).toEqual([]);
      await rig.tunnel.put({ ...OWN, mode: 'off', url: '' });
    }
    await using rig = await createRig({ dbFile });
    expect(rig.tunnel.outages({ since: 0 })).toHaveLength(1);
    expect(rig.tunnel.outages({ since: Date.now() + 1 })).toEqual([]);
  });

  it('that were open at a kill end at the next start', async () => {
    using dir = tempDir();
    const dbFile = `${dir.path}/kept.db`;
    {
      await using rig = await createRig({ dbFile, start: false });
      rig.db.exec(`INSERT INTO tunnel_outages (started_at, reason) VALUES (1000, 'gone')`);
      rig.db.exec(`INSERT INTO settings VALUES ('tunnel.alive', '1000')`);
    }
    await using rig = await createRig({ dbFile });
    const outages = rig.tunnel.outages({ since: 0 });
    expect(outages).toMatchObject([{ from: 1000, reason: 'gone' }]);
    expect(outages[0]?.to).toBeGreaterThan(1000);
  });

  it('come newest first, by an index, and only the last thousand are kept', async () => {
    await using rig = await createRig({ start: false });
    const add = rig.db.prepare(
      `INSERT INTO tunnel_outages (started_at, ended_at, reason) VALUES (?, ?, 'x')`,
    );
    rig.db.transaction(() => {
      for (let i = 1; i <= 1200; i += 1) add.run(i * 10, i * 10 + 5);
    })();
    rig.tunnel.start();
    await rig.tunnel.put({ ...OWN, url: 'http://127.0.0.1:9' });
    await rig.until(({ phase }) => phase === 'reconnecting');
    const all = rig.tunnel.outages({ since: 0 });
    expect(all).toHaveLength(1000);
    expect(all[0]).toMatchObject({ to: null, reason: 'Nothing answers at 127.0.0.1:9.' });
    expect(all[1]?.from).toBe(12_000);
    expect(rig.tunnel.outages({ since: 11_990 })).toHaveLength(3);

    const plan = rig.db.prepare<{ since: number }, { detail: string }>(
      `EXPLAIN QUERY PLAN ${LIST_SQL}`,
    );
    const details = plan.all({ since: 0 }).map(({ detail }) => detail);
    expect(details).toHaveLength(1);
    expect(details[0]).toMatch(/^SEARCH tunnel_outages USING INDEX tunnel_outages_by_end/);
  });
});

describe('the live stream', () => {
  it('begins with the present state and ends with the room', async () => {
    const phases: string[] = [];
    let reading: Promise<void>;
    {
      await using rig = await createRig();
      reading = (async () => {
        for await (const state of rig.tunnel.subscribe()) phases.push(state.phase);
      })();
      let changes = 0;
      const stop = rig.tunnel.onChange(() => {
        changes += 1;
      });
      await rig.tunnel.put({ ...OWN, url: `http://127.0.0.1:${rig.port}` });
      await rig.until(isOnline);
      expect(changes).toBeGreaterThan(0);
      stop();
    }
    await reading;
    expect(phases[0]).toBe('off');
    expect(phases).toContain('online');
  });
});

it('leaves nothing running: a process that closes its tunnel ends by itself', async () => {
  await using relay = await startRelay();
  const program = new URL('stop-program.ts', import.meta.url).pathname;
  const run = promisify(execFile)(process.execPath, [program, relay.url], { timeout: 90_000 });
  const { stdout } = await run;
  expect(stdout.trim().split('\n')).toEqual(['online', 'closed']);
});
