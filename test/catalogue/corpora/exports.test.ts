import { execFile } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { schemaFiles, type Writable } from '../../../main/catalogue/files.ts';
import { readJson } from '../../../main/catalogue/shape/json.ts';
import { addSample, emptyShape } from '../../../main/catalogue/shape/shape.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { type CorpusType, githubCorpus, stripeCorpus } from './corpora.ts';

const MODULES = join(import.meta.dirname, '../../../node_modules');

/** What the compiler says of files; '' where nothing is wrong. */
const compile = (dir: string, ...files: string[]): Promise<string> =>
  new Promise((resolve) => {
    const flags = [
      '--strict',
      '--noEmit',
      '--skipLibCheck',
      '--allowImportingTsExtensions',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--target',
      'es2022',
      '--types',
      '',
    ];
    execFile(
      process.execPath,
      [join(MODULES, 'typescript/bin/tsc'), ...flags, ...files],
      { cwd: dir },
      (error, said) => resolve(error === null ? '' : said || error.message),
    );
  });

const corpora = [...githubCorpus(), ...stripeCorpus()];

function writable({ provider, event, bodies }: CorpusType): Writable {
  const shape = emptyShape();
  for (const body of bodies) addSample(shape, readJson(body)?.value, 0);
  const named = { provider, event, version: null, endpointName: '', method: 'POST' };
  const headers = new Map([
    ['x-github-event', bodies.length],
    ['host', bodies.length],
  ]);
  return { named, learned: { shape, headers }, signatureHeaders: ['x-hub-signature-256'] };
}

// A compiler takes seconds for all of them: the largest and a share of the others say as much.
const chosen = corpora.filter((_, n) => n % 11 === 0);
const types = chosen.map(writable);

describe('schemas of public payloads', () => {
  it('are JSON Schema that every payload fits', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true });
    for (const [at, type] of types.entries()) {
      const [file] = schemaFiles([type], 'json-schema');
      const schema = JSON.parse(file?.text ?? '') as object;
      expect(ajv.validateSchema(schema), file?.name).toBe(true);
      const validate = ajv.compile(schema);
      for (const body of chosen[at]?.bodies ?? []) {
        expect(validate(JSON.parse(body)), JSON.stringify(validate.errors)).toBe(true);
      }
    }
  });

  it('are TypeScript that compiles, and that every payload satisfies', async () => {
    using dir = tempDir();
    const [file] = schemaFiles(types, 'typescript');
    const names = [...(file?.text ?? '').matchAll(/^export interface (\w+) /gm)].map(
      ([, name]) => name ?? '',
    );
    const own = names.filter((name) => !name.endsWith('Events'));
    expect(own).toHaveLength(types.length);
    const uses = own.flatMap((name, at) =>
      (chosen[at]?.bodies ?? []).map((body) => `(${body}) satisfies T.${name};`),
    );
    writeFileSync(join(dir.path, 'events.ts'), file?.text ?? '');
    const main = join(dir.path, 'uses.ts');
    writeFileSync(main, `import type * as T from './events.ts';\n${uses.join('\n')}\n`);
    expect(await compile(dir.path, main)).toBe('');
    expect(file?.text).toContain('export type GithubEvent = GithubEvents[keyof GithubEvents];');
  });

  it('are Zod that runs, and that takes every payload', async () => {
    const [file] = schemaFiles(types, 'zod');
    using dir = tempDir();
    symlinkSync(MODULES, join(dir.path, 'node_modules'));
    writeFileSync(join(dir.path, 'events.ts'), file?.text ?? '');
    expect(await compile(dir.path, 'events.ts')).toBe('');
    const script = join(dir.path, 'events.mjs');
    writeFileSync(script, stripTypeScriptTypes(file?.text ?? ''));
    const schemas = Object.values((await import(pathToFileURL(script).href)) as object) as {
      safeParse: (value: unknown) => { success: boolean };
    }[];
    // Names of a module come in the order of letters: each payload fits one of them, and its own first.
    expect(schemas).toHaveLength(types.length);
    for (const { bodies } of chosen) {
      const fitting = schemas.filter((schema) =>
        bodies.every((body) => schema.safeParse(JSON.parse(body)).success),
      );
      expect(fitting.length).toBeGreaterThan(0);
    }
  });

  it('are webhooks of OpenAPI, with the headers of the sender', () => {
    const [file] = schemaFiles(types, 'openapi');
    const document = JSON.parse(file?.text ?? '') as {
      openapi: string;
      webhooks: Record<string, unknown>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.webhooks)).toHaveLength(types.length);
    const [first] = Object.values(document.webhooks);
    expect(first).toMatchObject({
      post: { parameters: [{ name: 'x-github-event', in: 'header' }] },
    });
  });

  it('do not let what a sender wrote become code', () => {
    const evil = '*/ process.exit(1) /*\n\'"`${1}';
    const shape = emptyShape();
    for (let n = 0; n < 24; n += 1) addSample(shape, { [evil]: ['a', evil][n % 2] }, 0);
    const named = { provider: evil, event: evil, version: evil, endpointName: '', method: 'POST' };
    const type: Writable = { named, learned: { shape, headers: new Map() }, signatureHeaders: [] };
    for (const form of ['typescript', 'zod'] as const) {
      const [file] = schemaFiles([type], form);
      expect(file?.name).toMatch(/^[\w.-]+$/);
      expect(() => stripTypeScriptTypes(file?.text ?? '')).not.toThrow();
      expect(file?.text.replace(/"(?:[^"\\]|\\.)*"|\/\*(?:[^*]|\*(?!\/))*\*\//g, '')).not.toContain(
        'exit',
      );
    }
  });
});
