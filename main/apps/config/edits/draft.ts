import type { AppModel, Service } from '../../../../preload/contract/app-model.ts';
import type { AppFiles } from '../app-files.ts';
import { editJson, type FieldEdit, type FieldValue, newJson } from '../edit-json.ts';
import { environmentOf, readApp } from '../reading/read-app.ts';
import { templateResolver } from '../templates.ts';

/** A change of an app's files. It gets the present ones and gives the next. */
export type AppEdit = (files: AppFiles) => AppFiles;

/** An edit that makes no sense; the text is for a person. */
export class EditRefused extends Error {
  override name = 'EditRefused';
  readonly field: string | undefined;
  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

export type Draft = Map<string, Buffer>;

export const open = (files: AppFiles): Draft => new Map(files);

export function put(draft: Draft, path: string, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  if (draft.get(path)?.equals(bytes) !== true) draft.set(path, bytes);
}

/** Sets fields of a JSON file, or makes the file with `fresh` in that order. */
export function putJson(draft: Draft, path: string, fields: Record<string, FieldValue>): void {
  const text = draft.get(path)?.toString('utf8');
  if (text === undefined) put(draft, path, newJson(fields));
  else {
    const edits = Object.entries(fields).map(([name, to]): FieldEdit => ({ path: [name], to }));
    put(draft, path, editJson(text, edits, resolverOf(draft)));
  }
}

export function moveFolder(draft: Draft, from: string, to: string): void {
  if (from === to) return;
  for (const path of Array.from(draft.keys())) {
    if (!path.startsWith(`${from}/`)) continue;
    draft.set(to + path.slice(from.length), draft.get(path) as Buffer);
    draft.delete(path);
  }
}
export function removeFolder(draft: Draft, folder: string): void {
  for (const path of Array.from(draft.keys()))
    if (path.startsWith(`${folder}/`)) draft.delete(path);
}

const FILE_NAME = /^[^/\\:*?"<>|\p{Cc}]{1,200}$/u;
export function checkName(name: string, field: string, what: string): void {
  const plain = name.trim();
  if (plain === '' || name !== plain)
    throw new EditRefused(`The ${what} needs a name without spaces at its ends.`, field);
  if (!FILE_NAME.test(name) || name === '.' || name === '..') {
    throw new EditRefused(
      `"${name}" cannot be a file name on every system. Use letters, digits, _ and -.`,
      field,
    );
  }
}

export function model(files: AppFiles): AppModel {
  return readApp(files).model;
}
export function mustFindService(files: AppFiles, name: string): Service {
  const service = model(files).services.find((one) => one.name === name);
  if (service === undefined) throw new EditRefused(`There is no service "${name}".`);
  return service;
}

/** What a text of these files means once templates are resolved. */
export const resolverOf = (files: AppFiles): ((raw: string) => string) =>
  templateResolver(environmentOf(files));
