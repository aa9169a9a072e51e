import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCommandFile } from '../../main/tunnel/sessions/command/command-file.ts';
import { findProgram } from '../../main/tunnel/sessions/command/find-program.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const GOOD = { program: process.execPath, args: ['{port}'], urlPattern: '(https://\\S+)' };
const read = (part: object, resolve = (_name: string): string | null => null) =>
  readCommandFile(JSON.stringify({ ...GOOD, ...part }), resolve);

describe('a file with a program', () => {
  it('is taken as it is, with defaults', () => {
    expect(read({})).toEqual({
      ...GOOD,
      env: {},
      urlFrom: 'output',
      publicUrl: '',
      readyMs: 20_000,
    });
    expect(read({ program: 'node' }, () => process.execPath).program).toBe(process.execPath);
  });

  it.each([
    [['--token=abc']],
    [['--authtoken', 'abc']],
    [['--api-key', 'abc', '{port}']],
    [['tunnel', '--secret', 'abc']],
    [['add-authtoken', 'abc']],
    [['PASSWORD=abc']],
  ])('refuses a secret among the arguments: %j', (args) => {
    expect(() => read({ args })).toThrow(
      expect.objectContaining({ code: 'TUNNEL_INVALID', field: 'args' }),
    );
  });

  it.each([
    [['--token-file', '/x']],
    [['--token-file=/x']],
    [['--use-token', '--verbose']],
    [['--log', 'stdout']],
  ])('takes arguments that hold none: %j', (args) => {
    expect(read({ args }).args).toEqual(args);
  });

  it.each([
    ['program', { program: '/no/such/program' }],
    ['program', { program: 'no-such-program' }],
    ['env', { env: { SERVICE_TOKEN: 'abc' } }],
    ['env.A B', { env: { 'A B': 'x' } }],
    ['urlPattern', { urlPattern: '' }],
    ['urlPattern', { urlPattern: '(' }],
    ['urlPattern', { urlPattern: 'x'.repeat(201) }],
    ['publicUrl', { urlFrom: 'fixed', publicUrl: 'ftp://x' }],
    ['readyMs', { readyMs: 1 }],
    ['', { shell: true }],
  ])('refuses a wrong %s and names it: %j', (field, part) => {
    expect(() => read(part)).toThrow(expect.objectContaining({ code: 'TUNNEL_INVALID', field }));
  });

  it('refuses what only a shell can start, and what is no JSON', () => {
    using dir = tempDir();
    const script = join(dir.path, 'tunnel.CMD');
    writeFileSync(script, '');
    chmodSync(script, 0o755);
    expect(() => read({ program: script })).toThrow(/is a script of the shell/);
    expect(() => readCommandFile('{', () => null)).toThrow(/does not describe a program/);
  });
});

it('finds programs in PATH by whole folders only, and only those that can be started', () => {
  using dir = tempDir();
  using other = tempDir();
  const place = (folder: string, mode: number): string => {
    writeFileSync(join(folder, 'bore'), '');
    chmodSync(join(folder, 'bore'), mode);
    return join(folder, 'bore');
  };
  place(dir.path, 0o644);
  const found = place(other.path, 0o755);
  const PATH = ['', '.', 'bin', dir.path, other.path].join(delimiter);
  expect(findProgram('bore', { PATH }, 'linux')).toBe(found);
  expect(findProgram('bore', { PATH: dir.path }, 'linux')).toBeNull();
  expect(findProgram('bore', { PATH }, 'win32')).toBeNull();
});
