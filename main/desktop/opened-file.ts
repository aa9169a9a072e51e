import { isAbsolute } from 'node:path';
import type { Import } from '../../preload/contract/interchange/imports.ts';
import { START_URL } from './app-url.ts';

/** Endings of the files that the desktop offers to open with Backstitch, as `electron-builder.yml` names them. */
export const OPENED_ENDINGS = ['backstitch', 'har'] as const;

const ENDING = new RegExp(String.raw`\.(?:${OPENED_ENDINGS.join('|')})$`, 'i');

/**
 * The file that a command line asks to be opened. Systems give its whole path; whatever else stands there is a flag of
 * ours, of Chromium, or no file of this kind.
 */
export const fileOfArguments = (argv: readonly string[]): string | undefined =>
  argv.find((argument) => !argument.startsWith('-') && isOpened(argument));

/** Whether a path is that of a file that Backstitch opens. What is in it decides later what it is. */
export const isOpened = (path: string): boolean => isAbsolute(path) && ENDING.test(path);

/** Address of the preview of a file that was read: nothing is imported before somebody says so there. */
export const importUrl = (id: Import['id']): string =>
  `${START_URL}#/import/${encodeURIComponent(id)}`;
