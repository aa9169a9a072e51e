import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where packages come from, as npm is configured for this user. */
export interface Registries {
  /** URL of the registry for a package, with a slash at its end. */
  registryOf(name: string): string;
  /** Value of `Authorization` for a URL; undefined where nothing is configured for it. */
  authorizationFor(url: string): string | undefined;
}

const PUBLIC = 'https://registry.npmjs.org/';

/**
 * Reads npm's settings: `npm_config_registry` and the user's `.npmrc` (registries, scopes, tokens).
 *
 * @param env variables of the program; `HOME` finds the file.
 */
export function readRegistries(env: NodeJS.ProcessEnv): Registries {
  const file = fromEnvironment(env, 'userconfig') ?? join(env['HOME'] ?? homedir(), '.npmrc');
  const settings = parse(existsSync(file) ? readFileSync(file, 'utf8') : '', env);
  const usual = fromEnvironment(env, 'registry') ?? settings.get('registry') ?? PUBLIC;
  return {
    registryOf(name) {
      const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
      return withSlash((scope && settings.get(`${scope}:registry`)) || usual);
    },
    authorizationFor(url) {
      const { host, pathname } = new URL(url);
      // A token counts for its path and everything below.
      const parts = pathname.split('/');
      for (let depth = parts.length; depth > 0; depth -= 1) {
        const at = `//${host}${withSlash(parts.slice(0, depth).join('/'))}`;
        const token = settings.get(`${at}:_authToken`);
        if (token !== undefined) return `Bearer ${token}`;
        const basic = settings.get(`${at}:_auth`);
        if (basic !== undefined) return `Basic ${basic}`;
      }
      return undefined;
    },
  };
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

function fromEnvironment(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[`npm_config_${name}`] ?? env[`NPM_CONFIG_${name.toUpperCase()}`];
  return value === '' ? undefined : value;
}

/** `key = value` lines; `${NAME}` stands for a variable, as npm has it. */
function parse(text: string, env: NodeJS.ProcessEnv): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const cut = line.indexOf('=');
    if (cut < 0 || /^\s*[#;]/.test(line)) continue;
    const value = line
      .slice(cut + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => env[name] ?? whole);
    settings.set(line.slice(0, cut).trim(), value);
  }
  return settings;
}
