import { Binary } from 'bson';
import { describe, expect, it } from 'vitest';
import type { HostCallAnswer } from '../../../main/functions/run-request.ts';
import type { HostCall } from '../../../preload/contract/apps/function-runs.ts';
import type { Stub } from '../../../preload/contract/apps/services.ts';
import { httpDouble } from './http-double.ts';
import { APP, type Given, openRoom, resultOf, textIn } from './service-room.ts';

const GIVEN: Record<string, Given> = {
  web: { type: 'http', allowedHosts: ['127.0.0.1'] },
  sms: { type: 'twilio' },
  push: { type: 'gcm' },
  aws: { type: 'aws', config: { accessKeyId: 'a' }, secretConfig: { secretAccessKey: 'aws' } },
  db: { type: 'mongodb-atlas' },
};
const SMS = { to: '+15551234567', from: '+1555', body: 'hi' };

/** A host call as a run keeps it. */
function kept(service: string, action: string, answer: HostCallAnswer): HostCall {
  const { outcome, mode, decision, shownArgs = '{}' } = answer;
  return {
    atMs: 0,
    durationMs: 1,
    service,
    action,
    args: shownArgs,
    result: outcome.ok ? outcome.result : null,
    error: outcome.ok ? null : { code: outcome.code, message: outcome.message },
    mode,
    decision,
  };
}

const stub = (some: Partial<Stub>): Stub => ({
  id: '',
  appId: APP,
  service: 'web',
  action: 'get',
  match: '',
  answer: '{}',
  ...some,
});

describe('a try that records side effects', () => {
  it('does nothing, and gives an empty answer of each kind', async () => {
    await using server = await httpDouble();
    await using services = openRoom(GIVEN);
    const call = services.runOf({ mode: 'record' });
    const web = await call('web', 'post', { url: server.url }, true);
    const result = resultOf(web);
    expect(web.mode).toBe('invented');
    expect(result).toMatchObject({ status: '200 OK', statusCode: 200, contentLength: 2 });
    expect(textIn(result.body)).toBe('{}');
    expect(await call('sms', 'send', SMS, true)).toMatchObject({
      outcome: { result: '{"$undefined":true}' },
      mode: 'stub',
    });
    expect(await call('push', 'send', { to: 'a' }, true)).toMatchObject({ mode: 'stub' });
    expect(await call('aws', 'sqs:SendMessage', { input: {} }, true)).toMatchObject({
      outcome: { result: '{}' },
      mode: 'invented',
    });
    expect(server.seen).toEqual([]);
    expect(services.outbox.page({ limit: 1 }).items).toEqual([]);
  });

  it('gives the answers that the run got then, each once and in order', async () => {
    let count = 0;
    await using server = await httpDouble((_seen, response) => response.end(`answer ${++count}`));
    await using services = openRoom(GIVEN);
    const args = { url: `${server.url}/?token=abc`, headers: { Authorization: ['Bearer x'] } };
    const live = services.runOf();
    const recorded: HostCall[] = [];
    for (let i = 0; i < 2; i += 1) {
      recorded.push(kept('web', 'get', await live('web', 'get', args, true)));
    }
    const again = services.runOf({ mode: 'record', recorded });
    const texts: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const answer = await again('web', 'get', args, true);
      expect(answer.mode).toBe('recorded');
      texts.push(textIn(resultOf(answer).body));
    }
    expect(texts).toEqual(['answer 1', 'answer 2']);
    expect((await again('web', 'get', args, true)).mode).toBe('invented');
    expect((await again('web', 'put', args, true)).mode).toBe('invented');
    const other = { ...args, url: `${server.url}/other` };
    expect((await again('web', 'get', other, true)).mode).toBe('invented');
    expect(server.seen).toHaveLength(2);
  });

  it('fails as the run did then, but asks the rules again', async () => {
    await using services = openRoom(GIVEN);
    const args = { url: 'http://example.test/' };
    const failed = kept('web', 'get', {
      outcome: { ok: false, code: 'HTTPError', message: 'no answer' },
      mode: 'live',
      decision: null,
      shownArgs: JSON.stringify(args),
    });
    const denied: HostCall = {
      ...failed,
      action: 'put',
      mode: 'refused',
      error: { code: 'NoMatchingRuleFound', message: 'then' },
    };
    const call = services.runOf({ mode: 'record', recorded: [failed, denied] });
    expect(await call('web', 'get', args, true)).toMatchObject({
      outcome: { ok: false, code: 'HTTPError', message: 'no answer' },
      mode: 'recorded',
    });
    expect(await call('web', 'put', args, true)).toMatchObject({ mode: 'invented' });
    expect((await call('web', 'get', args)).outcome).toMatchObject({ code: 'NoMatchingRuleFound' });
  });

  it('does not give answers that were cut when they were kept', async () => {
    await using services = openRoom(GIVEN);
    const body = 'x'.repeat(70_000);
    const args = { url: 'http://example.test/', body };
    const text = JSON.stringify(args);
    const long = kept('web', 'put', {
      outcome: { ok: true, result: '{"whole":true}' },
      mode: 'live',
      decision: null,
      shownArgs: `${text.slice(0, 65_536)}…`,
    });
    const cut: HostCall = { ...long, action: 'post', result: '{"body":"xxx…' };
    const call = services.runOf({ mode: 'record', recorded: [cut, long] });
    expect((await call('web', 'post', args, true)).mode).toBe('invented');
    expect((await call('web', 'put', args, true)).mode).toBe('recorded');
  });

  it('lets collections be read and changed in a session of its own', async () => {
    await using services = openRoom(GIVEN);
    const call = services.runOf({ mode: 'record', session: 'run-9' });
    const args = { database: 'a', collection: 'b', document: {} };
    expect((await call('db', 'insertOne', args, true)).mode).toBe('stub');
    expect(services.asked.map((text) => JSON.parse(text))).toMatchObject([
      { appId: APP, service: 'db', action: 'insertOne', session: 'run-9' },
    ]);
  });

  it('presigns all the same: nothing is sent for it', async () => {
    await using services = openRoom(GIVEN, { secrets: { aws: 'secret' } });
    const args = { input: { Bucket: 'b', Key: 'k', Method: 'GET' } };
    for (const mode of ['record', 'forbid'] as const) {
      const answer = await services.runOf({ mode })('aws', 's3:PresignURL', args, true);
      expect(answer.outcome).toMatchObject({ ok: true, result: expect.stringContaining('https') });
    }
  });
});

describe('a try that forbids side effects', () => {
  it('refuses them plainly, and lets collections be read', async () => {
    await using services = openRoom(GIVEN);
    const call = services.runOf({ mode: 'forbid' });
    const said = async (service: string, action: string, args: object) => {
      const { outcome, mode } = await call(service, action, args, true);
      return outcome.ok ? 'done' : `${mode} ${outcome.code}: ${outcome.message}`;
    };
    const forbidden = (what: string) =>
      `refused ActionForbidden: ${what} is not allowed in this run`;
    expect(await said('web', 'get', { url: 'http://a.test' })).toBe(forbidden('web.get'));
    expect(await said('', 'get', { url: 'http://a.test' })).toBe(forbidden('context.http.get'));
    expect(await said('sms', 'send', SMS)).toBe(forbidden('sms.send'));
    expect(await said('aws', 'sqs:SendMessage', { input: {} })).toBe(
      forbidden('aws.sqs:SendMessage'),
    );
    expect(await said('db', 'insertOne', {})).toBe(forbidden('db.insertOne'));
    expect(await said('db', 'find', {})).toBe('done');
    expect(services.asked).toHaveLength(1);
  });
});

describe('an app that is offline', () => {
  it('answers HTTP from the first stub that fits', async () => {
    await using server = await httpDouble();
    await using services = openRoom(GIVEN, { app: { offline: true } });
    const { stubs } = services;
    await stubs.save(stub({ match: '{"url":"https://a.test/x?y=1"}', answer: '{"by":"url"}' }));
    await stubs.save(stub({ match: '{"url":{"host":"b.test"}}', answer: '{"by":"host"}' }));
    await stubs.save(stub({ match: '{"headers":{"X-A":["1"]}}', answer: '{"by":"header"}' }));
    await stubs.save(stub({ service: '', answer: '{"by":"context"}' }));
    const asked = async (service: string, args: object) => {
      const answer = await services.call(service, 'get', args);
      const { by } = JSON.parse(textIn(resultOf(answer).body));
      expect(answer.mode).toBe(by === undefined ? 'invented' : 'stub');
      return by;
    };
    const taken = { scheme: 'https', host: 'a.test', path: 'x', query: { y: ['1'] } };
    expect(await asked('web', { url: 'https://a.test/x?y=1' })).toBe('url');
    expect(await asked('web', taken)).toBe('url');
    expect(await asked('web', { url: 'http://b.test/any' })).toBe('host');
    expect(await asked('web', { url: 'http://c.test', headers: { 'X-A': ['1'] } })).toBe('header');
    expect(await asked('', { url: 'http://c.test' })).toBe('context');
    expect(await asked('web', { url: 'http://c.test' })).toBeUndefined();
    expect(server.seen).toEqual([]);
  });

  it('gives a stub as a whole answer, whatever of it was written', async () => {
    await using services = openRoom(GIVEN, { app: { offline: true } });
    const answered = async (answer: string) => {
      await services.stubs.save(stub({ id: 'one', answer }));
      const result = resultOf(await services.call('web', 'get', { url: 'http://a.test' }));
      return { ...result, body: textIn(result.body) };
    };
    expect(await answered('{"statusCode":404,"body":"none"}')).toEqual({
      status: '404 Not Found',
      statusCode: 404,
      contentLength: 4,
      headers: {},
      cookies: {},
      body: 'none',
    });
    expect(await answered('{"body":{"a":1},"headers":{"x-id":"1"},"cookies":{"c":"d"}}')).toEqual({
      status: '200 OK',
      statusCode: 200,
      contentLength: 7,
      headers: { 'Content-Type': ['application/json'], 'X-Id': ['1'] },
      cookies: { c: 'd' },
      body: '{"a":1}',
    });
    const binary = new Binary(Buffer.from('raw'));
    const base64 = Buffer.from(binary.value()).toString('base64');
    const text = `{"body":{"$binary":{"base64":"${base64}","subType":"00"}}}`;
    expect(await answered(text)).toMatchObject({ body: 'raw', headers: {} });
    expect(await answered('[1,2]')).toMatchObject({ body: '[1,2]' });
  });
});

describe('stubs', () => {
  it('are listed, changed and removed, by app', async () => {
    await using services = openRoom();
    const { stubs } = services;
    const [first] = await stubs.save(stub({ answer: '{"a":1}' }));
    const id = first?.id ?? '';
    expect(id).toMatch(/^stub_/);
    expect(await stubs.save(stub({ id, action: 'put', answer: '' }))).toEqual([
      stub({ id, action: 'put', answer: '{}' }),
    ]);
    services.db
      .prepare(`INSERT INTO apps (id, client_app_id, name, created_at) VALUES ('b', 'b', 'B', 0)`)
      .run();
    await stubs.save(stub({ id, appId: 'b' as typeof APP, action: 'post' }));
    expect(stubs.list(APP)).toMatchObject([{ action: 'put' }]);
    expect(await stubs.remove(APP, id)).toEqual([]);
  });

  it.each([
    ['a match that is no object', { match: '[1]' }, 'stub.match'],
    ['a match that is no JSON', { match: '{' }, 'stub.match'],
    ['an answer that is no JSON', { answer: 'nope' }, 'stub.answer'],
  ])('are refused with %s', async (_what, some, field) => {
    await using services = openRoom();
    await expect(services.stubs.save(stub(some))).rejects.toMatchObject({
      code: 'APP_INVALID',
      field,
    });
  });

  it('stand in for services of kinds that do not run here', async () => {
    await using services = openRoom({ pay: { type: 'stripe' }, hub: { type: 'github' } });
    expect((await services.call('pay', 'charge', {})).outcome).toMatchObject({
      code: 'ServiceTypeNotFound',
      message: expect.stringContaining('"stripe"'),
    });
    await services.stubs.save(stub({ service: 'pay', action: 'charge', answer: '{"id":"c1"}' }));
    expect(resultOf(await services.call('pay', 'charge', {}))).toEqual({ id: 'c1' });
    expect((await services.call('hub', 'star', {})).outcome).toMatchObject({
      code: 'ServiceCommandNotFound',
    });
  });
});
