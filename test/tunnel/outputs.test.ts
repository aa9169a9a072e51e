import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findByPattern, findByPreset } from '../../main/tunnel/sessions/output/find-url.ts';
import { readOutput } from '../../main/tunnel/sessions/output/output.ts';
import { COMMANDS, SSH_RELAYS } from '../../preload/rules/tunnel/presets.ts';
import { runs } from '../helpers/runs.ts';
import { until } from '../helpers/until.ts';

// What the programs and relays were seen to print, in public repositories: none can be reached here.
const KEPT: readonly (readonly [file: string, preset: string, url: string])[] = [
  ['cloudflared', 'cloudflared', 'https://gentle-river-1234-foo.trycloudflare.com'],
  ['ngrok', 'ngrok', 'https://8e00-35-197-38-167.ngrok-free.app'],
  ['zrok2-text', 'zrok2', 'https://xxxxxxxxxxxx.share.zrok.io'],
  ['zrok2-json', 'zrok2', 'https://kqxfkboe3dpn.shares.zrok.io'],
  ['tailscale', 'tailscale', 'https://host.tail9f3a.ts.net'],
  ['bore', 'bore', 'http://bore.pub:34055'],
  ['localhost.run', 'localhost.run', 'https://9239ab27cc1ba2.lhr.life'],
  ['pinggy', 'pinggy', 'https://oonxa-192-0-2-7.run.pinggy-free.link'],
  ['serveo', 'serveo', 'https://relego.serveo.net'],
];

const bytesOf = (file: string): Buffer =>
  readFileSync(join(import.meta.dirname, 'outputs', `${file}.txt`));

function finderOf(name: string) {
  const preset = { ...COMMANDS, ...SSH_RELAYS }[name as keyof typeof COMMANDS];
  const { pattern, scheme } = preset;
  if (pattern === undefined || scheme === undefined) throw new Error(`${name} prints no URL`);
  return findByPreset({ pattern, scheme });
}

/** All URLs that are found when the bytes come in these pieces. */
function urlsIn(find: (line: string) => string | null, pieces: readonly Buffer[]): string[] {
  const urls: string[] = [];
  const output = readOutput({ find, secrets: [], onUrl: (url) => urls.push(url), onLines() {} });
  for (const piece of pieces) output.push('out', piece);
  output[Symbol.dispose]();
  return urls;
}

describe('what is printed', () => {
  it('has a kept output for each preset that prints a URL', () => {
    const printing = Object.entries({ ...COMMANDS, ...SSH_RELAYS }).filter(
      ([, one]) => one.pattern,
    );
    const kept = new Set(KEPT.map(([, preset]) => preset));
    expect(printing.map(([name]) => name).filter((name) => !kept.has(name))).toEqual([]);
  });

  it.each(KEPT)('of %s has its one URL, wherever it is cut', (file, preset, url) => {
    const bytes = bytesOf(file);
    const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (at) => {
        const edges = [0, ...at.toSorted((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((to, i) => bytes.subarray(edges[i], to));
        expect(urlsIn(finderOf(preset), pieces)).toEqual([url]);
      }),
      { numRuns: runs(100) },
    );
  });

  it('tells a URL at the end of a line that never ends', async () => {
    const urls: string[] = [];
    using output = readOutput({
      find: findByPattern('(https://\\S+)'),
      secrets: [],
      onUrl: (url) => urls.push(url),
      onLines() {},
    });
    output.push('out', 'ready: https://quiet');
    output.push('out', '.example.com/');
    expect(urls).toEqual([]);
    await until(() => urls.length > 0);
    expect(urls).toEqual(['https://quiet.example.com']);
  });

  it.each([
    'http://127.0.0.1:8976',
    'http://localhost:4040',
    'http://app.localhost/',
    'http://[::1]:1',
    'http://0.0.0.0:80',
    'http://127.1/',
    'http://[::ffff:127.0.0.1]/',
    'https://me:pw@relay.example',
    'javascript:alert(1)',
  ])('passes over %s, which leads to no public URL', (wrong) => {
    const find = findByPattern('[a-z]+:\\S+');
    expect(find(`see ${wrong}`)).toBeNull();
    expect(find(`from ${wrong} to https://relay.example/x/`)).toBe('https://relay.example/x');
  });

  it('is shown without colours and secrets, twenty lines at most', async () => {
    let lines: string[] = [];
    const output = readOutput({
      find: () => null,
      secrets: ['tok-4711'],
      onUrl() {},
      onLines: (told) => (lines = told),
    });
    for (let i = 0; i < 30; i += 1) output.push('out', `line ${i}\n`);
    output.push('error', '\u001b[31mwith tok-4711 and --authtoken=abcdef\u001b[0m\n');
    output.push('out', `${'x'.repeat(100_000)}\n`);
    await until(() => lines.length > 0);
    output[Symbol.dispose]();
    expect(lines).toHaveLength(20);
    expect(lines).toContain('with ••• and --authtoken=•••');
    expect(lines.every((line) => line.length <= 300)).toBe(true);
  });

  it('cannot hold up the thread with a pattern that would take for ever elsewhere', () => {
    const find = findByPattern('^(a+)+(https://b)$');
    const from = performance.now();
    expect(find('a'.repeat(2000))).toBeNull();
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(() => findByPattern('(?:(?:a{30}){30}){1}')).toThrow(/too many steps/);
  });
});
