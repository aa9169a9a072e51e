import { curlForBash } from './curl/curl-bash.ts';
import { curlForCmd } from './curl/curl-cmd.ts';
import { curlForPowerShell } from './curl/curl-powershell.ts';
import { fetchSnippet } from './languages/fetch-js.ts';
import { goSnippet } from './languages/go.ts';
import { httpieSnippet } from './languages/httpie.ts';
import { nodeSnippet } from './languages/node-http.ts';
import { phpSnippet } from './languages/php.ts';
import { powerShellSnippet } from './languages/powershell.ts';
import { pythonSnippet, pythonStdlibSnippet } from './languages/python.ts';
import { rubySnippet } from './languages/ruby.ts';
import { type Able, EXACT, limitsOf } from './limits.ts';
import { IN_PLACE_BYTES, utf8OrNull } from './literals.ts';
import { rawHttp } from './raw-http.ts';
import { PASTE_LIMIT, type SnippetRequest } from './snippet-request.ts';
import type { SnippetLanguage } from '../../preload/rules/snippet-languages.ts';

/** A request as text to paste. */
export interface Snippet {
  text: string;
  /** What the text reads beside itself, by the name it has there. */
  files: { name: string; bytes: Uint8Array }[];
  /** What its client cannot send as it was; the text begins with the same as comments. */
  warnings: string[];
}

interface Language {
  write: (request: SnippetRequest) => string;
  /** What a line begins with that is not read. */
  comment: string;
  able: Able;
  /** A longer body is a file. */
  inPlace: number;
}

const LANGUAGES: Record<Exclude<SnippetLanguage, 'raw'>, Language> = {
  curl: { write: curlForBash, comment: '#', able: EXACT, inPlace: PASTE_LIMIT },
  'curl-powershell': { write: curlForPowerShell, comment: '#', able: EXACT, inPlace: PASTE_LIMIT },
  'curl-cmd': { write: curlForCmd, comment: 'rem', able: EXACT, inPlace: PASTE_LIMIT },
  httpie: { write: httpieSnippet, comment: '#', able: EXACT, inPlace: PASTE_LIMIT },
  powershell: {
    write: powerShellSnippet,
    comment: '#',
    able: {
      ...EXACT,
      repeats: false,
      names: 'capitals',
      target: 'url',
      bytesInHeaders: false,
      adds: ['User-Agent'],
    },
    inPlace: IN_PLACE_BYTES,
  },
  fetch: {
    write: fetchSnippet,
    comment: '//',
    able: {
      ...EXACT,
      repeats: false,
      names: 'lower',
      target: 'url',
      bodyOfGet: false,
      adds: ['Accept', 'Accept-Encoding', 'Accept-Language', 'Sec-Fetch-Mode', 'User-Agent'],
    },
    inPlace: PASTE_LIMIT,
  },
  node: { write: nodeSnippet, comment: '//', able: EXACT, inPlace: IN_PLACE_BYTES },
  python: {
    write: pythonSnippet,
    comment: '#',
    able: { ...EXACT, repeats: false, target: 'url' },
    inPlace: IN_PLACE_BYTES,
  },
  'python-stdlib': {
    write: pythonStdlibSnippet,
    comment: '#',
    able: EXACT,
    inPlace: IN_PLACE_BYTES,
  },
  go: {
    write: goSnippet,
    comment: '//',
    able: { ...EXACT, order: false },
    inPlace: IN_PLACE_BYTES,
  },
  php: { write: phpSnippet, comment: '//', able: EXACT, inPlace: IN_PLACE_BYTES },
  ruby: {
    write: rubySnippet,
    comment: '#',
    able: { ...EXACT, repeats: false, names: 'capitals' },
    inPlace: IN_PLACE_BYTES,
  },
};

/**
 * A request in one of thirteen forms. Everything of a capture is quoted as data: nothing in it can become a
 * command of the shell, or code.
 *
 * @param notes what a person must know of it besides, such as a secret that was hidden
 */
export function writeSnippet(
  language: SnippetLanguage,
  request: SnippetRequest,
  notes: readonly string[] = [],
): Snippet {
  if (language === 'raw') return rawSnippet(request, notes);
  const { write, comment, able, inPlace } = LANGUAGES[language];
  const warnings = [...limitsOf(request, able), ...notes];
  const said = warnings.map((line) => `${comment} ${line}\n`).join('');
  const text = write(request);
  const open = '<?php\n';
  return {
    text: text.startsWith(open) ? open + said + text.slice(open.length) : said + text,
    files: request.body.length > inPlace ? [{ name: request.bodyFile, bytes: request.body }] : [],
    warnings,
  };
}

/** The message itself. One that text cannot hold is a file. */
function rawSnippet(request: SnippetRequest, notes: readonly string[]): Snippet {
  const { httpVersion = '1.1', trailers = [] } = request;
  const bytes = rawHttp({ ...request, httpVersion, trailers }, request.body);
  const text = bytes.includes(0) ? null : utf8OrNull(bytes);
  if (text !== null) return { text, files: [], warnings: [...notes] };
  return {
    text: '',
    files: [{ name: request.bodyFile.replace(/(?:\.[^.]*)?$/, '.http'), bytes }],
    warnings: [...notes, 'It has bytes that a text would change: take it as a file.'],
  };
}
