import { lstat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { ProjectProblem } from '../../preload/contract/interchange/project.ts';
import { BackstitchError } from '../lib/errors.ts';

/** @throws BackstitchError PROJECT_INVALID */
export function absolute(directory: string): string {
  if (isAbsolute(directory)) return resolve(directory);
  throw new BackstitchError('PROJECT_INVALID', `${directory} is no whole path.`, {
    hint: 'Write it from the root of the disk, such as /home/ann/shop.',
    field: 'directory',
  });
}

/** @throws BackstitchError PROJECT_INVALID */
export async function mustBeFolder(folder: string): Promise<void> {
  const stats = await lstat(folder).catch(() => undefined);
  if (stats?.isDirectory() === true) return;
  throw new BackstitchError('PROJECT_INVALID', `${folder} is no folder.`, { field: 'directory' });
}

/** The first problem as a refusal, with where it is. */
export function refusalOf(problems: readonly ProjectProblem[]): BackstitchError {
  const [first] = problems;
  const at = first === undefined ? '' : placeOf(first);
  const more = problems.length > 1 ? ` ${problems.length - 1} more.` : '';
  return new BackstitchError('PROJECT_INVALID', `${at}${first?.message ?? ''}${more}`.trim(), {
    field: 'directory',
  });
}

/** Where a problem is, as it stands before its words; empty where no file is to blame. */
export const placeOf = ({ file, line, column }: ProjectProblem): string =>
  file === null ? '' : line === null ? `${file}: ` : `${file}:${line}:${column}: `;
