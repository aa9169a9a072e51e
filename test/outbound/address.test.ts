import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressBytes,
  classifyAddress,
  sameAddress,
  unwrapAddress,
} from '../../main/outbound/address.ts';

const KINDS = {
  loopback: '127.0.0.1 127.255.255.255 ::1 0:0:0:0:0:0:0:1 ::ffff:127.0.0.1',
  private: `10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 fc00::1 fdff::1
    ::ffff:10.1.2.3 64:ff9b::10.0.0.1 2002:c0a8:0101::1`,
  public: `1.1.1.1 93.184.216.34 172.15.0.1 172.32.0.1 192.167.255.255 100.128.0.1
    126.255.255.255 128.0.0.1 2606:4700::1111 64:ff9b::1.1.1.1 2002:0101:0101::`,
  never: `169.254.169.254 169.254.0.1 0.0.0.0 0.1.2.3 192.0.0.1 192.0.2.1 198.18.0.1
    198.19.255.255 198.51.100.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 100.100.100.200
    168.63.129.16 :: fe80::1 fe80::1%eth0 febf::1 ff02::1 2001:db8::1 3fff::1 fd00:ec2::254
    ::ffff:169.254.169.254 64:ff9b::169.254.169.254 2002:a9fe:a9fe:: ::127.0.0.1 2001::1 4000::1
    localhost 127.1 0x7f.1 2130706433 1.2.3 01.2.3.4 1::2::3 :::`,
} as const;

describe('classifying an address', () => {
  for (const [kind, addresses] of Object.entries(KINDS)) {
    it.each(addresses.split(/\s+/))(`takes %s for ${kind}`, (address) => {
      expect(classifyAddress(address).kind).toBe(kind);
    });
  }

  it('reads the same bytes from every spelling of an IPv6 address', () => {
    expect(addressBytes('2001:DB8:0:0::1')).toEqual(addressBytes('2001:db8::0:1'));
    expect(addressBytes('::ffff:1.2.3.4')).toEqual(addressBytes('::ffff:102:304'));
    expect(sameAddress('::ffff:7f00:1', '127.0.0.1')).toBe(true);
    expect(sameAddress('::1', '0:0::1')).toBe(true);
    expect(sameAddress('127.0.0.1', '127.0.0.2')).toBe(false);
  });

  it('agrees with the block lists of the platform on every IPv4 address', () => {
    const lists = { loopback: new BlockList(), private: new BlockList(), never: new BlockList() };
    lists.loopback.addSubnet('127.0.0.0', 8);
    for (const [net, bits] of [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
    ] as const) {
      lists.private.addSubnet(net, bits);
    }
    lists.private.addRange('100.64.0.0', '100.100.100.199');
    lists.private.addRange('100.100.100.201', '100.127.255.255');
    lists.never.addRange('0.0.0.0', '0.255.255.255');
    lists.never.addRange('224.0.0.0', '255.255.255.255');
    for (const [net, bits] of [
      ['169.254.0.0', 16],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['100.100.100.200', 32],
      ['168.63.129.16', 32],
    ] as const) {
      lists.never.addSubnet(net, bits);
    }
    const nearEdge = fc
      .constantFrom(
        '9.255.255.250',
        '100.100.100.195',
        '172.15.255.250',
        '192.0.1.250',
        '223.255.255.250',
      )
      .chain((base) => fc.integer({ min: 0, max: 12 }).map((step) => plus(base, step)));
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), nearEdge), (address) => {
        const listed = Object.entries(lists).find(([, list]) => list.check(address, 'ipv4'));
        expect(classifyAddress(address).kind).toBe(listed?.[0] ?? 'public');
      }),
      { numRuns: 2000 },
    );
  });

  it('judges an IPv4 address inside an IPv6 one like the IPv4 address', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.constantFrom('::ffff:', '64:ff9b::', '0:0:0:0:0:FFFF:'),
        (v4, prefix) => {
          expect(classifyAddress(prefix + v4)).toEqual(classifyAddress(v4));
          expect(unwrapAddress(prefix + v4)).toBe(v4);
        },
      ),
    );
  });

  it('reads every IPv6 address the platform knows, and nothing else', () => {
    const hex = fc.stringMatching(/^[0-9a-f:.%g]{0,40}$/);
    fc.assert(
      fc.property(fc.oneof(fc.ipV6(), hex), (text) => {
        const plain = text.split('%')[0] ?? '';
        if (!plain.includes(':')) return;
        expect(addressBytes(plain) !== undefined).toBe(isIPv6(plain));
      }),
      { numRuns: 2000 },
    );
  });
});

function plus(address: string, step: number): string {
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + step;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
