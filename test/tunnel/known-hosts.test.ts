import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, judgeKey, keysOf } from '../../main/tunnel/sessions/ssh/known-hosts.ts';

const wire = (type: string, rest: string): Buffer => {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.from(rest)]);
};
const KEY = wire('ssh-ed25519', 'one');
const OTHER = wire('ssh-ed25519', 'two');
const RSA = wire('ssh-rsa', 'three');
const line = (names: string, key: Buffer, type = 'ssh-ed25519'): string =>
  `${names} ${type} ${key.toString('base64')} a comment`;

function hashed(name: string): string {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

const judge = (text: string, key: Buffer, host = 'relay.example', port = 22) =>
  judgeKey(keysOf(text, host, port), key);

describe('known_hosts', () => {
  it.each([
    ['its name', 'relay.example', 22],
    ['one of several', 'other,relay.example,192.0.2.1', 22],
    ['a name in capitals', 'RELAY.example', 22],
    ['a pattern', '*.example', 22],
    ['one character', 'rela?.example', 22],
    ['another port', '[relay.example]:2222', 2222],
    ['a hashed name', hashed('relay.example'), 22],
    ['a hashed name with a port', hashed('[relay.example]:2222'), 2222],
  ])('knows a host by %s', (_what, names, port) => {
    expect(judge(line(names, KEY), KEY, 'relay.example', port)).toBe('trusted');
    expect(judge(line(names, KEY), KEY, 'relay.example', port + 1)).toBe('unknown');
    expect(judge(line(names, KEY), KEY, 'stranger.test', port)).toBe('unknown');
  });

  it('tells another key of the same kind from one of another kind', () => {
    const text = line('relay.example', KEY);
    expect(judge(text, OTHER)).toBe('changed');
    expect(judge(text, RSA)).toBe('unknown');
    expect(judge(`${text}\n${line('relay.example', OTHER)}`, OTHER)).toBe('trusted');
  });

  it('heeds exceptions and revoked keys, and passes over authorities and comments', () => {
    expect(judge(line('*.example,!relay.example', KEY), KEY)).toBe('unknown');
    expect(judge(`@revoked ${line('*', KEY)}\n${line('relay.example', KEY)}`, KEY)).toBe('revoked');
    expect(judge(`@cert-authority ${line('relay.example', KEY)}`, KEY)).toBe('unknown');
    expect(judge(`# ${line('relay.example', KEY)}\n\n  \nrelay.example`, KEY)).toBe('unknown');
  });

  it('reads any file without failing or trusting a key that is not in it', () => {
    const piece = fc.constantFrom(
      'relay.example',
      '|1|',
      '@revoked',
      ' ',
      '\n',
      '*',
      '!',
      ',',
      'AAAA',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
        expect(['unknown', 'changed']).toContain(judge(pieces.join(''), KEY));
      }),
    );
  });

  it('writes fingerprints as ssh does', () => {
    expect(fingerprintOf(Buffer.from('abc'))).toBe(
      'SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0',
    );
  });
});
