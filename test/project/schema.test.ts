import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { fileSchema } from '../../main/project/schema.ts';
import { SCHEMA_FILE, schemaText } from './project-schema.ts';

it('schema/project.json is what the program reads: node test/project/project-schema.ts writes it', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
});

it('editors find with it what the program would refuse, and let parts stand in other files', () => {
  const check = new Ajv.default({ strict: false, validateFormats: false }).compile(fileSchema());
  const url = 'https://a.example';
  const good = {
    $schema: './backstitch.schema.json',
    endpoints: { a: { $file: 'a.json' }, b: { path: '/b', reply: { $file: 'reply.json' } } },
    destinations: { c: { url, authorization: [{ env: 'A' }, { secret: 'b' }] } },
    settings: { keepDays: 3 },
  };
  expect(check(good), JSON.stringify(check.errors)).toBe(true);
  for (const bad of [
    { endpoint: {} },
    { endpoints: { A: { path: '/' } } },
    { endpoints: { a: {} } },
    { destinations: { c: { url, authorization: 'Bearer x' } } },
    { destinations: { c: { url, allowPrivate: true } } },
    { tunnel: { mode: 'url' } },
  ]) {
    expect(check(bad), JSON.stringify(bad)).toBe(false);
  }
});
