import { parse } from 'jsonc-parser';
import type { Environment } from '../../../preload/contract/app-model.ts';
import type { AppFiles } from './app-files.ts';

const TEMPLATE = /"%\(%%environment\.values\.([A-Za-z0-9_-]+)\)"/g;
const MARK = '%(%%environment';

/** A text with each `"%(%%environment.values.x)"` replaced by the value of the environment. */
export function templateResolver({ values: text }: Environment): (text: string) => string {
  const values = parse(text) as Record<string, unknown>;
  return (raw) =>
    raw.includes(MARK)
      ? raw.replaceAll(TEMPLATE, (whole, name: string) => {
          const value = Object.hasOwn(values, name) ? values[name] : undefined;
          return value === undefined ? whole : JSON.stringify(value);
        })
      : raw;
}

/** The files with their templates resolved, for use. The files themselves keep the templates. */
export function resolveTemplates(files: AppFiles, environment: Environment): AppFiles {
  const resolve = templateResolver(environment);
  const out = new Map<string, Buffer>();
  for (const [path, bytes] of files) {
    const holds = path.endsWith('.json') && bytes.includes(MARK);
    out.set(path, holds ? Buffer.from(resolve(bytes.toString('utf8'))) : bytes);
  }
  return out;
}
