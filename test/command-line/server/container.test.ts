import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { healthCommand } from '../../../main/command-line/commands/server/health.ts';
import { serveCommand } from '../../../main/command-line/commands/serve.ts';
import { DEFAULT_INTAKE_PORT } from '../../../main/engine/options.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(join(ROOT, 'packaging', name), 'utf8');

/** Instructions of a Containerfile, lines that go on joined: name and what stands behind it. */
const instructions = read('Containerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => /^(\w+) (.*)$/.exec(line)!.slice(1) as [string, string]);
const given = (name: string): string[] =>
  instructions.filter(([known]) => known === name).map(([, rest]) => rest);
const words = (text: string): string[] => JSON.parse(/\[.*\]$/.exec(text)![0]) as string[];

const serving = serveCommand();
const flags = serving.options.map(({ long }) => long);
const sources = globSync('main/**/*.ts', { cwd: ROOT })
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n');
/** Of ours: those of a database image are not. */
const isKnown = (variable: string): boolean =>
  sources.includes(`'${variable}'`) ||
  (variable.endsWith('_FILE') && sources.includes(`'${variable.slice(0, -5)}'`));
const ours = (variables: object): string[] =>
  Object.keys(variables).filter((name) => name.startsWith('BACKSTITCH_'));

interface Compose {
  services: Record<
    string,
    {
      build?: { context: string; dockerfile: string; args: object };
      command?: string[];
      environment?: object;
      secrets?: string[];
      volumes?: string[];
      ports?: string[];
    }
  >;
  volumes: object;
  secrets?: object;
}

describe('the Containerfile', () => {
  it('starts a command that there is, with options that there are', () => {
    const [program, command, ...rest] = words(given('ENTRYPOINT')[0]!);
    expect([program, command]).toEqual(['backstitch', serving.name()]);
    // The parser of the command itself: it refuses what it does not know.
    const { operands, unknown } = serving.parseOptions(rest);
    expect({ operands, unknown }).toEqual({ operands: [], unknown: [] });
    expect(serving.opts()).toMatchObject({
      host: '0.0.0.0',
      dataDir: '/data',
      json: true,
      open: false,
    });
  });

  it('asks for its health with a command that there is, within the time it allows', () => {
    const [check = ''] = given('HEALTHCHECK');
    const [program, command, ...rest] = words(check);
    expect([program, command]).toEqual(['backstitch', 'health']);
    expect(healthCommand().parseOptions(rest)).toEqual({ operands: [], unknown: [] });
    expect(check).toContain('--timeout=3s');
  });

  it('runs as nobody special, on a folder of its own, and shows the port of webhooks alone', () => {
    const at = (name: string): number => instructions.findIndex(([known]) => known === name);
    expect(given('USER')).toEqual(['node']);
    expect(at('USER')).toBeLessThan(at('ENTRYPOINT'));
    expect(given('VOLUME')).toEqual(['/data']);
    expect(given('EXPOSE')).toEqual([String(DEFAULT_INTAKE_PORT)]);
    expect(given('RUN').join('\n')).toMatch(/--owner=node .*\/data/);
    expect(given('RUN').join('\n')).toContain('--ignore-scripts');
    for (const variable of given('ENV')) expect(isKnown(variable.split('=')[0]!)).toBe(true);
    // As package.json says.
    expect(given('FROM')[0]).toMatch(/^node:24-/);
  });
});

describe.each(['compose.yaml', 'compose.team.yaml'])('%s', (name) => {
  const { services, volumes, secrets = {} } = parse(read(name)) as Compose;
  const { backstitch } = services;
  const isTeam = name.includes('team');

  it('names options and variables that there are', (context) => {
    if (isTeam && !flags.includes('--team')) {
      return context.skip('There is no team in this Backstitch yet.');
    }
    expect((backstitch?.command ?? []).filter((flag) => !flags.includes(flag))).toEqual([]);
    expect(ours(backstitch?.environment ?? {}).filter((one) => !isKnown(one))).toEqual([]);
  });

  it('declares each volume and secret that is used, and no other', () => {
    const used = Object.values(services);
    const mounted = used.flatMap((one) => one.volumes ?? []).map((one) => one.split(':')[0]!);
    expect(Object.keys(volumes).toSorted()).toEqual(mounted.toSorted());
    const shown = used.flatMap((one) => one.secrets ?? []);
    expect(Object.keys(secrets).toSorted()).toEqual(shown.toSorted());
    for (const one of used) {
      const files = Object.entries(one.environment ?? {}).filter(([key]) => key.endsWith('_FILE'));
      expect(files.map(([, path]) => String(path))).toEqual(
        (one.secrets ?? []).map((secret) => `/run/secrets/${secret}`),
      );
    }
  });
});

it('compose.yaml builds the Containerfile, with arguments that it takes, and opens no port to the internet', () => {
  const { backstitch } = (parse(read('compose.yaml')) as Compose).services;
  expect(read(backstitch!.build!.dockerfile)).toContain('FROM node');
  const args = given('ARG').map((one) => one.split('=')[0]);
  expect(Object.keys(backstitch!.build!.args)).toEqual(args);
  const port = String(DEFAULT_INTAKE_PORT);
  expect(backstitch!.ports).toEqual([`127.0.0.1:${port}:${port}`]);
});
