import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForwardAddress } from '../../../main/deliveries/destinations/forward-address.ts';

describe('an address that captures are forwarded to', () => {
  it.each([
    ['3000', 'http://localhost:3000', true, 'localhost:3000'],
    [':3000', 'http://localhost:3000', true, 'localhost:3000'],
    [' localhost:3000 ', 'http://localhost:3000', true, 'localhost:3000'],
    ['localhost:3000/', 'http://localhost:3000', true, 'localhost:3000'],
    ['http://localhost:3000', 'http://localhost:3000', true, 'localhost:3000'],
    ['LOCALHOST:3000', 'http://localhost:3000', true, 'localhost:3000'],
    ['localhost', 'http://localhost', true, 'localhost'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000', true, '127.0.0.1:3000'],
    ['[::1]:3000', 'http://[::1]:3000', true, '[::1]:3000'],
    ['3000/hooks', 'http://localhost:3000/hooks', false, 'localhost:3000/hooks'],
    [':3000/hooks?a=1', 'http://localhost:3000/hooks?a=1', false, 'localhost:3000/hooks'],
    ['http://localhost:3000/hooks', 'http://localhost:3000/hooks', false, 'localhost:3000/hooks'],
    ['app.test:8080/x', 'http://app.test:8080/x', false, 'app.test:8080/x'],
    ['staging.example.com/x', 'https://staging.example.com/x', false, 'staging.example.com/x'],
    ['https://staging.example.com', 'https://staging.example.com', true, 'staging.example.com'],
  ])('%s is %s', (typed, url, appendPath, name) => {
    expect(readForwardAddress(typed)).toMatchObject({ url, appendPath, name });
  });

  it.each([
    ['', 'No address was typed.'],
    ['foo', '“foo” is not an address.'],
    ['foo bar', 'An address has no spaces in it.'],
    ['0', '0 is not a port.'],
    ['70000', '70000 is not a port.'],
    ['localhost:99999', '99999 is not a port.'],
    ['http://localhost:99999/x', '99999 is not a port.'],
    ['localhost:abc', '“localhost:abc” is not an address.'],
    ['ftp://localhost/x', 'Backstitch does not send over ftp.'],
    ['https://', '“https://” is not an address.'],
  ])('%s is refused, with what to type instead', (typed, why) => {
    const read = readForwardAddress(typed);
    expect(read).toMatchObject({ why, hint: expect.stringMatching(/^Type /) });
  });

  it('does not repeat a password that stood in it', () => {
    const read = readForwardAddress('https://kim:needle@example.com/x');
    expect(JSON.stringify(read)).not.toContain('needle');
    expect(read).toHaveProperty('why');
  });

  it('never breaks, and reads its own form as the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.nat(70_000).map(String)), (typed) => {
        const read = readForwardAddress(typed);
        if ('why' in read) return;
        expect(readForwardAddress(read.url)).toMatchObject({ url: read.url, name: read.name });
      }),
    );
  });
});
