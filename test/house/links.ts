import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';

/** What a page in Markdown points at, and what can be pointed at in it. */
interface Read {
  /** Targets of links and pictures, as they are written. */
  targets: string[];
  /** Ids of its headings, as GitHub makes them. */
  anchors: string[];
  /** What stands in code spans of a line. */
  codes: string[];
}

const ABROAD = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** A name from the root of the project; anything else in a code span is no promise of a file. */
const FILE_NAME = /^(?:main|preload|renderer|test|docs|resources)\/[\w./-]+$/;

/** The end of a path, in TypeScript: scripts may be those of a package. */
const SHORT_NAME = /^[\w-][\w./-]*\.tsx?$/;

/** The files of a folder and all below it, as paths from there. */
export const filesBelow = (root: string): string[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => !['node_modules', '.git', 'out', 'dist', 'fixtures'].includes(entry.name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(join(root, entry.name)).map((path) => `${entry.name}/${path}`)
        : [entry.name],
    )
    .toSorted();

export const pagesBelow = (root: string): string[] =>
  filesBelow(root).filter((path) => path.endsWith('.md'));

/** Reads a page: code is no link, and a heading that comes twice gets a number. */
export function readPage(text: string): Read {
  const read: Read = { targets: [], anchors: [], codes: [] };
  const times = new Map<string, number>();
  void marked.walkTokens(marked.lexer(text), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') read.targets.push(String(token['href']));
    if (token.type === 'codespan') read.codes.push(String(token['text']));
    if (token.type === 'html') {
      read.targets.push(
        ...[...token.raw.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1] ?? ''),
      );
    }
    if (token.type !== 'heading') return;
    const slug = slugOf((token as Tokens.Heading).text);
    const before = times.get(slug) ?? 0;
    times.set(slug, before + 1);
    read.anchors.push(before === 0 ? slug : `${slug}-${before}`);
  });
  return read;
}

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

/** Links, anchors and pictures that lead nowhere, one sentence each. */
export function deadLinks(root: string, pages: readonly string[] = pagesBelow(root)): string[] {
  const pageAt = (path: string): Read => readPage(readFileSync(join(root, path), 'utf8'));
  return pages.flatMap((page) =>
    pageAt(page)
      .targets.filter((target) => !ABROAD.test(target))
      .flatMap((target) => {
        const [path = '', anchor] = target.split('#').map((part) => decodeURIComponent(part));
        const to = path === '' ? page : join(dirname(page), path).split(sep).join('/');
        if (relative(root, join(root, to)).startsWith('..') || !existsSync(join(root, to))) {
          return [`${page} links to ${path}, which does not exist.`];
        }
        if (anchor === undefined || !to.endsWith('.md')) return [];
        const isThere = pageAt(to).anchors.includes(anchor);
        return isThere ? [] : [`${page} links to #${anchor}, which ${to} does not have.`];
      }),
  );
}

/**
 * Files that a page names in code spans and that do not exist, one sentence each. A name from the root
 * is that file; a shorter one of TypeScript, such as `conclude.ts`, is any file whose path ends so.
 *
 * @param files the paths of all files, from the root
 */
export const deadNames = (root: string, page: string, files: readonly string[]): string[] =>
  readPage(readFileSync(join(root, page), 'utf8'))
    .codes.filter((code) =>
      FILE_NAME.test(code)
        ? !existsSync(join(root, code))
        : SHORT_NAME.test(code) && !files.some((file) => `/${file}`.endsWith(`/${code}`)),
    )
    .map((name) => `${page} names ${name}, which does not exist.`);

/** What stands in code spans of the first column of the tables with a certain heading there. */
export function firstCells(text: string, heading: RegExp): string[] {
  return marked
    .lexer(text)
    .filter((token): token is Tokens.Table => token.type === 'table')
    .filter(({ header }) => heading.test(header[0]?.text ?? ''))
    .flatMap(({ rows }) => rows)
    .flatMap(([first]) => [...(first?.text ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? ''));
}
