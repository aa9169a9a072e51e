import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { type Export, ExportFormat } from '../../preload/contract/interchange/exports.ts';
import { readHar } from '../../main/interchange/formats/har-read.ts';
import { readNdjson } from '../../main/interchange/formats/ndjson.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';

type Exports = TestEngine['engine']['exports'];

/** Waits for the end of an export by its live stream. */
async function ended(exports: Exports, { id }: Pick<Export, 'id'>): Promise<Export> {
  let last = exports.get({ id });
  for await (const step of exports.live({ id })) last = step;
  return last;
}

async function exported(
  exports: Exports,
  format: ExportFormat,
  more: { redaction?: 'none' | 'default'; search?: string } = {},
): Promise<{ job: Export; bytes: Uint8Array }> {
  const { redaction = 'default', search = '' } = more;
  const job = await ended(exports, await exports.create({ format, redaction, search }));
  if (job.state !== 'ready') throw new Error(job.problem ?? job.state);
  const { body, fileName } = await exports.file({ id: job.id });
  expect(fileName).toBe(job.fileName);
  return { job, bytes: new Uint8Array(await body.arrayBuffer()) };
}

const chunks = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
};

async function send(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<void> {
  await (await fetch(url, { method: 'POST', body, headers })).text();
}

it('writes every capture, oldest first, in each format, and bodies byte for byte', async () => {
  await using t = await startTestEngine();
  const { exports } = t.engine;
  const large = 'ä'.repeat(20_000);
  for (const body of ['one', large, large]) await send(`${t.url}/a?x=1`, body, { 'X-Odd': 'y' });
  await t.captures(3);

  const har = await exported(exports, 'har', { redaction: 'none' });
  const fromHar = await Array.fromAsync(readHar(chunks(har.bytes)));
  const ndjson = await exported(exports, 'ndjson', { redaction: 'none' });
  const fromNdjson = await Array.fromAsync(readNdjson(chunks(ndjson.bytes)));
  for (const entries of [fromHar, fromNdjson]) {
    const bodies = entries.map((entry) =>
      'problem' in entry ? entry.problem : Buffer.from(entry.capture.body).toString(),
    );
    expect(bodies).toEqual(['one', large, large]);
  }
  expect(har.job).toMatchObject({ done: 3, total: 3, bytes: har.bytes.length, problem: null });
  expect(har.job.fileName).toMatch(/^backstitch-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.har$/);

  const files = unzipSync((await exported(exports, 'backstitch', { redaction: 'none' })).bytes);
  const names = Object.keys(files);
  expect(names.map((name) => name.replace(/[0-9a-f]{64}/, '<hash>'))).toEqual([
    'bodies/<hash>',
    'captures.ndjson',
    'manifest.json',
    'README.txt',
  ]);
  expect(strFromU8(files[names[0] ?? ''] ?? new Uint8Array())).toBe(large);
  expect(JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()))).toMatchObject({
    format: 1,
    captures: 3,
    redaction: { profile: 'none', cut: [] },
  });

  const csv = Buffer.from((await exported(exports, 'csv')).bytes).toString();
  expect(csv.split('\r\n')).toHaveLength(5);
  expect(csv).toContain(',POST,/a?x=1,');
});

it('a secret of the store leaves in no format, wherever a capture has it', async () => {
  await using t = await startTestEngine();
  const { engine } = t;
  const secret = 'sender-secret-0123456789';
  await engine.signatures.addSecret({
    owner: { endpointId: null, provider: 'github' },
    label: '',
    value: secret,
    form: 'typed',
  });
  await send(`${t.url}/a?echo=${secret}`, JSON.stringify({ deep: [{ it: `is ${secret}` }] }), {
    'x-echo': Buffer.from(secret).toString('base64'),
    authorization: 'Bearer something-else',
  });
  await t.captures(1);
  const preview = await engine.exports.preview({ search: '', redaction: 'default' });
  expect(preview).toMatchObject({ captures: 1, looked: 1 });
  expect(preview.cut.map(({ rule, place }) => `${rule}: ${place}`).toSorted()).toEqual([
    'header authorization: header authorization',
    'secret: body $.deep[*].it',
    'secret: header x-echo',
    'secret: query echo',
  ]);
  for (const format of ExportFormat.options) {
    const { bytes } = await exported(engine.exports, format);
    const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
    const texts = isZip
      ? Object.values(unzipSync(bytes)).map((file) => strFromU8(file))
      : [Buffer.from(bytes).toString()];
    // A body may stand in it packed, too.
    const packed = texts.flatMap((text) => text.match(/[A-Za-z0-9+/]{24,}={0,2}/g) ?? []);
    const unpacked = packed.map((text) => Buffer.from(text, 'base64').toString());
    for (const text of [...texts, ...unpacked]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64'));
      expect(text).not.toContain('something-else');
    }
  }
  const { bytes } = await exported(engine.exports, 'ndjson', { redaction: 'none' });
  expect(Buffer.from(bytes).toString()).toContain(secret);
});

it('writes what a search finds, says what is wrong with one, and refuses to write nothing', async () => {
  await using t = await startTestEngine();
  const { exports } = t.engine;
  await send(`${t.url}/a`, 'a');
  await send(`${t.url}/b`, 'b');
  await t.captures(2);
  const { job } = await exported(exports, 'ndjson', { search: 'path:/b' });
  expect(job.total).toBe(1);
  const create = (search: string) =>
    exports.create({ search, format: 'har', redaction: 'default' });
  await expect(create('status:40x')).rejects.toMatchObject({ code: 'SEARCH_INVALID' });
  await expect(create('path:/nowhere')).rejects.toMatchObject({ code: 'EXPORT_FAILED' });
});

it('keeps its files to their owner, deletes them on request, and at the end', async () => {
  await using t = await startTestEngine();
  const { exports } = t.engine;
  await send(`${t.url}/a`, 'a');
  await t.captures(1);
  const folder = join(t.dataDir, 'transfer');
  const first = await exported(exports, 'har');
  await exported(exports, 'backstitch');
  const names = readdirSync(folder);
  expect(names).toHaveLength(2);
  // Windows has access lists instead of these.
  const modes =
    process.platform === 'win32' ? [] : [folder, ...names.map((name) => join(folder, name))];
  expect(modes.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(
    modes.map((path) => (path === folder ? '700' : '600')),
  );
  await exports.remove({ id: first.job.id });
  expect(readdirSync(folder)).toHaveLength(1);
  await expect(exports.file({ id: first.job.id })).rejects.toMatchObject({
    code: 'EXPORT_NOT_FOUND',
  });
  expect(exports.list()).toHaveLength(1);
  await t.stop();
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});

it('is stopped where it is canceled, and leaves no file', async () => {
  await using t = await startTestEngine();
  const { exports } = t.engine;
  for (let n = 0; n < 30; n += 1) await send(`${t.url}/a`, `${n}`);
  await t.captures(30);
  const started = await exports.create({ search: '', format: 'ndjson', redaction: 'default' });
  const canceled = await exports.cancel({ id: started.id });
  expect(canceled.state).toBe('canceled');
  expect(readdirSync(join(t.dataDir, 'transfer'))).toEqual([]);
  await expect(exports.file({ id: started.id })).rejects.toMatchObject({
    code: 'EXPORT_NOT_FOUND',
  });
});
