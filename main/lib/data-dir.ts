import { homedir } from 'node:os';
import { join } from 'node:path';

/** The platform's folder for data of this user and program. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Backstitch');
  if (platform === 'win32') {
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Backstitch');
  }
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'backstitch');
}
