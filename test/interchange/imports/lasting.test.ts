import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeId, firstIdAt } from '../../../main/captures/capture-id.ts';
import { openControl } from '../../../main/control/listener.ts';
import { ndjsonLine } from '../../../main/interchange/formats/ndjson.ts';
import type { Import } from '../../../preload/contract/interchange/imports.ts';
import { EndpointId } from '../../../preload/contract/shapes.ts';
import { json, send } from '../../control/harness.ts';
import { serveCli } from '../../helpers/run-cli.ts';
import { shiftedClock } from '../../helpers/shifted-clock.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';
import { portable } from '../sample-portable.ts';
import { imported } from './importing.ts';

const DAY_MS = 86_400_000;
const LONG_AGO = Date.UTC(2024, 3, 1);
const clock = shiftedClock();
const t = await startTestEngine({ clock });
afterAll(() => t[Symbol.asyncDispose]());

const lines = (count: number, parts: Parameters<typeof portable>[0] = {}): string =>
  Array.from({ length: count }, (_, n) => {
    const receivedAt = LONG_AGO + n;
    return ndjsonLine(portable({ id: encodeId(firstIdAt(receivedAt)), receivedAt, ...parts }));
  }).join('');

describe('the signature of an imported capture', () => {
  const SECRET = 'needle-and-thread';
  const body = Buffer.from('{"zen":"keep it simple"}');
  const signed = (sum: string) =>
    portable({
      headers: [
        ['Host', 'h'],
        ['Content-Type', 'application/json'],
        ['User-Agent', 'GitHub-Hookshot/1'],
        ['X-GitHub-Event', 'push'],
        ['X-GitHub-Delivery', 'd-1'],
        ['X-Hub-Signature-256', `sha256=${sum}`],
      ],
    }).headers;

  it('is judged with the secrets of now, and not where something was cut out', async () => {
    const { engine } = t;
    const endpointId = EndpointId.parse(engine.endpoints.list()[0]?.id);
    await engine.signatures.addSecret({
      owner: { endpointId, provider: 'github' },
      label: '',
      value: SECRET,
    });
    const good = createHmac('sha256', SECRET).update(body).digest('hex');
    const cut = Buffer.from('{"zen":"[cut]"}');
    const redacted = [{ rule: 'json zen', place: 'body $.zen', count: 1, sample: '…' }];
    const marks: Record<string, unknown> = {};
    for (const [name, parts] of Object.entries({
      whole: { body, headers: signed(good) },
      changed: { body: cut, headers: signed(good) },
      redacted: { body: cut, headers: signed(good), redacted },
    })) {
      const text = lines(1, { target: `/${name}`, ...parts });
      const { id } = await engine.imports.upload({ file: new Blob([text]), name: 'x.ndjson' });
      await engine.imports.apply({ id, endpointId, duplicates: 'again' });
      const { items } = await engine.captures.list({ search: `path:/${name}`, limit: 2 });
      marks[name] = items.map(({ provider, signature }) => [provider, signature]);
    }
    expect(marks).toEqual({
      whole: [['github', 'ok']],
      changed: [['github', 'bad']],
      redacted: [['github', 'unknown']],
    });
    const {
      items: [one],
    } = await engine.captures.list({ search: 'is:redacted', limit: 2 });
    const { detail } = { detail: engine.captures.get({ id: one?.id as never }) };
    expect(detail.imported).toMatchObject({ redacted: true });
    for (const { id } of engine.imports.list()) await engine.imports.undo({ id });
  });
});

describe('retention by age', () => {
  it('counts from the import, however old the captures of the file are', async () => {
    const { system } = t.engine;
    expect(await imported(t.engine, lines(3), 'old.ndjson')).toMatchObject({ imported: 3 });
    const settings = { ...system.settings(), keepDays: 2 };
    expect(await system.limitsEffect(settings)).toMatchObject({ keepDays: 0 });
    clock.jump(1.9 * DAY_MS);
    expect(await system.limitsEffect(settings)).toMatchObject({ keepDays: 0 });
    await system.saveSettings(settings);
    // A capture that is older than the limit by now goes at once; these are not.
    expect(system.status().held).toBe(3);
    clock.jump(0.2 * DAY_MS);
    expect(await system.limitsEffect(settings)).toMatchObject({ keepDays: 3 });
    await until(() => {
      clock.jump(6000);
      return system.status().held === 0;
    }, 'what was imported two days ago is still here');
  });
});

describe('a file named by its path', () => {
  it('is read for a token, and for no cookie, from the page itself neither', async () => {
    using dir = tempDir();
    const path = join(dir.path, 'some.ndjson');
    writeFileSync(path, lines(1));
    writeFileSync(join(dir.path, 'index.html'), '<!doctype html>');
    const log = pino({ level: 'silent' });
    await using control = await openControl({
      surface: t.engine,
      port: 0,
      staticDir: dir.path,
      log,
    });
    const port = Number(new URL(control.url).port);
    const signedIn = await send(port, `/${new URL(control.issueLoginUrl()).search}`);
    const cookie = (signedIn.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
    const ask = (headers: Record<string, string>) =>
      send(port, '/api/v1/imports/from-path', {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify({ path }),
      });
    const origin = control.url;
    const page = await ask({ cookie, origin, 'sec-fetch-site': 'same-origin' });
    expect([page.status, page.text]).toEqual([
      403,
      expect.stringContaining('may not read files by their path'),
    ]);
    expect((await ask({ cookie, origin, authorization: 'Bearer wrong' })).status).not.toBe(200);
    expect(t.engine.imports.list().filter(({ state }) => state === 'read')).toEqual([]);
    const script = await ask({ authorization: `Bearer ${control.token}` });
    expect([script.status, JSON.parse(script.text)]).toMatchObject([200, { format: 'ndjson' }]);
  });
});

describe('an import whose engine ends in the middle', () => {
  it('is taken back at the next start, as if it had never begun', async () => {
    using dir = tempDir();
    const first = await serveCli(dir.path);
    const rest = ({ ready }: typeof first) => {
      const headers = { authorization: `Bearer ${ready.token}` };
      return async (path: string, init: RequestInit = {}): Promise<unknown> =>
        (
          await fetch(`${ready.control}/api/v1${path}`, {
            ...init,
            headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
          })
        ).json();
    };
    const ask = rest(first);
    const found = async (of: typeof ask): Promise<number> =>
      (
        (await of(`/captures?limit=1&search=${encodeURIComponent('is:imported')}`)) as {
          items: unknown[];
        }
      ).items.length;
    const { id } = (await ask('/imports?name=many.ndjson', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: lines(8000),
    })) as Import;
    const applied = ask(`/imports/${id}/apply`, {
      method: 'POST',
      headers: json,
      body: '{"duplicates":"skip"}',
    }).then(
      () => 'whole',
      () => 'cut off',
    );
    await until(async () => (await found(ask)) > 0, 'nothing was added');
    await first.end('SIGKILL');
    expect(await applied).toBe('cut off');
    await using next = await serveCli(dir.path);
    const again = rest(next);
    await until(async () => (await found(again)) === 0, 'a part of it is still there');
    await until(
      async () => ((await again('/imports')) as Import[]).length === 0,
      'it is still listed',
    );
    expect(await again('/captures?limit=5')).toMatchObject({ items: [] });
  });
});
