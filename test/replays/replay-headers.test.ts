import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayHeaders, type ReplayHeaderRules } from '../../main/replays/replay-headers.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

function rules(some: Partial<ReplayHeaderRules> = {}): ReplayHeaderRules {
  return {
    method: 'POST',
    bodyBytes: 3,
    authority: 'localhost:3000',
    credentials: true,
    dropRelayNoise: true,
    origin: { sender: null, publicHost: null, add: false },
    mark: null,
    ...some,
  };
}

const send = (captured: HeaderPair[], some: Partial<ReplayHeaderRules> = {}): string[] =>
  replayHeaders(captured, rules(some)).headers.map((pair) => pair.join(': '));

describe('headers of a replay', () => {
  it('keep order, spelling, duplicates and bytes, and take the target as Host', () => {
    const captured: HeaderPair[] = [
      ['X-b', '2'],
      ['hOST', 'hooks.example'],
      ['x-B', '\xe9\xff'],
      ['content-LENGTH', '99'],
      ['X-b', '2'],
      ['Stripe-Signature', 't=1,v1=ab'],
    ];
    expect(send(captured)).toEqual([
      'X-b: 2',
      'hOST: localhost:3000',
      'x-B: \xe9\xff',
      'content-LENGTH: 3',
      'X-b: 2',
      'Stripe-Signature: t=1,v1=ab',
      'Connection: close',
    ]);
  });

  it('leave out what belonged to one connection, also what Connection names', () => {
    const { headers, dropped } = replayHeaders(
      [
        ['Connection', 'keep-alive, X-Hop'],
        ['Keep-Alive', 'timeout=5'],
        ['x-hop', '1'],
        ['TE', 'trailers'],
        ['Upgrade', 'h2c'],
        ['HTTP2-Settings', 'AAM'],
        ['Proxy-Authorization', 'Basic x'],
        ['Expect', '100-continue'],
        ['X-End', '1'],
      ],
      rules({ bodyBytes: 0, method: 'GET' }),
    );
    expect(headers).toEqual([
      ['Host', 'localhost:3000'],
      ['X-End', '1'],
      ['Connection', 'close'],
    ]);
    expect(dropped.map(({ name }) => name).join(' ')).toBe(
      'Connection Keep-Alive x-hop TE Upgrade HTTP2-Settings Proxy-Authorization Expect',
    );
    expect(dropped.every(({ why }) => why.length > 0)).toBe(true);
  });

  it('keep Host and Content-Length even where Connection names them', () => {
    const captured: HeaderPair[] = [
      ['Host', 'a'],
      ['Connection', 'host, content-length'],
      ['Content-Length', '3'],
    ];
    expect(send(captured)).toEqual([
      'Host: localhost:3000',
      'Content-Length: 3',
      'Connection: close',
    ]);
  });

  it('send a chunked body with its length, at the same place', () => {
    const { headers, dropped } = replayHeaders(
      [
        ['Host', 'a'],
        ['Transfer-Encoding', 'chunked'],
        ['X-End', '1'],
      ],
      rules(),
    );
    expect(headers[1]).toEqual(['Content-Length', '3']);
    expect(dropped.map(({ name }) => name)).toEqual(['Transfer-Encoding']);
  });

  it.each([
    ['GET', 0, []],
    ['HEAD', 0, []],
    ['DELETE', 0, []],
    ['OPTIONS', 0, []],
    ['POST', 0, ['Content-Length: 0']],
    ['PUT', 0, ['Content-Length: 0']],
    ['GET', 3, ['Content-Length: 3']],
    ['DELETE', 3, ['Content-Length: 3']],
  ])(
    'state the length of a %s with %i bytes only where it means something',
    (method, bodyBytes, expected) => {
      const lines = send([['Host', 'a']], { method, bodyBytes });
      expect(lines.filter((line) => line.startsWith('Content-Length'))).toEqual(expected);
    },
  );

  it('drop what relays added, unless asked to keep it, but not what senders sign with', () => {
    const captured: HeaderPair[] = [
      ['CF-Ray', '1'],
      ['cdn-loop', 'x'],
      ['X-Real-IP', '1.2.3.4'],
      ['x-localtunnel-agent-ips', '[]'],
      ['X-Vercel-Id', 'x'],
      ['x-vercel-signature', 'sig'],
      ['cf-webhook-auth', 'secret'],
    ];
    const kept = replayHeaders(captured, rules()).dropped.map(({ name }) => name);
    expect(kept).toEqual([
      'CF-Ray',
      'cdn-loop',
      'X-Real-IP',
      'x-localtunnel-agent-ips',
      'X-Vercel-Id',
    ]);
    expect(replayHeaders(captured, rules({ dropRelayNoise: false })).dropped).toEqual([]);
  });

  it('hold Cookie and Authorization back from a host that was not allowed', () => {
    const captured: HeaderPair[] = [
      ['Cookie', 'a=1'],
      ['authorization', 'Bearer x'],
    ];
    expect(send(captured)).toContain('Cookie: a=1');
    const { headers, dropped } = replayHeaders(captured, rules({ credentials: false }));
    expect(headers.map(([name]) => name)).toEqual(['Host', 'Content-Length', 'Connection']);
    expect(dropped.map(({ name }) => name)).toEqual(['Cookie', 'authorization']);
  });

  it('say what the sender saw, in place of what relays wrote', () => {
    const origin = { sender: '2001:4860::1', publicHost: 'me.tunnel.example', add: true };
    const captured: HeaderPair[] = [
      ['x-forwarded-for', '10.0.0.1'],
      ['X-Forwarded-For', '10.0.0.2'],
      ['Forwarded', 'for=10.0.0.1'],
    ];
    expect(send(captured, { origin })).toEqual([
      'Host: localhost:3000',
      'x-forwarded-for: 2001:4860::1',
      'Forwarded: for="[2001:4860::1]";host="me.tunnel.example";proto=https',
      'Content-Length: 3',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: me.tunnel.example',
      'Connection: close',
    ]);
  });

  it('add no X-Forwarded headers to a request that came straight here', () => {
    const origin = { sender: '127.0.0.1', publicHost: 'me.tunnel.example', add: false };
    expect(send([['Host', 'a']], { origin }).join()).not.toContain('Forwarded');
  });

  it('are marked once, however often a capture was replayed', () => {
    const mark = { installId: '0123abcd', captureId: 'c1', number: 2, mode: 'exact' as const };
    const first = replayHeaders([['Host', 'a']], rules({ mark })).headers;
    expect(first.slice(-3)).toEqual([
      ['Via', '1.1 backstitch-0123abcd'],
      ['Backstitch-Replay', 'req=c1; n=2; mode=exact'],
      ['Connection', 'close'],
    ]);
    const second = send(first, {
      mark: { ...mark, captureId: 'c2', number: 1, mode: 'edited' as const },
    });
    expect(second.filter((line) => line.startsWith('Via'))).toHaveLength(1);
    expect(second.filter((line) => line.startsWith('Backstitch-Replay'))).toEqual([
      'Backstitch-Replay: req=c2; n=1; mode=edited',
    ]);
  });

  it('keep the Via of others and add ours behind it', () => {
    const mark = { installId: '0123abcd', captureId: 'c1', number: 1, mode: 'exact' as const };
    const lines = send([['Via', '1.1 backstitch-ffffffff']], { mark });
    expect(lines.filter((line) => line.startsWith('Via'))).toEqual([
      'Via: 1.1 backstitch-ffffffff',
      'Via: 1.1 backstitch-0123abcd',
    ]);
  });

  it('keep the value a person wrote for Host, forwarding and relay headers', () => {
    const own: HeaderPair[] = [
      ['Host', 'public.example'],
      ['X-Forwarded-For', '9.9.9.9'],
      ['CF-Ray', 'mine'],
      ['Content-Length', '7777'],
    ];
    const origin = { sender: '1.1.1.1', publicHost: 'me.example', add: true };
    expect(send(own, { isOwn: () => true, origin }).slice(0, 4)).toEqual([
      'Host: public.example',
      'X-Forwarded-For: 9.9.9.9',
      'CF-Ray: mine',
      'Content-Length: 3',
    ]);
  });
});

const KNOWN =
  'Host host Content-Length content-length Transfer-Encoding Connection Keep-Alive Expect Via ' +
  'Forwarded X-Forwarded-For TE X-A x-b';

describe('headers of a replay, whatever was captured', () => {
  const name = fc.oneof(
    fc.constantFrom(...KNOWN.split(' ')),
    fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/),
  );
  const value = fc.oneof(
    fc.constantFrom('host, x-a', 'content-length', 'chunked', ''),
    fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((c) => String.fromCharCode(c)) }),
  );
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 20 });
  const mark = { installId: '0123abcd', captureId: 'c', number: 1, mode: 'exact' as const };

  it('state the framing exactly once', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.nat(5000),
        fc.constantFrom('GET', 'POST', 'OPTIONS', 'FOO'),
        (captured, bodyBytes, method) => {
          const { headers } = replayHeaders(captured, rules({ bodyBytes, method, mark }));
          const all = (wanted: string): string[] =>
            headers.filter(([n]) => n.toLowerCase() === wanted).map(([, v]) => v);
          expect(all('host')).toEqual(['localhost:3000']);
          expect(all('connection')).toEqual(['close']);
          expect(all('transfer-encoding')).toEqual([]);
          const length = [String(bodyBytes)];
          expect(bodyBytes > 0 ? [length] : [length, []]).toContainEqual(all('content-length'));
          expect(all('backstitch-replay')).toHaveLength(1);
        },
      ),
    );
  });

  it('carry every other header on in its order, or list it as dropped', () => {
    fc.assert(
      fc.property(pairs, (captured) => {
        const { headers, dropped } = replayHeaders(captured, rules());
        const names = captured.map(([n]) => n);
        const unchanged = headers.filter((pair) => captured.includes(pair));
        expect(captured.filter((pair) => unchanged.includes(pair))).toEqual(unchanged);
        for (const { name: gone } of dropped) expect(names).toContain(gone);
        const plain = captured.filter(([n]) => /^x-[a-z]$/i.test(n));
        const listed = new Set(
          captured
            .filter(([n]) => n.toLowerCase() === 'connection')
            .flatMap(([, v]) =>
              v
                .toLowerCase()
                .split(',')
                .map((s) => s.trim()),
            ),
        );
        for (const pair of plain) {
          expect(headers.includes(pair)).toBe(!listed.has(pair[0].toLowerCase()));
        }
      }),
    );
  });
});
