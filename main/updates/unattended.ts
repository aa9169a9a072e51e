import { existsSync } from 'node:fs';

/** Files that container engines put into what they start. */
const MARKS = ['/.dockerenv', '/run/.containerenv'];

/**
 * Whether nobody sits in front of this process who could install a newer version: CI, a container, or a person who
 * wants no tool to ask (NO_UPDATE_NOTIFIER, which many know).
 *
 * @param exists whether a file is there
 */
export function isUnattended(
  env: Readonly<Record<string, string | undefined>> = process.env,
  exists: (path: string) => boolean = existsSync,
): boolean {
  const isSet = (name: string): boolean => !['', '0', 'false', undefined].includes(env[name]);
  const names = ['CI', 'NO_UPDATE_NOTIFIER', 'KUBERNETES_SERVICE_HOST', 'container'];
  return names.some(isSet) || MARKS.some(exists);
}
