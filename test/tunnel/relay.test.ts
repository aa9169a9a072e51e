import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startRelay } from '../helpers/peers/relay.ts';
import { PRODUCTION } from '../../main/tunnel/timings.ts';
import { until } from '../helpers/until.ts';
import { createRig, QUICK, relayConfig, sendRaw } from './rig.ts';

const isOnline = ({ phase }: { phase: string }): boolean => phase === 'online';

describe('requests through a relay', () => {
  it('come in byte for byte, Host included, and so does the answer', async () => {
    await using relay = await startRelay();
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    await rig.until(isOnline);

    const { host } = new URL(rig.publicUrl());
    const body = Buffer.concat([Buffer.from([0, 255, 13, 10, 0x80]), Buffer.from('é')]);
    const request = Buffer.concat([
      Buffer.from(`POST /a%20b?q=%zz HTTP/1.1\r\nhost: ${host}\r\nX-A: 1\r\nx-a:2\r\n`),
      Buffer.from('X-Latin: caf\xe9\r\n', 'latin1'),
      Buffer.from(`Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`),
      body,
    ]);
    const answer = await sendRaw(rig.publicUrl(), request);

    expect(rig.wire().includes(request)).toBe(true);
    expect(rig.seen).toHaveLength(1);
    expect(rig.seen[0]?.body.equals(body)).toBe(true);
    expect(answer.includes(body)).toBe(true);
    const pairs: [string, string][] = [['host', host]];
    expect(rig.tunnel.readOrigin(pairs)).toEqual({ viaTunnel: true, reportedClient: null });
  });

  it('carries a 20 MB body both ways unharmed', async () => {
    await using relay = await startRelay();
    await using rig = await createRig({ timings: PRODUCTION });
    await rig.tunnel.put(relayConfig(relay.url));
    await rig.until(isOnline);
    const body = randomBytes(20 * 1024 * 1024);
    const reply = await fetch(`${rig.publicUrl()}/big`, { method: 'POST', body });
    const back = Buffer.from(await reply.arrayBuffer());
    expect(sha256(rig.seen[0]?.body)).toBe(sha256(body));
    expect(sha256(back)).toBe(sha256(body));
    expect(rig.tunnel.get().phase).toBe('online');
  });

  it('serves 100 at once over ten sockets, each with its own answer', async () => {
    await using relay = await startRelay();
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url));
    await rig.until(isOnline);
    const texts = Array.from({ length: 100 }, (_, i) => `event ${i}`);
    const replies = await Promise.all(
      texts.map(async (body) => {
        const headers = { connection: 'close' };
        const reply = await fetch(rig.publicUrl(), { method: 'POST', body, headers });
        return reply.text();
      }),
    );
    expect(replies).toEqual(texts);
    expect(new Set(rig.seen.map(({ body }) => body.toString()))).toEqual(new Set(texts));
  });

  it('has all its sockets again after the intake broke off one upload on each', async () => {
    await using relay = await startRelay();
    relay.maxSockets = 3;
    await using rig = await createRig({ timings: PRODUCTION });
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    await rig.until(isOnline);
    await until(() => relay.tunnel('mine')?.sockets === 3);
    rig.reply = (_one, request) => {
      request.socket.resetAndDestroy();
      return Promise.resolve('');
    };
    const upload = { method: 'POST', body: 'x', headers: { connection: 'close' } };
    await Promise.allSettled([1, 2].map(() => fetch(rig.publicUrl(), upload)));
    await until(() => relay.tunnel('mine')?.sockets === 1);
    await until(() => relay.tunnel('mine')?.sockets === 3);
    expect(relay.asked).toEqual(['/mine']);
    expect(rig.tunnel.outages({ since: 0 })).toEqual([]);
  });
});

describe('a relay that fails', () => {
  it('restarts and forgets: the same URL is back, the outage is kept', async () => {
    await using relay = await startRelay();
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url));
    const before = await rig.until(isOnline);
    await relay.stop();
    const away = await rig.until(({ phase }) => phase === 'reconnecting');
    expect(away.reason).not.toBeNull();
    expect(rig.tunnel.outages({ since: 0 })).toMatchObject([{ to: null }]);
    await relay.restart();
    const after = await rig.until(isOnline);
    expect(after).toMatchObject({ publicUrl: before.publicUrl, notice: null, reason: null });
    const [outage] = rig.tunnel.outages({ since: 0 });
    expect(outage?.from).toBeLessThanOrEqual(away.since);
    expect(outage?.to).toBe(after.since);
    const reply = await fetch(rig.publicUrl(), { method: 'POST', body: 'again' });
    expect(await reply.text()).toBe('again');
  });

  it('is gone for as long as fifty probes: tries go on, and it is online soon after', async () => {
    await using relay = await startRelay();
    await using rig = await createRig({ timings: { ...QUICK, probeEveryMs: 60 } });
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    await rig.until(isOnline);
    await relay.stop();
    const started = Date.now();
    await rig.until(({ phase }) => phase === 'reconnecting');
    await rig.until(({ phase, nextTryAt }) => {
      return phase === 'reconnecting' && nextTryAt !== null && Date.now() - started > 3_000;
    });
    await relay.restart();
    await rig.until(isOnline);
    expect(rig.tunnel.outages({ since: 0 })).toHaveLength(1);
  });

  it('keeps sockets open and answers nothing: noticed by the probe, replaced by a new session', async () => {
    await using relay = await startRelay();
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    await rig.until(isOnline);
    relay.freezeTunnels();
    const degraded = await rig.until(({ phase }) => phase === 'degraded');
    expect(degraded.reason).toBe('The public URL did not answer within 1 s.');
    await rig.until(({ phase }) => phase === 'reconnecting');
    const online = await rig.until(isOnline);
    expect(online.notice).toBeNull();
    const reply = await fetch(rig.publicUrl(), { method: 'POST', body: 'alive' });
    expect(await reply.text()).toBe('alive');
  });

  it('cuts all sockets once: they are replaced without a new registration', async () => {
    await using relay = await startRelay();
    relay.maxSockets = 2;
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    await rig.until(isOnline);
    await until(() => relay.tunnel('mine')?.sockets === 2);
    const way = relay.tunnel('mine');
    const before = way?.connected ?? 0;
    way?.dropSockets();
    await until(() => (way?.connected ?? 0) >= before + 2 && way?.sockets === 2);
    expect(relay.asked).toEqual(['/mine']);
  });

  it('refuses the subdomain: failed, in its own words, and not asked again', async () => {
    await using relay = await startRelay();
    relay.refused.add('abc');
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url, 'abc'));
    const { reason } = await rig.until(({ phase }) => phase === 'failed');
    expect(reason).toContain('refuses the subdomain “abc” (answered 403: Invalid subdomain: abc)');
    expect(relay.asked).toEqual(['/abc']);
  });

  it('gives another subdomain: online, with a notice', async () => {
    await using relay = await startRelay();
    relay.taken.add('mine');
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    const { notice, publicUrl } = await rig.until(isOnline);
    expect(notice).toContain('did not give the subdomain “mine”');
    expect(notice).toContain(publicUrl);
    expect(rig.tunnel.dismissNotice().notice).toBeNull();
  });

  it('never answers the registration: a plain reason after the deadline', async () => {
    await using relay = await startRelay();
    relay.silent = true;
    await using rig = await createRig({ timings: { ...QUICK, registerMs: 1_000 } });
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    const { reason } = await rig.until(({ phase }) => phase === 'reconnecting');
    expect(reason).toBe(`The relay ${relay.url} did not give an address within 1 s.`);
  });

  it.each([
    ['a page', '<html>sign in</html>'],
    ['null', 'null'],
    ['a port beyond all ports', '{"id":"a","port":99999,"url":"http://a.example"}'],
    ['a script for a URL', '{"id":"a","port":9,"url":"javascript:alert(1)"}'],
  ])('answers with %s: says that this is no relay, and tries again', async (_what, text) => {
    await using relay = await startRelay();
    relay.answerWith = text;
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url));
    // A busy machine may find the relay late before.
    const refused = await rig.until(({ phase, reason }) => {
      return phase === 'reconnecting' && reason?.includes('not as a localtunnel relay') === true;
    });
    expect(refused.publicUrl).toBeNull();
    relay.answerWith = null;
    await rig.until(isOnline);
  });

  it('asks for a million sockets: gets a sane number', async () => {
    await using relay = await startRelay();
    relay.maxSockets = 1_000_000;
    await using rig = await createRig();
    await rig.tunnel.put(relayConfig(relay.url, 'mine'));
    await rig.until(isOnline);
    expect(relay.tunnel('mine')?.sockets).toBeLessThanOrEqual(32);
  });
});

function sha256(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}
