import { z } from 'zod';
import { BackstitchError } from '../../../lib/errors.ts';
import { SECRET_NAME } from '../../../lib/secrets/secret-name.ts';
import { findByPattern } from '../output/find-url.ts';
import { isProgram, isShellScript } from './find-program.ts';

/** A value of the environment: a named secret, a variable of ours, or a text that is no secret. */
const Value = z.union([
  z.strictObject({ secret: z.string().min(1).max(64) }),
  z.strictObject({ env: z.string().min(1).max(200) }),
  z.string().max(4000),
]);

const CommandFile = z.strictObject({
  program: z.string().min(1).max(1000),
  args: z.array(z.string().max(2000)).max(100).default([]),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), Value).default({}),
  urlFrom: z.enum(['output', 'fixed']).default('output'),
  urlPattern: z.string().max(200).default(''),
  publicUrl: z.string().max(500).default(''),
  readyMs: z.number().int().min(5000).max(120_000).default(20_000),
  cwd: z.string().max(1000).optional(),
});

/** A program of the user's own, handed over at the start of Backstitch. */
export type OwnCommand = z.infer<typeof CommandFile>;

/**
 * Reads what `--tunnel-command` names. Only this way a program comes in that is no preset: a token of
 * the REST API must not become a shell.
 *
 * @param resolve finds a program by its name, as a shell would
 * @throws BackstitchError TUNNEL_INVALID, with the field
 */
export function readCommandFile(
  text: string,
  resolve: (program: string) => string | null,
): OwnCommand {
  const parsed = CommandFile.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    throw invalid(field, `The file does not describe a program: ${issue?.message ?? ''}.`, FORM);
  }
  const command = parsed.data;
  const program = /[\\/]/.test(command.program) ? command.program : resolve(command.program);
  if (program === null || !isProgram(program)) {
    throw invalid(
      'program',
      `The program ${command.program} is not found.`,
      'Write its whole path, or install it so that it is found in PATH.',
    );
  }
  if (isShellScript(program)) {
    throw invalid(
      'program',
      `${program} is a script of the shell, which is not started.`,
      'Name the program itself, an .exe.',
    );
  }
  refuseSecrets(command);
  checkUrlFields(command);
  return { ...command, program };
}

/** A secret among the arguments can be read by every program on the computer. */
function refuseSecrets({ args, env }: OwnCommand): void {
  args.forEach((arg, at) => {
    const name = /^-*([A-Za-z][\w.-]*)(=.)?/.exec(arg);
    if (name === null || !isTelling(name[1] ?? '')) return;
    const next = args[at + 1];
    const isNext = name[0] === arg && next !== undefined && !next.startsWith('-');
    if (name[2] === undefined && !isNext) return;
    throw invalid(
      'args',
      `The argument ${name[1]} would hold a secret, which every program of this computer can read.`,
      'Put it into the environment, as "env": {"NAME": {"secret": "name"}}.',
    );
  });
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== 'string' || value === '' || !isTelling(name)) continue;
    throw invalid(
      'env',
      `The file has the value of ${name} in plain text.`,
      'Write {"secret": "name"} for a named secret, or {"env": "NAME"} for a variable.',
    );
  }
}

/** `--token-file` names a file, which is no secret. */
function isTelling(name: string): boolean {
  return SECRET_NAME.test(name.toLowerCase()) && !/(?:file|path|dir)$/i.test(name);
}

function checkUrlFields({ urlFrom, urlPattern, publicUrl }: OwnCommand): void {
  if (urlFrom === 'fixed') {
    const url = URL.parse(publicUrl.replaceAll('{port}', '65535'));
    if (url !== null && /^https?:$/.test(url.protocol) && url.username === '') return;
    throw invalid('publicUrl', 'The public URL is not a web address.', FORM);
  }
  if (urlPattern === '') {
    throw invalid('urlPattern', 'A pattern for the public URL is missing.', FORM);
  }
  try {
    findByPattern(urlPattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid('urlPattern', `The pattern cannot be used: ${why}.`, 'Write it for RE2.');
  }
}

const FORM =
  'Write {"program": "…", "args": ["{port}"], "urlPattern": "(https://\\\\S+)"}, or "urlFrom": "fixed" with "publicUrl".';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no object either, which is said.
    return undefined;
  }
}

function invalid(field: string, message: string, hint: string): BackstitchError {
  return new BackstitchError('TUNNEL_INVALID', message, { hint, field });
}
