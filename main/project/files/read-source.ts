import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { ProjectProblem } from '../../../preload/contract/interchange/project.ts';
import { errorCode } from '../../lib/errors.ts';
import type { Json } from '../canonical.ts';
import { fileNamed, plainName, problemAt, type Source, type SourceFile } from './source.ts';

export const FILE_NAME = 'backstitch.json';
export const FOLDER_NAME = 'backstitch';
const MOST_BYTES = 5_000_000;
const MOST_FILES = 500;
const DEEPEST = 40;

export type ReadSource =
  | { ok: true; source: Source; value: Json }
  | { ok: false; problems: ProjectProblem[]; file: string | null; isMissing: boolean };

class Refused extends Error {
  readonly problem: ProjectProblem;
  constructor(problem: ProjectProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const bare = (message: string, file: string | null = null): ProjectProblem => ({
  message,
  file,
  line: null,
  column: null,
});

/**
 * Reads `backstitch.json` of a folder, or of `backstitch/` in it, with all that it names by `$file`. What it
 * names lies below its folder, is no link and has 5 MB at most: a project is somebody else's text.
 */
export async function readSource(directory: string): Promise<ReadSource> {
  const inRoot = join(directory, FILE_NAME);
  const inFolder = join(directory, FOLDER_NAME, FILE_NAME);
  const [hasRoot, hasFolder] = [await isThere(inRoot), await isThere(inFolder)];
  if (hasRoot && hasFolder) {
    const message = `There are two project files: ${FILE_NAME} and ${FOLDER_NAME}/${FILE_NAME}. Keep one.`;
    return { ok: false, problems: [bare(message)], file: inRoot, isMissing: false };
  }
  if (!hasRoot && !hasFolder) {
    const message = `There is no ${FILE_NAME} in ${directory}. backstitch project init makes one.`;
    return { ok: false, problems: [bare(message)], file: null, isMissing: true };
  }
  const folder = hasRoot ? directory : join(directory, FOLDER_NAME);
  const files = new Map<string, SourceFile>();
  try {
    const main = await readFile(folder, FILE_NAME);
    files.set(FILE_NAME, main);
    const source: Source = { folder, main, files };
    const value = await valueOf(source, main, main.tree, [FILE_NAME]);
    return { ok: true, source, value };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return {
      ok: false,
      problems: [error.problem],
      file: join(folder, FILE_NAME),
      isMissing: false,
    };
  }
}

/** The value of a node, with the files that it names in place of their names. */
async function valueOf(
  source: Source,
  file: SourceFile,
  node: Node,
  trail: readonly string[],
  depth = 0,
): Promise<Json> {
  if (depth > DEEPEST)
    throw new Refused(problemAt(file, node.offset, 'This is nested too deeply.'));
  const named = fileNamed(node);
  if (named !== undefined) {
    const name = plainName(named);
    const inner = await follow(source, file, node, name, trail);
    return valueOf(source, inner, inner.tree, [...trail, name], depth + 1);
  }
  if (node.type === 'array') {
    const list: Json[] = [];
    for (const child of node.children ?? [])
      list.push(await valueOf(source, file, child, trail, depth + 1));
    return list;
  }
  if (node.type !== 'object') return node.value as Json;
  const fields: [string, Json][] = [];
  const seen = new Set<string>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const field = key.value as string;
    if (field === '__proto__')
      throw new Refused(problemAt(file, key.offset, `“${field}” cannot be a key.`));
    // Of two, editors and parsers take different ones.
    if (seen.has(field)) {
      throw new Refused(problemAt(file, key.offset, `“${field}” stands here twice.`));
    }
    seen.add(field);
    fields.push([field, await valueOf(source, file, value, trail, depth + 1)]);
  }
  return Object.fromEntries(fields);
}

async function follow(
  source: Source,
  from: SourceFile,
  node: Node,
  name: string,
  trail: readonly string[],
): Promise<SourceFile> {
  const refuse = (message: string): never => {
    throw new Refused(problemAt(from, node.offset, message));
  };
  const parts = name.split('/');
  const isBelow =
    !isAbsolute(name) &&
    !/[\\:\0]/.test(name) &&
    parts.every((part) => !/^(?:\.{0,2})$/.test(part));
  if (!isBelow) return refuse(`${name} does not lie below the folder of the project.`);
  if (!/\.jsonc?$/i.test(name)) return refuse(`${name} is no .json file.`);
  if (trail.includes(name)) return refuse(`${name} names itself.`);
  const known = source.files.get(name);
  if (known !== undefined) return refuse(`${name} is named twice.`);
  if (source.files.size >= MOST_FILES) return refuse(`More than ${MOST_FILES} files are named.`);
  try {
    const file = await readFile(source.folder, name);
    (source.files as Map<string, SourceFile>).set(name, file);
    return file;
  } catch (error) {
    // What is wrong inside the file is told by its own line.
    if (error instanceof Refused && error.problem.line === null) return refuse(error.message);
    throw error;
  }
}

/** Reads one file: a plain one, not too long, reached without any link. */
async function readFile(folder: string, name: string): Promise<SourceFile> {
  const path = join(folder, ...name.split('/'));
  const text = await plainText(folder, path, name);
  const deep = tooDeepAt(text);
  if (deep >= 0) throw new Refused(problemAt({ name, text }, deep, 'This is nested too deeply.'));
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined || tree === undefined) {
    const code = first === undefined ? 'It is empty' : words(printParseErrorCode(first.error));
    throw new Refused(problemAt({ name, text }, first?.offset ?? 0, `This is no JSON: ${code}.`));
  }
  return { name, path, text, hash: hashOf(text), tree };
}

// `SyntaxKind` of jsonc-parser, which has it as a type alone.
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, END] = [1, 2, 3, 4, 17];

/** Where a text nests deeper than the parser, which calls itself, could follow; -1 where it does not. */
function tooDeepAt(text: string): number {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token === OPEN_BRACE || token === OPEN_BRACKET) depth += 1;
    if (token === CLOSE_BRACE || token === CLOSE_BRACKET) depth -= 1;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return -1;
}

async function plainText(folder: string, path: string, name: string): Promise<string> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink())
      throw new Refused(bare(`${name} is a link; links are not followed.`, name));
    if (!stats.isFile()) throw new Refused(bare(`${name} is no file.`, name));
    const root = await realpath(folder);
    const real = await realpath(path);
    if (real !== resolve(root, ...name.split('/')) && !sameOnThisSystem(real, root, name)) {
      throw new Refused(bare(`${name} is reached by a link; links are not followed.`, name));
    }
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { size } = await handle.stat();
      if (size > MOST_BYTES) throw new Refused(bare(`${name} is larger than 5 MB.`, name));
      const text = await handle.readFile('utf8');
      return text.replace(/^\uFEFF/, '');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    const why = errorCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new Refused(bare(`${name} ${why}.`, name));
  }
}

/** Windows and macOS spell a path in other cases than it was asked for. */
const sameOnThisSystem = (real: string, root: string, name: string): boolean =>
  process.platform !== 'linux' &&
  real.toLowerCase() === [root, ...name.split('/')].join(sep).toLowerCase();

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** `CommaExpected` as words. */
const words = (code: string): string => code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
