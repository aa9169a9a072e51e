import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { startIntegration } from '../integrations/room.ts';
import { filesWith } from '../helpers/files-with.ts';
import { openRaw } from '../helpers/peers/raw-client.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { options } from '../replays/replay-room.ts';

async function rawSend(port: number, bytes: string): Promise<string> {
  const { socket, read } = openRaw(port);
  socket.write(bytes);
  return read();
}

describe('the token of an integration’s URL', () => {
  it('stands nowhere but in the URL that was shown once', async () => {
    const logged: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
    await using room = await startIntegration({}, { log });
    const { engine, url, dataDir } = room;
    const token = url.slice(-64);
    const path = new URL(url).pathname;
    const mask = `${path.slice(0, -64)}****${token.slice(-4)}`;
    await room.post('{"id":1}', 'application/json', { Referer: url });
    await room.loaded();
    const [capture] = await room.captures(1);
    expect(capture?.target).toBe(mask);
    const id = capture?.id;
    if (id === undefined) throw new Error('nothing was captured');
    const replay = await engine.replays.send({ id, to: { kind: 'intake' }, options: options() });
    expect(replay).toMatchObject({ outcome: 'answered', status: 200 });
    await room.loaded();
    expect((await room.rows()).values).toEqual([[1], [1]]);
    const [copy] = await room.captures(2);
    expect(copy).toMatchObject({ target: mask, status: 200, replayOf: id });
    // The replay of a replay, and one whose path was spelt out by hand.
    const again = { id: copy?.id ?? id, to: { kind: 'intake' }, options: options() } as const;
    expect(await engine.replays.send(again)).toMatchObject({ status: 200 });
    const edited = { ...again, edit: { target: path } };
    expect(await engine.replays.send(edited)).toMatchObject({ status: 200 });
    const captures = await room.captures(4);
    const shown = JSON.stringify([
      captures,
      captures.map((one) => engine.captures.get({ id: one.id })),
      captures.map((one) => engine.replays.ofCapture({ id: one.id })),
      await engine.sql.run({ sql: 'SELECT * FROM captures', schema: '', maxRows: 10 }),
      engine.captures.complete({ text: 'path:/v1', cursor: 8 }),
      engine.captures.complete({ text: 'header.referer:', cursor: 15 }),
      engine.integrations.list(),
    ]);
    expect(shown).not.toContain(token);
    expect((await room.captures(0, token)).length).toBe(0);
    expect((await room.captures(0, token.slice(0, 20))).length).toBe(0);
    expect(filesWith(dataDir, token)).toEqual([]);
    await room.stop();
    expect(filesWith(dataDir, token)).toEqual([]);
    expect(logged.join('')).not.toContain(token);
  });

  it('is masked in every spelling, and where it is a wrong one', async () => {
    await using room = await startIntegration();
    const token = room.url.slice(-64);
    const [, client = ''] = /clients\/(\d+)/.exec(room.url) ?? [];
    const escaped = token.replaceAll(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`);
    const typo = `${token.slice(0, -1)}_`;
    const targets = [
      `/v1/clients/${client}/token/${token}/`,
      `/v1/clients/${client}/token/${token}?a=1`,
      `//v1//clients/${client}//token/${token}`,
      `/v1/clients/${client}/%74oken/${token}`,
      `/v1/clients/${client}/token/${escaped}`,
      `/v1/clients/${client}/token/${escaped.replaceAll('%', '%25')}`,
      `/V1/CLIENTS/${client}/TOKEN/${token.toUpperCase()}`,
      `/v1/clients/${client}/token/${typo}`,
      `/other?u=http%3A%2F%2Fx%2Fv1%2Fclients%2F1%2Ftoken%2F${token}`,
      `/other/${token}`,
      `http://host.example/v1/clients/${client}/token/${token}`,
    ];
    for (const target of targets) {
      await rawSend(
        room.port,
        `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`,
      );
    }
    // What the parser gives up on is kept as raw bytes.
    await rawSend(
      room.port,
      `POST /v1/clients/${client}/token/${token} HTTP/1.1\r\nbad header\r\n\r\n`,
    );
    const captures = await room.captures(targets.length + 1);
    for (const secret of [token, escaped, token.toUpperCase(), typo, token.slice(0, 60)]) {
      expect(filesWith(room.dataDir, secret)).toEqual([]);
    }
    expect(captures.filter(({ target }) => !target.includes('****'))).toEqual([]);
    const last = `****${token.slice(-4)}`;
    expect(captures.filter(({ target }) => target.toLowerCase().endsWith(last))).toHaveLength(9);
  });

  it('opens nothing for a sender that writes the mask itself', async () => {
    await using room = await startIntegration();
    const masked = room.url.replace(/[0-9a-f]{60}(?=[0-9a-f]{4}$)/, '****');
    expect((await room.call(masked, { body: '{}' })).status).toBe(401);
    await room.post('{"id":1}');
    const captures = await room.captures(2);
    const refused = captures.find(({ status }) => status === 401);
    if (refused === undefined) throw new Error('it was not refused');
    const again = { id: refused.id, to: { kind: 'intake' }, options: options() } as const;
    expect(await room.engine.replays.send(again)).toMatchObject({ status: 401 });
  });

  it('opens nothing any more once its URL is revoked', async () => {
    await using room = await startIntegration();
    await room.post('{"id":1}');
    const [capture] = await room.captures(1);
    const [url] = room.get().urls;
    await room.engine.integrations.revokeUrl({ id: room.integration.id, urlId: url?.id ?? 0 });
    if (capture === undefined) throw new Error('nothing was captured');
    const again = { id: capture.id, to: { kind: 'intake' }, options: options() } as const;
    expect(await room.engine.replays.send(again)).toMatchObject({ status: 401 });
    expect((await room.captures(2))[0]?.reason).toBe('This URL was revoked.');
  });
});

describe('other paths', () => {
  it('keep what only looks like a secret, byte for byte', async () => {
    await using test = await startTestEngine();
    const targets = [
      '/oauth/token/abcdefghijklmnopqrstuvwx',
      '/hook?secret=of-the-sender',
      `/build/${'ab12'.repeat(16)}`,
      '/clients/1/tokens',
    ];
    for (const target of targets) {
      await rawSend(test.port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    }
    const captures = await test.captures(targets.length);
    expect(captures.map(({ target }) => target).toSorted()).toEqual(targets.toSorted());
  });
});
