import type { CommandTunnel } from '../../../../preload/contract/tunnel.ts';
import { COMMANDS } from '../../../../preload/rules/tunnel/presets.ts';
import { findByPattern, findByPreset, type FindUrl } from '../output/find-url.ts';
import { readOutput } from '../output/output.ts';
import type { OpenSession, SessionReport } from '../session-protocol.ts';
import type { OwnCommand } from './command-file.ts';
import { environmentFor } from './environment.ts';
import { findProgram, isProgram } from './find-program.ts';
import type { openPidFile } from './pid-file.ts';
import { startProgram, type Started } from './process.ts';

const EARLY_MS = 2_000;

export interface CommandParts {
  secretOf: (name: string) => string | undefined;
  /** What `--tunnel-command` handed over at this start. */
  own: () => OwnCommand | null;
  pids: ReturnType<typeof openPidFile>;
  /** Ours, of which an allow-list is passed on. */
  env: NodeJS.ProcessEnv;
  stopMs: number;
}

interface Plan {
  program: string;
  args: readonly string[];
  env: Record<string, string>;
  secrets: string[];
  cwd: string | undefined;
  /** Known beforehand; null: it is read from the output. */
  url: string | null;
  find: FindUrl;
}

type Refused = { code: string; message: string };

/** Sessions that are a program of others, which is started and read. */
export function openCommand(parts: CommandParts): OpenSession<'command'> {
  return ({ command, localPort }, report) => {
    const plan = planOf(command, localPort, parts);
    const stop =
      'code' in plan
        ? refuseSoon({ type: 'refused', refusal: { status: null, ...plan } }, report)
        : run(plan, parts, report);
    return { close: stop };
  };
}

/** Not before the session is known to its supervisor. */
function refuseSoon(refused: SessionReport, report: (r: SessionReport) => void) {
  queueMicrotask(() => report(refused));
  return (): Promise<void> => Promise.resolve();
}

function run(
  plan: Plan,
  { pids, stopMs }: CommandParts,
  report: (r: SessionReport) => void,
): () => Promise<void> {
  const from = performance.now();
  let registered = false;
  const tellUrl = (url: string): void => {
    registered = true;
    report({ type: 'registered', name: '', url });
  };
  const output = readOutput({
    find: plan.find,
    secrets: plan.secrets,
    onUrl: tellUrl,
    onLines: (lines) => report({ type: 'detail', detail: { lines } }),
  });
  const refuse = (code: string, message: string): void =>
    report({ type: 'refused', refusal: { status: null, code, message } });
  const started: Started = startProgram(
    { ...plan, stopMs },
    {
      out: (stream, chunk) => output.push(stream, chunk),
      failed: (error) => refuse('NOT_STARTED', error.message),
      ended(how) {
        output[Symbol.dispose]();
        report({ type: 'detail', detail: { pid: null } });
        if (registered) report({ type: 'lost', reason: `The program ended ${how}.` });
        else refuse(performance.now() - from < EARLY_MS ? 'ENDED_EARLY' : 'ENDED', how);
      },
    },
  );
  const { pid } = started;
  const kept = pid === undefined ? Promise.resolve() : pids.keep(pid);
  queueMicrotask(() => {
    if (pid === undefined) return;
    report({ type: 'detail', detail: { pid, lines: [] } });
    if (plan.url !== null) tellUrl(plan.url);
  });
  return async () => {
    await started.stop();
    output[Symbol.dispose]();
    await kept;
    await pids.forget();
  };
}

function planOf(command: CommandTunnel, port: number, parts: CommandParts): Plan | Refused {
  const filled = (args: readonly string[]): string[] =>
    args.map((arg) => arg.replaceAll('{port}', String(port)).replaceAll('{host}', '127.0.0.1'));
  if (command.preset === 'file') {
    const own = parts.own();
    if (own === null) return { code: 'NOT_HANDED_OVER', message: '' };
    if (!isProgram(own.program)) return { code: 'PROGRAM_MISSING', message: own.program };
    const found = ownEnvironment(own, parts);
    if ('code' in found) return found;
    const fixed = own.urlFrom === 'fixed';
    return {
      program: own.program,
      args: filled(own.args),
      ...found,
      cwd: own.cwd,
      url: fixed ? own.publicUrl.replaceAll('{port}', String(port)).replace(/\/+$/, '') : null,
      find: fixed ? () => null : findByPattern(own.urlPattern),
    };
  }
  const preset = COMMANDS[command.preset];
  const found = findProgram(preset.program, parts.env);
  if (found === null) return { code: 'PROGRAM_MISSING', message: command.program };
  if (found !== command.program) return { code: 'PROGRAM_MOVED', message: found };
  const token = tokenOf(command, preset.variable, parts);
  if (typeof token === 'object') return token;
  return {
    program: found,
    args: filled(preset.args),
    env: environmentFor(
      token === undefined || preset.variable === null ? {} : { [preset.variable]: token },
      parts.env,
    ),
    secrets: token === undefined ? [] : [token],
    cwd: undefined,
    url: preset.pattern === undefined ? command.publicUrl : null,
    find: finderOf(command, preset),
  };
}

function finderOf(
  { urlPattern }: CommandTunnel,
  { pattern, scheme }: (typeof COMMANDS)[keyof typeof COMMANDS],
): FindUrl {
  if (pattern === undefined || scheme === undefined) return () => null;
  return urlPattern === '' ? findByPreset({ pattern, scheme }) : findByPattern(urlPattern);
}

/** The named secret, else the variable of that name which Backstitch was started with. */
function tokenOf(
  { token }: CommandTunnel,
  variable: string | null,
  { secretOf, env }: CommandParts,
): string | undefined | Refused {
  if (variable === null) return undefined;
  if (token === '') return env[variable];
  return secretOf(token) ?? { code: 'SECRET_MISSING', message: token };
}

function ownEnvironment(
  own: OwnCommand,
  { secretOf, env }: CommandParts,
): { env: Record<string, string>; secrets: string[] } | Refused {
  const given: Record<string, string> = {};
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(own.env)) {
    if (typeof value === 'string') {
      given[name] = value;
      continue;
    }
    const source = 'secret' in value ? value.secret : value.env;
    const text = 'secret' in value ? secretOf(value.secret) : env[value.env];
    if (text === undefined) return { code: 'SECRET_MISSING', message: source };
    given[name] = text;
    secrets.push(text);
  }
  return { env: environmentFor(given, env), secrets };
}
