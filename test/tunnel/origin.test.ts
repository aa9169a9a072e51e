import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTunnelOrigin } from '../../main/tunnel/origin.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

const PUBLIC = 'mine.relay.example';

function read(...headers: HeaderPair[]) {
  return readTunnelOrigin(headers, PUBLIC);
}

describe('where a request came from', () => {
  it.each([
    ['Host', 'mine.relay.example', true],
    ['HOST', 'MINE.relay.example', true],
    ['host', 'mine.relay.example:443', true],
    ['host', '127.0.0.1:8976', false],
    ['host', 'mine.relay.example.evil.test', false],
    ['x-forwarded-host', 'mine.relay.example, inner.proxy', true],
    ['x-forwarded-host', 'inner.proxy, mine.relay.example', false],
    ['x-other', 'mine.relay.example', false],
  ])('%s: %s is through the tunnel: %s', (name, value, through) => {
    expect(read([name, value]).viaTunnel).toBe(through);
  });

  it('is never the tunnel while there is none', () => {
    const headers: HeaderPair[] = [
      ['host', ''],
      ['x-forwarded-for', '9.9.9.9'],
    ];
    expect(readTunnelOrigin(headers, null)).toEqual({ viaTunnel: false, reportedClient: null });
  });

  it.each([
    ['X-Forwarded-For', '203.0.113.7, 10.0.0.1', '203.0.113.7'],
    ['X-Forwarded-For', '203.0.113.7:5123', '203.0.113.7'],
    ['X-Real-IP', '2001:db8::1', '2001:db8::1'],
    ['Forwarded', 'proto=https;for="[2001:db8::1]:4711", for=10.0.0.1', '2001:db8::1'],
    ['Forwarded', 'For=192.0.2.60;proto=http', '192.0.2.60'],
  ])('takes the client from %s: %s', (header, value, address) => {
    const { reportedClient } = read(['host', PUBLIC], [header.toLowerCase(), value]);
    expect(reportedClient).toEqual({ address, header });
  });

  it('reports no client for a request that did not come through the tunnel', () => {
    expect(read(['host', '127.0.0.1'], ['x-forwarded-for', '9.9.9.9']).reportedClient).toBeNull();
  });

  it('skips what is no address: unknown, hidden names, zones', () => {
    const headers: HeaderPair[] = [
      ['host', PUBLIC],
      ['x-forwarded-for', 'unknown'],
      ['x-real-ip', 'fe80::1%eth0'],
      ['forwarded', 'for=_hidden'],
    ];
    expect(readTunnelOrigin(headers, PUBLIC)).toEqual({ viaTunnel: true, reportedClient: null });
  });

  it('gives an IP address or nothing, whatever is sent', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('for=', '"', '[', ']', ';', ','),
    );
    const value = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
    const name = fc.constantFrom('x-forwarded-for', 'x-real-ip', 'forwarded');
    fc.assert(
      fc.property(name, value, (header, text) => {
        const { reportedClient } = read(['host', PUBLIC], [header, text]);
        expect(reportedClient === null || isIP(reportedClient.address) > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
