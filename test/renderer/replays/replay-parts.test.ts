import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerText, bodyText } from '../../../renderer/replays/answer/answer-text.ts';
import { indentJson } from '../../../renderer/wire/json/indent-json.ts';
import {
  FIRST_CHOICE,
  isLocal,
  needsConfirmation,
  readChoice,
} from '../../../renderer/replays/replay-target.ts';
import { checkTargetUrl } from '../../../renderer/wire/target-url.ts';
import { timingPhases } from '../../../renderer/wire/timing-phases.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the target of a replay', () => {
  it.each([
    ['', 'Enter a URL'],
    ['127.0.0.1:3000', 'http://'],
    ['ftp://a', 'http://'],
    ['http://', 'not a URL'],
    ['http://me:secret@a/', 'Authorization'],
  ])('may not be %j', (url, why) => {
    expect(checkTargetUrl(url)).toContain(why);
  });

  it('is sent as chosen, and the captured path is only appended to a URL', () => {
    expect(readChoice({ ...FIRST_CHOICE, appendPath: true }).send).toEqual({
      to: { kind: 'intake' },
      options: {
        mark: true,
        dropRelayNoise: true,
        appendPath: false,
        timeoutMs: 30_000,
        signature: 'keep',
        deliveryId: 'keep',
        signedUrl: 'target',
        bytes: 'announced',
      },
    });
    const url = {
      ...FIRST_CHOICE,
      kind: 'url' as const,
      url: ' http://a:3000/x ',
      appendPath: true,
    };
    expect(readChoice(url).send).toMatchObject({
      to: { kind: 'url', url: 'http://a:3000/x' },
      options: { appendPath: true },
    });
  });

  it('is held back while URL or timeout are wrong', () => {
    const read = readChoice({ ...FIRST_CHOICE, kind: 'url', url: 'x', timeoutMs: 5 });
    expect(read.send).toBeNull();
    expect(read.problems.url).toContain('http://');
    expect(read.problems.timeoutMs).toContain('timeout');
  });

  it('asks before it sends many, or away from this machine', () => {
    const to = (url: string) => ({ kind: 'url' as const, url });
    expect(needsConfirmation(20, { kind: 'intake' })).toBe(false);
    expect(needsConfirmation(21, { kind: 'intake' })).toBe(true);
    expect(needsConfirmation(1, to('https://example.com'))).toBe(true);
    expect(isLocal(to('http://localhost.example.com'))).toBe(false);
    for (const url of [
      'http://localhost:1',
      'http://127.1/',
      'http://[::1]:2',
      'http://a.localhost',
    ])
      expect([url, isLocal(to(url))]).toEqual([url, true]);
  });
});

describe('an answer as text', () => {
  it('indents JSON', () => {
    expect(bodyText(bytesOf('{"a": [1]}'), [['content-type', 'application/json']])).toEqual({
      text: '{\n  "a": [\n    1\n  ]\n}',
      language: 'json',
    });
  });

  it('changes nothing but blanks: long numbers, doubled names and escapes stay', () => {
    const text = '{"n":12345678901234567890,"a":1.0,"a":"\\u0041 , {","e":[],"o":{}}';
    const shown = bodyText(bytesOf(text), [['content-type', 'application/json']]).text;
    expect(shown).toBe(
      '{\n  "n": 12345678901234567890,\n  "a": 1.0,\n  "a": "\\u0041 , {",\n  "e": [],\n  "o": {}\n}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
        expect(indentJson(JSON.stringify(value, null, '\t'))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it('shows what is no text as hex', () => {
    expect(bodyText(Uint8Array.of(0xff, 0xfe), []).text).toBe('ff fe');
  });

  it('puts status, headers and body under each other', () => {
    const headers: [string, string][] = [['X-A', '1']];
    expect(answerText({ status: 200, reason: 'OK', headers, body: bytesOf('hi') })).toBe(
      '200 OK\nX-A: 1\n\nhi',
    );
  });
});

describe('the phases of an exchange', () => {
  const none = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };

  it('are those that took place, and the rest is receiving', () => {
    const timings = { ...none, connectMs: 1, firstByteMs: 7 };
    expect(timingPhases({ timings, totalMs: 10 })).toEqual([
      { name: 'Connect', ms: 1 },
      { name: 'Waiting', ms: 7 },
      { name: 'Receiving', ms: 2 },
    ]);
  });

  it('do not receive what never began', () => {
    expect(timingPhases({ timings: { ...none, dnsMs: 2 }, totalMs: 30 })).toEqual([
      { name: 'Look-up', ms: 2 },
    ]);
    expect(timingPhases({ timings: none, totalMs: 0 })).toEqual([]);
  });
});
