import { describe, expect, it } from 'vitest';
import { httpDouble } from './http-double.ts';
import { openRoom, resultOf } from './service-room.ts';

const web = (...allowedHosts: string[]) => ({ web: { type: 'http', allowedHosts } });

describe('hosts that functions may not call', () => {
  it.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://[::1]:1/',
    'http://2130706433:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://10.1.2.3/',
    'http://192.168.0.1/',
    'http://172.16.0.1/',
    'http://[fd00::1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0.0.0.0/',
  ])('are refused: %s', async (url) => {
    await using services = openRoom(web());
    for (const service of ['web', '']) {
      const answer = await services.call(service, 'get', { url });
      expect(answer).toMatchObject({ outcome: { code: 'RestrictedHost' }, mode: 'refused' });
    }
  });

  it('say how they can be allowed, and then are called', async () => {
    await using server = await httpDouble();
    await using strict = openRoom(web('127.0.0.1:1', 'other.test'));
    const refused = await strict.call('web', 'get', { url: server.url });
    expect(refused.outcome).toMatchObject({
      message: expect.stringContaining(`Allow ${server.host} in the settings`),
    });
    await using open = openRoom(web(server.host));
    expect(resultOf(await open.call('web', 'get', { url: server.url }))).toBeDefined();
    expect(resultOf(await open.call('', 'get', { url: server.url }))).toBeDefined();
    expect(server.seen).toHaveLength(2);
  });

  it('stay closed where a name leads to them', async () => {
    await using server = await httpDouble();
    await using services = openRoom(web(), { resolve: async () => ['127.0.0.1'] });
    const url = `http://innocent.example.test:${server.port}/`;
    const answer = await services.call('web', 'get', { url });
    expect(answer.outcome).toMatchObject({ code: 'RestrictedHost' });
    expect(server.seen).toEqual([]);
  });

  it('stay closed where one of several addresses is theirs', async () => {
    const resolve = async () => ['93.184.215.14', '10.0.0.1'];
    await using services = openRoom(web(), { resolve });
    const answer = await services.call('web', 'get', { url: 'http://two.example.test/' });
    expect(answer.outcome).toMatchObject({ code: 'RestrictedHost' });
  });

  it('are asked about once: the connection goes where the check looked', async () => {
    await using server = await httpDouble();
    let asked = 0;
    // Another answer each time, as a name that is turned around would give.
    const resolve = async () => [(asked += 1) === 1 ? '127.0.0.1' : '10.0.0.1'];
    await using services = openRoom(web('turning.test'), { resolve });
    const url = `http://turning.test:${server.port}/`;
    expect(resultOf(await services.call('web', 'get', { url }))).toMatchObject({ statusCode: 200 });
    expect({ asked, seen: server.seen.length }).toEqual({ asked: 1, seen: 1 });
  });

  it('stay closed to a redirect', async () => {
    await using inside = await httpDouble();
    await using outside = await httpDouble((_seen, response) => {
      response.writeHead(302, { Location: inside.url }).end();
    });
    await using services = openRoom(web(outside.host));
    const args = { url: outside.url, followRedirects: true };
    const answer = await services.call('web', 'get', args);
    expect(answer.outcome).toMatchObject({ code: 'RestrictedHost' });
    expect(inside.seen).toEqual([]);
  });

  it('stay closed to an authUrl', async () => {
    await using inside = await httpDouble();
    await using outside = await httpDouble();
    await using services = openRoom(web(outside.host));
    const args = { url: outside.url, authUrl: inside.url };
    const answer = await services.call('web', 'get', args);
    expect(answer.outcome).toMatchObject({ code: 'RestrictedHost' });
    expect([...inside.seen, ...outside.seen]).toEqual([]);
  });

  it('are never Backstitch itself, whatever is allowed', async () => {
    await using server = await httpDouble();
    const isOwnListener = (_address: string, port: number) => port === server.port;
    await using services = openRoom(web(server.host, 'localhost', '127.0.0.1'), { isOwnListener });
    for (const host of [server.host, `localhost:${server.port}`]) {
      const answer = await services.call('web', 'get', { url: `http://${host}/` });
      expect(answer.outcome).toMatchObject({ code: 'RestrictedHost' });
    }
    expect(server.seen).toEqual([]);
  });

  it('are never our own tunnel, nor metadata of a cloud, whatever is allowed', async () => {
    await using services = openRoom(web('mine.tunnel.test', '169.254.169.254'), {
      publicHost: () => 'mine.tunnel.test',
      resolve: async (name) => [name === 'mine.tunnel.test' ? '93.184.215.14' : name],
    });
    for (const url of ['https://MINE.tunnel.test/app/x', 'http://169.254.169.254/']) {
      const answer = await services.call('web', 'get', { url });
      expect(answer.outcome).toMatchObject({ code: 'RestrictedHost' });
    }
  });
});
