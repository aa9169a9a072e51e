import { parse } from 'jsonc-parser';
import type { Environment } from '../../preload/contract/app-model.ts';
import type { AppFiles } from './app-files.ts';

const TEMPLATE = /"%\(%%environment\.values\.([A-Za-z0-9_-]+)\)"/g;

/**
 * The files with each `"%(%%environment.values.x)"` replaced by the value of the environment, for
 * use. The files themselves keep the template.
 */
export function resolveTemplates(files: AppFiles, environment: Environment): AppFiles {
  const values = parse(environment.values) as Record<string, unknown>;
  const out = new Map<string, Buffer>();
  for (const [path, bytes] of files) {
    if (path.endsWith('.json') && bytes.includes('%(%%environment')) {
      const text = bytes.toString('utf8').replaceAll(TEMPLATE, (whole, name: string) => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        return value === undefined ? whole : JSON.stringify(value);
      });
      out.set(path, Buffer.from(text));
    } else out.set(path, bytes);
  }
  return out;
}
