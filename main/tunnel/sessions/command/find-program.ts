import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, extname, isAbsolute, join } from 'node:path';

/**
 * Where a program is found, as a shell would find it, or null. Folders of PATH that are relative are
 * passed over: what they hold depends on where Backstitch was started.
 */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const file = platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (isAbsolute(folder) && isProgram(join(folder, file))) return join(folder, file);
  }
  return null;
}

/** A file that may be started. */
export function isProgram(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us.
    return false;
  }
}

/** Node starts these by a shell alone, which would read the arguments once more. */
export function isShellScript(program: string): boolean {
  return ['.cmd', '.bat'].includes(extname(program).toLowerCase());
}
