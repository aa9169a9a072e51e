import { existsSync } from 'node:fs';
import { win32 } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

export interface WindowsCommand {
  file: string;
  args: string[];
  /** The arguments are quoted already, as `cmd.exe` reads them. */
  verbatim: boolean;
}

/** Where a bare name such as `npm` is a script, `cmd.exe` runs it; Node starts no scripts by itself. */
const SCRIPT = /\.(?:cmd|bat)$/i;

/**
 * How program and arguments are started on Windows: as they are, or through `cmd.exe` where the program
 * is a script. What a shell would make of `&`, `%` or a quote is taken away from it.
 *
 * @param exists whether a path is a file; tests have another system
 */
export function windowsCommand(
  [name = '', ...args]: readonly string[],
  env: Variables,
  exists: (path: string) => boolean = existsSync,
): WindowsCommand {
  const found = findProgram(name, env, exists);
  if (!SCRIPT.test(found)) return { file: found, args, verbatim: false };
  // Scripts of npm hand their arguments to a second cmd.exe, which reads them again.
  const twice = /node_modules[\\/]\.bin[\\/][^\\/]+\.cmd$/i.test(found);
  const words = args.map((word) => {
    const once = escaped(quoted(word));
    return twice ? escaped(once) : once;
  });
  const line = [escaped(win32.normalize(found)), ...words].join(' ');
  return {
    file: env['ComSpec'] ?? env['COMSPEC'] ?? 'cmd.exe',
    args: ['/d', '/s', '/c', `"${line}"`],
    verbatim: true,
  };
}

function findProgram(name: string, env: Variables, exists: (path: string) => boolean): string {
  const endings = (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';');
  const isPath = /[\\/]/.test(name);
  const folders = isPath ? [''] : (env['PATH'] ?? env['Path'] ?? '').split(';').filter(Boolean);
  const hasEnding = endings.some((end) => name.toLowerCase().endsWith(end.toLowerCase()));
  for (const folder of folders) {
    const base = folder === '' ? name : win32.join(folder, name);
    const names = hasEnding ? [base] : endings.map((end) => base + end);
    const found = names.find((path) => exists(path));
    if (found !== undefined) return found;
  }
  // The system looks where we do not, and says what is missing.
  return name;
}

/** As a C program reads its command line: backslashes double only before a quote. */
const quoted = (word: string): string =>
  `"${word.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\*)$/, '$1$1')}"`;

/** Takes the meaning away from what `cmd.exe` would read, `%` included. */
const escaped = (text: string): string => text.replaceAll(/[()\][%!^"`<>&|;, *?]/g, '^$&');
