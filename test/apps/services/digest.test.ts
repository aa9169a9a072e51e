import { describe, expect, it } from 'vitest';
import { answerChallenge, pickChallenge } from '../../../main/apps/services/http/digest.ts';

// The example of RFC 7616 §3.9.1.
const USER = { name: 'Mufasa', password: 'Circle of Life' };
const CNONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
const CHALLENGE =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

function responseTo(challenge: string): string {
  const picked = pickChallenge([['WWW-Authenticate', challenge]]);
  if (picked === undefined) throw new Error('not taken');
  const header = answerChallenge(picked, USER, 'GET', '/dir/index.html', CNONCE);
  return /response="([0-9a-f]+)"/.exec(header)?.[1] ?? '';
}

describe('digest authentication', () => {
  it('gives the answers of the standard', () => {
    expect(responseTo(`Digest ${CHALLENGE}, algorithm=MD5`)).toBe(
      '8ca523f5e9506fed4657c9700eebdbec',
    );
    expect(responseTo(`Digest ${CHALLENGE}, algorithm=SHA-256`)).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });

  it('knows the form without qop', () => {
    const nonce = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';
    const header = `Digest realm="testrealm@host.com", nonce="${nonce}"`;
    const picked = pickChallenge([['www-authenticate', header]]) ?? {};
    const user = { name: 'Mufasa', password: 'Circle Of Life' };
    const answer = answerChallenge(picked, user, 'GET', '/dir/index.html');
    expect(answer).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
    expect(answer).not.toMatch(/qop|cnonce|algorithm/);
  });

  it('takes quotes in a realm as part of it', () => {
    const header = String.raw`Digest realm="a \"b\", c", nonce="n"`;
    const only = pickChallenge([['WWW-Authenticate', header]]);
    expect(only).toEqual({ realm: 'a "b", c', nonce: 'n' });
    expect(answerChallenge(only ?? {}, USER, 'GET', '/')).toContain(String.raw`realm="a \"b\", c"`);
  });

  it('leaves what it cannot answer', () => {
    expect(pickChallenge([['WWW-Authenticate', 'Basic realm="Digest x"']])).toBeUndefined();
    expect(
      pickChallenge([['WWW-Authenticate', 'Digest realm="r", nonce="n", qop="auth-int"']]),
    ).toBeUndefined();
  });
});
