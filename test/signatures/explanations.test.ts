import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../main/signatures/probes.ts';
import { jsonForms } from '../../main/signatures/probes/json-forms.ts';
import { readJsonText, writeJson } from '../../main/signatures/probes/json-text.ts';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import { type SignedRequest, viewRequest } from '../../main/signatures/request-view.ts';
import type { Secret } from '../../main/signatures/scheme.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

const NOW = 1_763_700_000_000;
const TUNNEL = 'https://new.tunnel.example';
const URL_TAKEN = `${TUNNEL}/in?b=1&a=two%20words`;
const one = (value: string, label = value): Secret => ({ id: label, label, value });
const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json'];
const FORM_TYPE: HeaderPair = ['Content-Type', 'application/x-www-form-urlencoded'];

interface Sent {
  provider?: string;
  signed: string | Buffer;
  arrived?: string | Buffer;
  secret?: string;
  url?: string;
  type?: HeaderPair;
}

/** A request signed in one form that arrives in another. */
function sent({ provider = 'github', signed, arrived = signed, ...more }: Sent): SignedRequest {
  const { secret = 'right', url = URL_TAKEN, type = JSON_TYPE } = more;
  const request = {
    method: 'POST',
    target: '/in?b=1&a=two%20words',
    headers: [type],
    body: Buffer.from(signed),
    urls: [url],
  };
  const secrets = [one(secret)];
  const result = signRequest({ provider: findProvider(provider)!, request, secrets, now: NOW });
  if (!result.ok) throw new Error(result.text);
  return { ...request, headers: result.headers, body: Buffer.from(arrived), urls: [URL_TAKEN] };
}

function explained(
  request: SignedRequest,
  more: { provider?: string; secrets?: Secret[]; others?: Secret[]; known?: string[] } = {},
) {
  return explain({
    provider: findProvider(more.provider ?? 'github')!,
    view: viewRequest(request),
    secrets: more.secrets ?? [one('right')],
    otherSecrets: more.others ?? [],
    knownUrls: more.known ?? [],
    now: NOW,
  });
}

describe('a body that was written again is recognised in the form it was signed in', () => {
  const ARRIVED =
    '{"name": "Zoë <b>&</b>", "url": "a/b", "n": 1.0, "list": [1, {"a": "it\'s"}], "e": {}}';
  const forms: [string, string][] = [
    [
      'PHP',
      String.raw`{"name":"Zo\u00eb <b>&<\/b>","url":"a\/b","n":1.0,"list":[1,{"a":"it's"}],"e":{}}`,
    ],
    [
      'JSON_UNESCAPED_UNICODE',
      String.raw`{"name":"Zoë <b>&<\/b>","url":"a\/b","n":1.0,"list":[1,{"a":"it's"}],"e":{}}`,
    ],
    [
      'json.dumps of Python',
      String.raw`{"name": "Zo\u00eb <b>&</b>", "url": "a/b", "n": 1.0, "list": [1, {"a": "it's"}], "e": {}}`,
    ],
    [
      'ensure_ascii',
      String.raw`{"name":"Zo\u00eb <b>&</b>","url":"a/b","n":1.0,"list":[1,{"a":"it's"}],"e":{}}`,
    ],
    [
      'Go or Rails',
      String.raw`{"name":"Zoë \u003cb\u003e\u0026\u003c/b\u003e","url":"a/b","n":1.0,"list":[1,{"a":"it's"}],"e":{}}`,
    ],
    [
      'Gson',
      String.raw`{"name":"Zoë \u003cb\u003e\u0026\u003c/b\u003e","url":"a/b","n":1.0,"list":[1,{"a":"it\u0027s"}],"e":{}}`,
    ],
    [
      '.NET',
      String.raw`{"name":"Zo\u00EB \u003Cb\u003E\u0026\u003C/b\u003E","url":"a/b","n":1.0,"list":[1,{"a":"it\u0027s"}],"e":{}}`,
    ],
    [
      'indent of a tab',
      '{\n\t"name": "Zoë <b>&</b>",\n\t"url": "a/b",\n\t"n": 1.0,\n\t"list": [\n\t\t1,\n\t\t{\n\t\t\t"a": "it\'s"\n\t\t}\n\t],\n\t"e": {}\n}',
    ],
    [
      'JSON_PRETTY_PRINT',
      String.raw`{
    "name": "Zo\u00eb <b>&<\/b>",
    "url": "a\/b",
    "n": 1.0,
    "list": [
        1,
        {
            "a": "it's"
        }
    ],
    "e": {}
}`,
    ],
    ['sorts keys', `{"e":{},"list":[1,{"a":"it's"}],"n":1.0,"name":"Zoë <b>&</b>","url":"a/b"}`],
    ['line break', `{"name":"Zoë <b>&</b>","url":"a/b","n":1.0,"list":[1,{"a":"it's"}],"e":{}}\n`],
  ];

  it.each(forms)('%s', (by, signed) => {
    const { hint } = explained(sent({ signed, arrived: ARRIVED }));
    expect(hint).toMatchObject({ certain: true });
    expect(hint?.text).toContain('parsed and rewritten');
    expect(hint?.text).toContain(by);
  });

  it.each([
    ['read as Latin-1 and encoded again', Buffer.from('{"n":"Zoë"}').toString('latin1')],
    [
      'read as Windows-1252 and encoded again',
      new TextDecoder('windows-1252').decode(Buffer.from('{"n":"Zoë €"}')),
      '{"n":"Zoë €"}',
    ],
  ])('UTF-8 %s on the way', (_how, twice, signed = '{"n":"Zoë"}') => {
    expect(explained(sent({ signed, arrived: twice })).hint?.text).toContain('re-encoded');
    // And the other way round: the sender signs what was encoded twice.
    expect(explained(sent({ signed: twice, arrived: signed })).hint?.text).toContain('re-encoded');
  });

  it.each([
    ['a\r\nb', 'a\nb'],
    ['a\nb', 'a\r\nb'],
    ['a\rb', 'a\r\nb'],
    ['a\nb', 'a\rb'],
    ['{}\n', '{}'],
    ['{}', '{}\r\n'],
    ['{}\r\n', '{}'],
    ['\uFEFF{}', '{}'],
    ['{}', '\uFEFF{}'],
  ])('line endings and edges: %j signed, %j arrived', (signed, arrived) => {
    expect(explained(sent({ signed, arrived })).hint?.text).toContain('line endings');
  });

  it.each([
    ['a=two+words&b=%C3%AB', 'a=two%20words&b=%C3%AB'],
    ['a=two%20words&b=%C3%AB', 'a=two+words&b=%C3%AB'],
    ['a=1&b=%c3%ab', 'a=1&b=%C3%AB'],
    ['a=x%2Ay%7Ez', 'a=x*y~z'],
  ])('forms: %s signed, %s arrived', (signed, arrived) => {
    const request = sent({ signed, arrived, type: FORM_TYPE });
    expect(explained(request).hint?.text).toContain('parsed and rewritten');
  });

  it('is found for tokens that carry the hash of a body, too', () => {
    const request = sent({ provider: 'netlify', signed: '{"a":1}', arrived: '{ "a": 1 }' });
    const { hint } = explained(request, { provider: 'netlify' });
    expect(hint?.text).toContain('parsed and rewritten');
  });

  it('keeps the writing of numbers and the order of keys', () => {
    const text = '{"b":1.50e+2,"a":12345678901234567890,"b":-0,"1":[],"0":null}';
    expect([...jsonForms(`${text} `)][0]?.written).toBe(text);
  });

  it('reads whatever parses, and gives up on what is nested too deep', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const node = readJsonText(text);
        const layout = {
          indent: '',
          comma: ',',
          colon: ':',
          write: (s: string) => JSON.stringify(s),
        };
        expect(node && writeJson(node, layout)).toBe(
          // The same parser reads what was written.
          writeJson(readJsonText(writeJson(node!, layout))!, layout),
        );
        expect(JSON.parse(writeJson(node!, layout))).toEqual(JSON.parse(text));
      }),
    );
    expect(readJsonText('['.repeat(5000) + ']'.repeat(5000))).toBeNull();
    expect([...jsonForms('['.repeat(5000) + ']'.repeat(5000))]).toEqual([]);
    for (const text of ['', '{', '{"a"', '[1', '"', '{"a" 1}'])
      expect(readJsonText(text)).toBeNull();
  });
});

describe('many saved secrets', () => {
  const many = (n: number, name: string) =>
    Array.from({ length: n }, (_, i) => one(`${name}-${i}`, `${name} ${i}`));
  const rewritten = sent({ signed: '{"a": 1}', arrived: '{"a":1}' });

  it.each([0, 1, 150, 250, 5000])('%i of other places: the usual hints stay', (n) => {
    const { hint, untried } = explained(rewritten, { others: many(n, 'other') });
    expect(hint?.text).toContain('parsed and rewritten');
    expect(untried).toBeNull();
  });

  it.each([1, 15, 60, 300])('%i of the endpoint: the usual hints stay', (n) => {
    const secrets = [one('right'), ...many(n, 'own')];
    expect(explained(rewritten, { secrets }).hint?.text).toContain('parsed and rewritten');
  });

  it('one of several hundred is found by its name', () => {
    const request = sent({ signed: '{"a":1}', secret: 'staging' });
    const others = [...many(700, 'other'), one('staging', 'Orders (staging)')];
    expect(explained(request, { others }).hint?.text).toContain('Orders (staging)');
  });

  it('what could not be tried is said', () => {
    const big = JSON.stringify({ text: 'x'.repeat(900_000) });
    const request = sent({ signed: big, secret: 'nobody’s' });
    const { hint, untried } = explained(request, {
      secrets: many(40, 'own'),
      others: many(3000, 'other'),
    });
    expect(hint).toBeNull();
    expect(untried).toMatch(/^Not tried, to save time: \d+ of the 3000 other secrets you saved/);
    expect(untried).toMatch(/changes with \d+ of the 40 secrets here/);
    const larger = explained(
      sent({ signed: `${big}${' '.repeat(200_000)}`, arrived: 'x'.repeat(1_100_000) }),
    );
    expect(larger.untried).toContain('larger than 1 MiB');
    expect(explained(sent({ signed: 'a', arrived: 'b' })).untried).toBeNull();
  });

  it('are tried for tokens and key pairs as well', () => {
    const token = sent({ provider: 'gitlab', signed: '{}', secret: 'whsec_c2VjcmV0c2VjcmV0' });
    const others = [one('whsec_c2VjcmV0c2VjcmV0', 'the other project')];
    const secrets = [one('whsec_AAAAAAAAAAAAAAAA')];
    expect(explained(token, { provider: 'gitlab', secrets, others }).hint?.text).toContain(
      'the other project',
    );
    const netlify = sent({ provider: 'netlify', signed: '{}', secret: 'other site' });
    expect(
      explained(netlify, { provider: 'netlify', others: [one('other site', 'the other site')] })
        .hint?.text,
    ).toContain('the other site');
  });
});

describe('a signed URL', () => {
  const body = 'From=%2B1&Body=hi';
  const from = (provider: string, url: string) =>
    sent({ provider, signed: body, url, type: FORM_TYPE });
  const signing = ['twilio', 'square', 'hubspot', 'trello', 'mandrill', 'plivo'];
  const places: [string, string, RegExp][] = [
    ['another host', `https://old.tunnel.example/in?b=1&a=two%20words`, /differ in the host\./],
    ['another scheme', `http://new.tunnel.example/in?b=1&a=two%20words`, /the scheme/],
    ['a port', `https://new.tunnel.example:443/in?b=1&a=two%20words`, /the port/],
    ['a last slash', `${TUNNEL}/in/?b=1&a=two%20words`, /the last slash/],
    ['another order', `${TUNNEL}/in?a=two%20words&b=1`, /the query/],
    ['other escapes', `${TUNNEL}/in?b=1&a=two+words`, /the query/],
    ['no query', `${TUNNEL}/in`, /the query/],
    ['another host and no query', `https://old.tunnel.example/in`, /the host, the query/],
  ];
  // Plivo sorts the query itself: nothing in it can differ.
  const cases = signing.flatMap((provider) =>
    places
      .filter(([how]) => provider !== 'plivo' || !/order|escapes|query/.test(how))
      .map(([how, url, differs]) => [provider, how, url, differs] as const),
  );

  it.each(cases)('%s: names %s', (provider, _how, url, differs) => {
    const { hint } = explained(from(provider, url), {
      provider,
      known: ['https://old.tunnel.example', 'http://127.0.0.1:8787'],
    });
    expect(hint?.certain).toBe(true);
    expect(hint?.text).toContain(`The sender signed ${url}:`);
    expect(hint?.text).toContain(`${URL_TAKEN} was taken for it`);
    expect(hint?.text).toMatch(differs);
  });

  it.each(signing)('%s: where none fits, names the one taken and those tried', (provider) => {
    const { hint } = explained(from(provider, 'https://gone.example/other'), {
      provider,
      known: ['https://old.tunnel.example'],
    });
    expect(hint?.certain).toBe(false);
    expect(hint?.text).toContain(`${URL_TAKEN} was taken for it, and does not fit.`);
    expect(hint?.text).toContain('https://old.tunnel.example');
    expect(hint?.text).toContain('URL at the provider');
  });

  it('is not spoken of where the sender signs none', () => {
    expect(explained(sent({ signed: 'a', arrived: 'b' })).hint).toBeNull();
  });
});
