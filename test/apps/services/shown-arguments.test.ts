import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownArguments } from '../../../main/apps/services/shown-arguments.ts';
import { openRoom } from './service-room.ts';

const shown = (type: string, args: object): unknown =>
  JSON.parse(shownArguments(type, JSON.stringify(args)));

describe('what is kept of the arguments of an action', () => {
  it('leaves out what signs a caller in', () => {
    expect(
      shown('http', {
        url: 'https://ada:pw@a.test/x?api_key=k&page=2&access_token=t',
        authUrl: 'https://ada:pw@a.test/login',
        username: 'ada',
        password: 'pw',
        headers: { Authorization: ['Bearer t'], 'X-Api-Key': 'k', Accept: ['text/plain'] },
        cookies: { sid: 'abc' },
        query: { token: ['t'], page: ['2'] },
        form: { client_secret: 's', grant: 'code' },
        body: 'stays',
      }),
    ).toEqual({
      url: 'https://***@a.test/x?api_key=***&page=2&access_token=***',
      authUrl: 'https://***@a.test/login',
      username: 'ada',
      password: '***',
      headers: { Authorization: '***', 'X-Api-Key': '***', Accept: ['text/plain'] },
      cookies: { sid: '***' },
      query: { token: '***', page: ['2'] },
      form: { client_secret: '***', grant: 'code' },
      body: 'stays',
    });
    expect(shown('http', { url: 'http://ada:pw@[broken/' })).toEqual({
      url: 'http://***@[broken/',
    });
  });

  it('leaves out keys inside inputs of AWS, not the keys of objects', () => {
    const args = { input: { Bucket: 'b', Key: 'k', SSECustomerKey: 's', A: [{ Password: 'p' }] } };
    expect(shown('aws', args)).toEqual({
      input: { Bucket: 'b', Key: 'k', SSECustomerKey: '***', A: [{ Password: '***' }] },
    });
  });

  it('keeps a URL without secrets letter by letter', () => {
    const url = 'http://A.test:80/%7Ex';
    expect(shown('http', { url })).toEqual({ url });
  });

  it('holds no password, wherever one is written', async () => {
    await using services = openRoom({ web: { type: 'http' } });
    const secret = fc.stringMatching(/^Hush[a-z0-9]{12}$/);
    const places: ((text: string) => object)[] = [
      (text) => ({ url: `http://u:${text}@127.0.0.1:1/` }),
      (text) => ({ url: `http://${text}@127.0.0.1:1/` }),
      (text) => ({ url: `http:/u:${text}@127.0.0.1:1/` }),
      (text) => ({ url: `ftp://u:${text}@a.test/` }),
      (text) => ({ url: 'http://127.0.0.1:1/', authUrl: `http://u:${text}@127.0.0.1:1/` }),
      (text) => ({ url: 'http://127.0.0.1:1/', username: 'u', password: text }),
      (text) => ({ url: 'http://127.0.0.1:1/', headers: { authorization: [text] } }),
      (text) => ({ url: 'http://127.0.0.1:1/', cookies: { a: text } }),
      (text) => ({ url: `http://127.0.0.1:1/?secret=${text}` }),
    ];
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(...places), async (text, place) => {
        const answer = await services.call('web', 'get', place(text));
        expect(JSON.stringify(answer)).not.toContain(text);
      }),
      { numRuns: 100 },
    );
  });

  it('never makes a call fail otherwise than by its answer, whatever the arguments', async () => {
    const allowedHosts = ['127.0.0.1'];
    await using services = openRoom({
      web: { type: 'http', allowedHosts },
      sms: { type: 'twilio' },
      push: { type: 'gcm' },
      aws: { type: 'aws' },
      oldS3: { type: 'aws-s3' },
      oldSes: { type: 'aws-ses' },
    });
    const names = ['url', 'host', 'headers', 'cookies', 'form', 'body', 'query', 'path', 'to'];
    const more = ['input', 'region', 'bucket', 'key', 'toAddress', 'fromAddress', 'notification'];
    const args = fc.dictionary(fc.constantFrom(...names, ...more), fc.jsonValue());
    const targets = [
      ['web', 'post'],
      ['sms', 'send'],
      ['push', 'send'],
      ['aws', 's3:PresignURL'],
      ['oldS3', 'put'],
      ['oldSes', 'send'],
    ] as const;
    const call = services.runOf({ mode: 'record' });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), args, async ([service, action], given) => {
        const { outcome, shownArgs } = await call(service, action, given, true);
        expect(JSON.parse(shownArgs ?? '')).toBeTypeOf('object');
        expect(outcome).not.toMatchObject({ code: 'InternalServerError' });
      }),
      { numRuns: 400 },
    );
  });
});
