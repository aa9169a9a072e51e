import { describe, expect, it } from 'vitest';
import { runProgram } from '../../main/command-line/program.ts';
import { readServeArguments } from '../../main/command-line/serve-arguments.ts';
import { BackstitchError } from '../../main/lib/errors.ts';
import { runCli } from '../helpers/run-cli.ts';

/** What a command line is refused with: message and hint in one line, as they are printed. */
async function refusal(line: string): Promise<string> {
  const error = await runProgram(line === '' ? [] : line.split(' ')).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof BackstitchError)) throw new Error(`“${line}” was not refused in words.`);
  expect(error.code).toBe('BAD_ARGUMENT');
  return `${error.message} ${error.hint}`;
}

describe('a command that does not exist', () => {
  it.each([
    ['sevre', 'There is no command “sevre”. Did you mean serve?'],
    ['lst', 'There is no command “lst”. Did you mean list?'],
    ['exprot out', 'There is no command “exprot”. Did you mean export?'],
    ['packages instal axios', 'There is no command “packages instal”. Did you mean install?'],
    [
      'frobnicate',
      'There is no command “frobnicate”. Commands: open, serve, run, login, status, health, list, show, tail, wait, expect, suite, mark, replay, backfill, diff, catalogue, drift, trace, export, import, export-app, mcp, project, secret, team, packages, add, deliver, singer, completion.',
    ],
    [
      'packages',
      'packages needs list, install or remove. backstitch packages --help lists what there is.',
    ],
  ])('%s is answered with the nearest, or with what there is', async (line, answer) => {
    expect(await refusal(line)).toBe(answer);
  });
});

describe('an option that does not exist', () => {
  it.each([
    ['serve --prot 1', "Unknown option '--prot'. Did you mean --port? backstitch serve --help"],
    ['--prot 1', "Unknown option '--prot'. Did you mean --port? backstitch open --help"],
    ['packages list --ap x', "Unknown option '--ap'. Did you mean --app? backstitch packages list"],
    [
      'export-app out --app-id x',
      "Unknown option '--app-id'. Did you mean --app? backstitch export-app --help",
    ],
    // Each command takes its own only: one that would do nothing is refused.
    ['import dir --redact-secrets', "Unknown option '--redact-secrets'. backstitch import --help"],
    ['open --recover backup', "Unknown option '--recover'."],
    ['login --port 1', "Unknown option '--port'."],
    ['list --limti 1', "Unknown option '--limti'. Did you mean --limit? backstitch list --help"],
    [
      'list -status:5xx',
      'There is no option -status:5xx. A search that begins with - is written --search=-status:5xx,',
    ],
  ])('%s is refused, with the nearest name and where to look', async (line, start) => {
    expect((await refusal(line)).slice(0, start.length)).toBe(start);
  });
});

describe('a command with too little or too much behind it', () => {
  it.each([
    [
      'import',
      'Nothing is named to import. Name a file, the folder of an app, or - for standard input.',
    ],
    ['export-app a b', 'export-app needs one directory. backstitch export-app <directory>; --help'],
    ['singer', 'singer needs one schema. backstitch singer <schema>; --help'],
    [
      'deliver shop',
      'deliver needs a destination and a file. backstitch deliver <destination> <file>;',
    ],
    [
      'packages remove',
      'remove needs at least one package. backstitch packages remove <package...>;',
    ],
    ['packages list x', 'list takes no “x”. backstitch packages list --help lists what there is.'],
    ['serve now', 'serve takes no “now”. backstitch serve --help lists what there is.'],
    ['--port 0 serve', 'open takes no “serve”. Write the command first: backstitch serve …'],
  ])('%s is refused with how it is written', async (line, start) => {
    expect((await refusal(line)).slice(0, start.length)).toBe(start);
  });
});

describe('the value of an option', () => {
  it.each([
    ['serve --port', '--port <port> needs a value.'],
    ['serve --port -1', '--port -1 is not a port.'],
    ['serve --control-port 1e3', '--control-port 1e3 is not a port.'],
    ['deliver a b --control-port x', '--control-port x is not a port.'],
    ['serve --data-dir --json', '--data-dir needs a value, and “--json” is an option.'],
    ['deliver a b --id --json', '--id needs a value, and “--json” is an option.'],
    ['serve --recover all', '--recover all is not known. Write one of backup, salvage, beside.'],
    [
      'serve --tunnel ngrok',
      '--tunnel ngrok is not understood. Write off, localtunnel, ssh://user@host, preset:NAME, or a URL',
    ],
    [
      'serve --tunnel ssh://example.com',
      '--tunnel ssh://example.com is not understood. Write ssh://user@host',
    ],
    [
      'serve --tunnel ssh://me:pw@example.com',
      '--tunnel ssh://me:…@example.com is not understood. Write',
    ],
    [
      'serve --tunnel off --tunnel-command a.json',
      '--tunnel and --tunnel-command name a tunnel each.',
    ],
    ['singer a --alias x', '“x” is no alias.'],
    ['singer A-b', '“A-b” is no name of a schema.'],
    ['list --limit 0', '--limit 0 is no number.'],
    ['list --since yesterday', '--since yesterday is no time.'],
    ['list --columns a', 'There is no column “a”. Columns: id, time,'],
    ['list a --search=b', 'The search is given twice.'],
    ['wait --count 5..2', '--count 5..2 is no number.'],
    ['wait --timeout 10', '--timeout 10 is no length of time. Write 500ms,'],
    ['replay a --expect-status 600', '--expect-status 600 is no status. Write 200, 2xx,'],
    ['replay a --resign --strip', '--resign and --strip exclude each other.'],
    ['replay a --new-id', '--new-id goes with --resign.'],
    ['show latest --json --body', '--json has no bytes.'],
    ['completion csh', 'There is no completion for csh. Write one of bash, zsh, fish.'],
  ])('%s is refused', async (line, start) => {
    expect((await refusal(line)).slice(0, start.length)).toBe(start);
  });

  it('is taken as it is written', () => {
    const read = (...argv: string[]) => readServeArguments(argv);
    expect(read()).toMatchObject({ port: undefined, controlPort: 8977, json: false, open: true });
    expect(read('--port', '0', '--no-open', '--json')).toMatchObject({
      port: 0,
      open: false,
      json: true,
    });
    expect(read('--data-dir=/tmp/a=b').dataDir).toBe('/tmp/a=b');
    expect(read('--subdomain', 'open').tunnel).toEqual({ mode: 'localtunnel', subdomain: 'open' });
    expect(read('--tunnel', 'HTTPS://a.example').tunnel).toEqual({
      mode: 'url',
      url: 'HTTPS://a.example',
    });
    expect(read('--port', '1', '--port', '2').port).toBe(2);
  });
});

describe('help', () => {
  it('of the program names every command, on stdout', async () => {
    const { code, stdout, stderr } = await runCli('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of [
      'open',
      'serve',
      'login',
      'import',
      'export',
      'export-app',
      'packages',
      'deliver',
      'singer',
      'status',
      'list',
      'show',
      'tail',
      'wait',
      'mark',
      'replay',
      'diff',
      'completion',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('of a command has its options and examples that it takes', async () => {
    const [asked, named] = await Promise.all([
      runCli('packages', 'install', '--help'),
      runCli('help', 'export-app'),
    ]);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toMatch(/--no-save.*\n.*--help[\s\S]*Examples:\n {2}backstitch packages/);
    expect(named).toMatchObject({ code: 0, stderr: '' });
    expect(named.stdout).toMatch(/--redact-secrets[\s\S]*Examples:\n {2}backstitch export-app/);
  });
});
