import { describe, expect, it } from 'vitest';
import { httpDouble } from './http-double.ts';
import { openRoom, resultOf } from './service-room.ts';

const when = (expression: object | boolean): string => JSON.stringify(expression);
const WEB = { type: 'http', allowedHosts: ['127.0.0.1'] };

describe('rules of services', () => {
  it('let a person call nothing until one allows it', async () => {
    await using server = await httpDouble();
    const post = { name: 'posts', actions: ['post'], when: '' };
    await using services = openRoom({ bare: WEB, web: { ...WEB, rules: [post] } });
    const call = services.runOf();
    expect(await call('bare', 'get', { url: server.url })).toMatchObject({
      outcome: {
        ok: false,
        code: 'NoMatchingRuleFound',
        message: "no matching rule found for action 'bare.get'",
      },
      mode: 'refused',
      decision: { allowed: false, why: 'no-rule', rule: null, rules: [] },
    });
    expect((await call('web', 'get', { url: server.url })).decision).toMatchObject({
      allowed: false,
      rules: [{ name: 'posts', listed: false, explain: null }],
    });
    expect(server.seen).toEqual([]);
    const posted = await call('web', 'post', { url: server.url });
    expect(posted).toMatchObject({
      outcome: { ok: true },
      decision: { why: 'rule', rule: 'posts' },
    });
  });

  it('allow what one of them does, and tell of all which was true', async () => {
    await using server = await httpDouble();
    const rules = [
      { name: 'unlisted', actions: [], when: when(true) },
      { name: 'elsewhere', actions: ['get'], when: when({ '%%args.url.host': 'elsewhere.test' }) },
      {
        name: 'here',
        actions: ['get', 'put'],
        when: when({
          '%%args.url.host': { '%in': ['127.0.0.1', 'a.test'] },
          '%%args.url.scheme': 'http',
          '%%args.url.path': '/orders',
          '%%args.url.query.tag': 'b',
          '%%user.data.email': 'ada@example.test',
        }),
      },
    ];
    await using services = openRoom({ web: { ...WEB, rules } });
    const call = services.runOf();
    const answer = await call('web', 'get', { url: `${server.url}/orders?tag=a&tag=b` });
    expect(answer.decision).toMatchObject({
      allowed: true,
      rule: 'here',
      rules: [
        { name: 'unlisted', listed: false },
        { name: 'elsewhere', listed: true, explain: { verdict: false } },
        { name: 'here', listed: true, explain: { verdict: true } },
      ],
    });
    const other = await call('web', 'get', { url: `${server.url}/elsewhere?tag=b` });
    expect(other.outcome).toMatchObject({ code: 'NoMatchingRuleFound' });
  });

  it('see the URL taken apart however it was given, its host with the port or without', async () => {
    await using server = await httpDouble();
    const byHost = (host: string) => [
      { name: 'host', actions: ['get'], when: when({ '%%args.url.host': host }) },
    ];
    await using services = openRoom({
      plain: { ...WEB, rules: byHost('127.0.0.1') },
      port: { ...WEB, rules: byHost(server.host) },
      other: { ...WEB, rules: byHost('127.0.0.1:1') },
    });
    const call = services.runOf();
    for (const args of [{ url: server.url }, { host: server.host }, { domain: server.host }]) {
      expect((await call('plain', 'get', args)).decision?.allowed).toBe(true);
      expect((await call('port', 'get', args)).decision?.allowed).toBe(true);
      expect((await call('other', 'get', args)).decision?.allowed).toBe(false);
    }
  });

  it('cannot be led astray by a name before the host', async () => {
    await using services = openRoom({
      web: {
        ...WEB,
        rules: [{ name: 'a', actions: ['get'], when: when({ '%%args.url.host': 'a.test' }) }],
      },
    });
    const answer = await services.runOf()('web', 'get', { url: 'http://a.test@127.0.0.1:1/' });
    expect(answer.outcome).toMatchObject({ code: 'NoMatchingRuleFound' });
  });

  it('do not bind the system user, who is still told which would have', async () => {
    await using server = await httpDouble();
    const rules = [{ name: 'gets', actions: ['get'], when: '{}' }];
    await using services = openRoom({ web: { ...WEB, rules } });
    expect((await services.call('web', 'get', { url: server.url })).decision).toMatchObject({
      allowed: true,
      why: 'system',
      rule: 'gets',
    });
    expect((await services.call('web', 'put', { url: server.url })).decision).toMatchObject({
      allowed: true,
      why: 'system',
      rule: null,
    });
  });

  it('bind the system user too where the app is strict', async () => {
    await using services = openRoom({ web: WEB }, { app: { strictServiceRules: true } });
    const answer = await services.call('web', 'get', { url: 'http://127.0.0.1:1/' });
    expect(answer.outcome).toMatchObject({ code: 'NoMatchingRuleFound' });
  });

  it('are asked for by push only once there is one', async () => {
    const rules = [{ name: 'never', actions: ['send'], when: 'false' }];
    await using services = openRoom({ push: { type: 'gcm' }, guarded: { type: 'gcm', rules } });
    const call = services.runOf();
    const message = { to: '/topics/news', notification: { title: 'Hi' } };
    expect((await call('push', 'send', message)).decision).toMatchObject({
      why: 'no-rules-needed',
    });
    expect((await call('guarded', 'send', message)).outcome).toMatchObject({
      code: 'NoMatchingRuleFound',
    });
  });

  it('never bind context.http', async () => {
    await using server = await httpDouble();
    await using services = openRoom({ web: WEB }, { app: { strictServiceRules: true } });
    const answer = await services.runOf()('', 'get', { url: server.url });
    expect(answer).toMatchObject({ outcome: { ok: true }, decision: { why: 'context-http' } });
  });

  it('are asked after the arguments were checked', async () => {
    await using services = openRoom({ web: WEB, sms: { type: 'twilio' } });
    const call = services.runOf();
    expect((await call('web', 'get', {})).outcome).toMatchObject({ code: 'InvalidParameter' });
    expect((await call('sms', 'send', { to: 'me' })).outcome).toMatchObject({
      code: 'InvalidParameter',
    });
  });

  it('name actions of AWS, one or all of a service, also where they are executed by name', async () => {
    const rules = [
      {
        name: 'one bucket',
        actions: ['s3:PutObject'],
        when: when({ '%%args.Bucket': 'mine' }),
      },
      { name: 'mail', actions: ['ses:*'], when: '' },
    ];
    await using services = openRoom({ aws: { type: 'aws', rules } }, { app: { offline: true } });
    const call = services.runOf();
    const decide = async (action: string, args: object) =>
      (await call('aws', action, args)).decision?.rule;
    const input = { Bucket: 'mine', Key: 'k' };
    expect(await decide('s3:PutObject', { region: '', input })).toBe('one bucket');
    expect(await decide('s3:PutObject', { input: { ...input, Bucket: 'yours' } })).toBeNull();
    expect(await decide('s3:GetObject', { input })).toBeNull();
    expect(await decide('ses:SendEmail', { input: {} })).toBe('mail');
    expect(await decide('sesx:SendEmail', { input: {} })).toBeNull();
    const execute = { aws_service: 's3', aws_action: 'PutObject', aws_arguments: input };
    expect(await decide('execute', execute)).toBe('one bucket');
  });

  it('do not come between a function and its collections', async () => {
    await using services = openRoom({ db: { type: 'mongodb-atlas' } });
    const answer = await services.runOf()('db', 'find', { database: 'a', collection: 'b' });
    expect(answer).toMatchObject({ decision: null, mode: 'live' });
    expect(resultOf(answer)).toEqual({ documents: true });
  });
});
