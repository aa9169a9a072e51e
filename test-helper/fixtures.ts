import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Fixture } from './public.d.ts';

const FILE = 'request.json';

/** What `backstitch export --as fixtures` writes of one request. */
interface RequestFile {
  backstitch: number;
  method: string;
  target: string;
  headers: [string, string][];
  provider?: string | null;
  event?: string | null;
  resign?: { provider: string; secretEnv: string } | null;
}

/** As `public.d.ts` says. */
export function loadFixture(path: string): Fixture {
  const folder = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  const file = join(folder, FILE);
  if (!existsSync(file)) {
    throw new Error(`${path} is no fixture: there is no ${FILE} in it.`);
  }
  const read = readRequest(file);
  const { method, target, headers, provider = null, event = null, resign = null } = read;
  const name = basename(folder);
  return { name, method, target, headers, body: bodyIn(folder), provider, event, resign };
}

/** As `public.d.ts` says. */
export function fixtures(folder: string): Fixture[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, FILE)))
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => loadFixture(join(folder, name)));
}

function readRequest(file: string): RequestFile {
  let read: Partial<RequestFile>;
  try {
    read = JSON.parse(readFileSync(file, 'utf8')) as Partial<RequestFile>;
  } catch (cause) {
    throw new Error(`${file} is no JSON.`, { cause });
  }
  if (read.backstitch !== 1) {
    throw new Error(`${file} is of another version of Backstitch: this one reads version 1.`);
  }
  const { method, target, headers } = read;
  const isWhole =
    typeof method === 'string' && typeof target === 'string' && Array.isArray(headers);
  if (!isWhole) throw new Error(`${file} lacks a method, a target or headers.`);
  return read as RequestFile;
}

/** The one file `body.…`, whatever its ending; nothing where there is none. */
function bodyIn(folder: string): Uint8Array {
  const name = readdirSync(folder).find((one) => one.startsWith('body.'));
  return name === undefined ? new Uint8Array() : readFileSync(join(folder, name));
}
