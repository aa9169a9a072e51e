import { describe, expect, it } from 'vitest';
import { headerNames } from '../../main/signatures/find-signature.ts';
import { detect } from '../../main/signatures/detection/detect.ts';
import { PROVIDERS } from '../../main/signatures/providers/providers.ts';
import { type SignedRequest, viewRequest } from '../../main/signatures/request-view.ts';
import type { MacScheme } from '../../main/signatures/scheme.ts';
import { schemeOf, verify } from '../../main/signatures/verify.ts';
import { type Vector, vectors } from './vectors.ts';

const signed = vectors.flatMap((vector) => {
  const scheme = schemeOf(vector.provider, viewRequest(vector.request));
  return scheme?.kind === 'mac' ? [{ vector, scheme }] : [];
});

/** Headers of the signature among those of a request, lower case. */
function namesOf(scheme: MacScheme): string[] {
  return headerNames(scheme.form).map((name) => name.toLowerCase());
}

function check({ provider, secret, now }: Vector, request: SignedRequest, secrets = [secret]) {
  return verify({ provider, request, secrets, now });
}

function withHeader(
  request: SignedRequest,
  names: readonly string[],
  change: (value: string) => string[],
): SignedRequest {
  const headers = request.headers.flatMap(([name, value]): [string, string][] =>
    names.includes(name.toLowerCase())
      ? change(value).map((text) => [name, text])
      : [[name, value]],
  );
  return { ...request, headers };
}

const inHeaders = signed.filter(({ scheme }) => namesOf(scheme).length > 0);
const each = <T extends { vector: Vector }>(list: T[]) =>
  list.map((one) => [one.vector.name, one] as const);

describe('what was tampered with fails', () => {
  it.each(each(signed))('%s: a byte of the body', (_name, { vector, scheme }) => {
    if (scheme.uncovered !== undefined || vector.request.body.length === 0) return;
    const body = Buffer.from(vector.request.body);
    body[body.length >> 1]! ^= 1;
    const verdict = check(vector, { ...vector.request, body });
    expect(verdict.state).toBe('failed');
  });

  it.each(each(inHeaders))('%s: a character of the signature', (_name, { vector, scheme }) => {
    const flip = (value: string) => {
      // In the middle of the last token: no padding, no prefix, no time.
      const at = value.length - 12;
      const swapped = value[at] === 'a' ? 'b' : 'a';
      return [value.slice(0, at) + swapped + value.slice(at + 1)];
    };
    const verdict = check(vector, withHeader(vector.request, namesOf(scheme), flip));
    expect(['SIGNATURE_MISMATCH', 'MALFORMED_SIGNATURE']).toContain(verdict.code);
  });

  it.each(each(signed))('%s: another secret', (_name, { vector }) => {
    const other = { id: 's2', label: 'other', value: `${vector.secret.value.slice(0, -4)}AAA=` };
    expect(check(vector, vector.request, [other]).state).toBe('failed');
  });

  it.each(each(inHeaders))('%s: no header, an empty one, garbage', (_name, { vector, scheme }) => {
    const names = namesOf(scheme);
    const codes = [[], [''], ['garbage'], ['=,=;=  ,'], ['v1=,t=']].map(
      (values) =>
        check(
          vector,
          withHeader(vector.request, names, () => values),
        ).code,
    );
    expect(codes[0]).toBe('MISSING_HEADER');
    for (const code of codes.slice(1)) {
      expect(['MALFORMED_SIGNATURE', 'MALFORMED_TIMESTAMP', 'MISSING_HEADER']).toContain(code);
    }
  });
});

describe('what a careful receiver takes', () => {
  it.each(each(signed))('%s: the second of two secrets', (_name, { vector }) => {
    const other = { id: 's2', label: 'new', value: `${vector.secret.value.slice(0, -4)}AAA=` };
    const verdict = check(vector, vector.request, [other, vector.secret]);
    expect(verdict).toMatchObject({ state: 'verified', secretId: 's1' });
  });

  it.each(each(inHeaders))('%s: the same header twice', (_name, { vector, scheme }) => {
    const twice = withHeader(vector.request, namesOf(scheme), (value) => [value, ` ${value}\t`]);
    expect(check(vector, twice).state).toBe('verified');
  });

  it.each(each(signed))('%s: header names in another case', (_name, { vector }) => {
    const headers = vector.request.headers.map(([name, value]): [string, string] => [
      name.toUpperCase(),
      value,
    ]);
    expect(check(vector, { ...vector.request, headers }).state).toBe('verified');
  });
});

describe('the age of a genuine request', () => {
  const timed = signed.filter(({ scheme }) => (scheme.time?.window ?? null) !== null);

  it.each(each(timed))('%s: too old, too early', (_name, { vector, scheme }) => {
    const window = (scheme.time?.window ?? 0) + 2;
    const late = check({ ...vector, now: vector.now + window * 1000 }, vector.request);
    const early = check({ ...vector, now: vector.now - window * 1000 }, vector.request);
    const lenient = scheme.time?.lenient === true;
    const both = scheme.time?.sides === 'both';
    expect(Math.round(late.skewSeconds ?? 0)).toBe(window);
    expect(late.code).toBe(lenient ? null : 'TIMESTAMP_TOO_OLD');
    expect(late.notes.some((note) => note.includes('names no limit'))).toBe(lenient);
    expect(early.code).toBe(both && !lenient ? 'TIMESTAMP_IN_FUTURE' : null);
    const said = [early.text, ...early.notes].join(' ');
    expect(said).toMatch(/in the future.*clock or yours is off/);
  });

  it('of a forged request is not what is said', () => {
    const { vector } = timed[0]!;
    const body = Buffer.from('forged');
    const verdict = check({ ...vector, now: vector.now + 1e9 }, { ...vector.request, body });
    expect(verdict.code).toBe('SIGNATURE_MISMATCH');
  });

  it('cannot be told from two times', () => {
    const slack = vectors.find(({ provider }) => provider.id === 'slack')!;
    const twice = withHeader(slack.request, ['x-slack-request-timestamp'], (value) => [value, '1']);
    expect(check(slack, twice).code).toBe('AMBIGUOUS_HEADER');
    const stripe = vectors.find(({ provider }) => provider.id === 'stripe')!;
    const both = withHeader(stripe.request, ['stripe-signature'], (value) => [`t=1,${value}`]);
    expect(check(stripe, both).code).toBe('AMBIGUOUS_HEADER');
  });
});

describe('secrets', () => {
  const github = vectors.find(({ provider }) => provider.id === 'github')!;

  it('that are empty sign nothing', () => {
    const empty = { id: 'e', label: 'empty', value: '' };
    expect(check(github, github.request, [empty])).toMatchObject({ state: 'not_attempted' });
  });

  it('that cannot be read are named, and the next is tried', () => {
    const sample = vectors.find(({ provider }) => provider.id === 'standard-webhooks')!;
    const broken = { id: 'b', label: 'broken', value: 'whsec_%%%' };
    expect(check(sample, sample.request, [broken])).toMatchObject({ code: 'UNUSABLE_SECRET' });
    const verdict = check(sample, sample.request, [broken, sample.secret]);
    expect(verdict).toMatchObject({ state: 'verified', secretId: 's1' });
    expect(verdict.notes.join()).toContain('broken');
  });

  it('may hold any character, and bodies may be empty', () => {
    const values = ['Zoë 🧵', ' spaced ', '0'];
    for (const value of values) {
      const secret = { id: 'z', label: 'z', value };
      expect(check(github, { ...github.request, body: Buffer.alloc(0) }, [secret]).state).toBe(
        'failed',
      );
    }
  });
});

describe('detection', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const found = detect(viewRequest(vector.request))?.provider;
    // A hash of a body under a shared header says nothing of its sender.
    const shared: Record<string, string[]> = {
      bitbucket: ['bitbucket'],
      github: ['websub'],
      meta: ['websub'],
      jira: ['bitbucket'],
    };
    expect([vector.provider.id, ...(shared[vector.provider.id] ?? [])]).toContain(found);
  });

  it('finds nothing in an ordinary request', () => {
    const request = { ...vectors[0]!.request, headers: [], body: Buffer.from('{"id":1}') };
    expect(detect(viewRequest(request))).toBeNull();
  });

  it('knows no provider that is not in the table', () => {
    expect(new Set(PROVIDERS.map(({ id }) => id)).size).toBe(PROVIDERS.length);
    expect(PROVIDERS.length).toBeGreaterThan(110);
  });
});
