import { type AppFiles, fieldsOf, readJson } from '../app-files.ts';
import { editJson, newJson, value } from '../edit-json.ts';
import { type AppEdit, EditRefused, open, put } from './draft.ts';

/** What an app says of the npm packages that its functions need. */
export const PACKAGE_FILE = 'functions/package.json';

/** What can be a package, and is no path. */
const NAME = /^(?:@[\w-][\w.-]*\/)?[\w-][\w.-]*$/;

/** Name to range, as the app asks for them; {} where it says nothing that can be read. */
export function packagesOf(files: AppFiles): Record<string, string> {
  const read = readJson(files, PACKAGE_FILE);
  const needs = read.kind === 'json' ? fieldsOf(fieldsOf(read.file.value)['dependencies']) : {};
  return Object.fromEntries(
    Object.entries(needs).filter(
      (pair): pair is [string, string] => NAME.test(pair[0]) && typeof pair[1] === 'string',
    ),
  );
}

/** Writes a package into the app's package.json, or takes it out; the rest of the file stays. */
export const savePackage =
  (name: string, range: string | undefined): AppEdit =>
  (files) => {
    const draft = open(files);
    const read = readJson(files, PACKAGE_FILE);
    if (read.kind === 'broken') throw new EditRefused(read.message, 'name');
    const to = range === undefined ? undefined : value(range);
    const text = files.get(PACKAGE_FILE)?.toString('utf8');
    if (text !== undefined && read.kind === 'json') {
      put(draft, PACKAGE_FILE, editJson(text, [{ path: ['dependencies', name], to }]));
    } else if (to !== undefined) {
      put(draft, PACKAGE_FILE, newJson({ dependencies: value({ [name]: range }) }));
    }
    return draft;
  };
