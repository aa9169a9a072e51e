import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { IGNORED, IGNORED_WITH_VALUE, SHORT, SWITCHES, WITH_VALUE } from './curl-options.ts';
import { type FormPart, formBody, readFormPart } from './form-body.ts';
import { bytesOf, type ReadPasted, targetOf } from './pasted-request.ts';
import { type Shell, shellOf, shellWords } from './shell-words.ts';

interface Option {
  name: string;
  value: string;
}

interface Parsed {
  options: Option[];
  urls: string[];
}

/** Whether a text looks like a curl command, with or without the prompt before it. */
export function looksLikeCurl(text: string): boolean {
  return /^\s*(?:[$>%]\s+)?curl(?:\.exe)?\s+\S/.test(text);
}

/**
 * Reads a curl command as its shell and curl would, without running either. Whatever would be read
 * elsewhere (a file, a variable, a password that is asked for) is refused, and the text says what it was.
 */
export function readCurl(text: string, shell: Shell = shellOf(text)): ReadPasted {
  const command = text.replace(/^\s*(?:[$>%]\s+)?/, '');
  const split = shellWords(command, shell);
  if ('problem' in split) return split;
  const [program = '', ...words] = split.words;
  if (!/^curl(?:\.exe)?$/.test(program)) return { problem: 'This is not a curl command.' };
  const parsed = parse(words);
  return 'problem' in parsed ? parsed : requestOf(parsed);
}

function parse(words: readonly string[]): Parsed | { problem: string } {
  const options: Option[] = [];
  const urls: string[] = [];
  let onlyUrls = false;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (onlyUrls || !word.startsWith('-') || word === '-') {
      urls.push(word);
      continue;
    }
    if (word === '--') {
      onlyUrls = true;
      continue;
    }
    const found = word.startsWith('--') ? [{ name: word.slice(2) }] : shortOptions(word);
    for (const { name, attached } of found as { name: string; attached?: string }[]) {
      const known = kindOf(name);
      if (known === null) return { problem: `${word} is not known here. Leave it out.` };
      if (known === 'switch') {
        options.push({ name, value: '' });
        continue;
      }
      if (attached === undefined) i += 1;
      const value = attached ?? words[i];
      if (value === undefined) return { problem: `${word} has no value.` };
      if (name === 'url') urls.push(value);
      else options.push({ name, value });
    }
  }
  return { options, urls };
}

function kindOf(name: string): 'value' | 'switch' | null {
  if (WITH_VALUE.has(name) || IGNORED_WITH_VALUE.has(name)) return 'value';
  return SWITCHES.has(name) || IGNORED.has(name) ? 'switch' : null;
}

/** `-sX` before a value is two options, and the value of the last. */
function shortOptions(word: string): { name: string; attached?: string }[] {
  const found: { name: string; attached?: string }[] = [];
  for (let i = 1; i < word.length; i += 1) {
    const name = SHORT[word[i] ?? ''] ?? word.slice(i, i + 1);
    if (kindOf(name) !== 'value') {
      found.push({ name });
      continue;
    }
    const rest = word.slice(i + 1);
    found.push(rest === '' ? { name } : { name, attached: rest });
    break;
  }
  return found;
}

const fromFile = (what: string) => ({
  problem: `${what} is read from a file. Paste its text instead, or drop the file on the composer.`,
});

function requestOf({ options, urls }: Parsed): ReadPasted {
  const [first, ...more] = urls;
  if (first === undefined) return { problem: 'There is no URL in it.' };
  if (more.length > 0) return { problem: 'There is more than one URL in it.' };
  const all = (...names: string[]): Option[] => options.filter(({ name }) => names.includes(name));
  const has = (name: string): boolean => options.some((option) => option.name === name);
  const data = readData(options);
  if (data !== null && 'problem' in data) return data;
  const parts: FormPart[] = [];
  for (const { name, value } of all('form', 'form-string')) {
    const part = readFormPart(value, name === 'form-string');
    if ('problem' in part) return part;
    parts.push(part);
  }
  if (parts.length > 0 && data !== null) {
    return { problem: 'It has a form and data; a request has one body.' };
  }
  const headers = readHeaders(options);
  if ('problem' in headers) return headers;
  const { given, removed } = headers;
  const set = (name: string, value: string): void => {
    const isThere = given.some(([own]) => own.toLowerCase() === name.toLowerCase());
    if (!isThere && !removed.has(name.toLowerCase())) given.push([name, value]);
  };

  const url = /^[a-z][\w+.-]*:\/\//i.test(first) ? first : `http://${first}`;
  if (!/^https?:\/\//i.test(url)) return { problem: 'Only http and https URLs can be composed.' };
  const inQuery = has('get') && data !== null ? data.text : '';
  const queries = [inQuery, ...all('url-query').map(({ value }) => value)].filter(Boolean);
  const whole = withQuery(url.replace(/#.*$/s, ''), queries);

  let body = has('get') ? '' : (data?.text ?? '');
  if (parts.length > 0) {
    const form = formBody(parts);
    body = form.body;
    set('Content-Type', `multipart/form-data; boundary=${form.boundary}`);
  } else if (data !== null && !has('get')) {
    set('Content-Type', data.isJson ? 'application/json' : 'application/x-www-form-urlencoded');
  }
  if (data?.isJson === true) set('Accept', 'application/json');
  const sends = parts.length > 0 || (data !== null && !has('get'));
  const method = all('request').at(-1)?.value ?? (has('head') ? 'HEAD' : sends ? 'POST' : 'GET');
  return {
    request: { method, url: whole, target: targetOf(whole), headers: given, body: bytesOf(body) },
  };
}

function withQuery(url: string, queries: readonly string[]): string {
  if (queries.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${queries.join('&')}`;
}

/** All data options joined as curl joins them; null where there are none. */
function readData(
  options: readonly Option[],
): { text: string; isJson: boolean } | { problem: string } | null {
  let text: string | null = null;
  let isJson = false;
  for (const { name, value } of options) {
    if (!name.startsWith('data') && name !== 'json') continue;
    if (name !== 'data-raw' && name !== 'data-urlencode' && value.startsWith('@')) {
      return fromFile(`--${name} ${value}`);
    }
    if (name === 'json') {
      text = (text ?? '') + value;
      isJson = true;
      continue;
    }
    const piece = name === 'data-urlencode' ? urlEncoded(value) : value;
    if (piece === null) return fromFile(`--${name} ${value}`);
    text = text === null ? piece : `${text}&${piece}`;
  }
  return text === null ? null : { text, isJson };
}

/** `name=content`, `=content` or `content`, percent-encoded; null where it names a file. */
function urlEncoded(value: string): string | null {
  const at = value.search(/[=@]/);
  if (at >= 0 && value[at] === '@') return null;
  if (at < 0) return percent(value);
  const name = value.slice(0, at);
  return `${name}${name === '' ? '' : '='}${percent(value.slice(at + 1))}`;
}

const percent = (bytes: string): string =>
  bytes.replace(
    /[^A-Za-z0-9\-._~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

function readHeaders(
  options: readonly Option[],
): { given: HeaderPair[]; removed: Set<string> } | { problem: string } {
  const given: HeaderPair[] = [];
  const removed = new Set<string>();
  for (const { name, value } of options) {
    if (name === 'user-agent') given.push(['User-Agent', value]);
    if (name === 'referer') given.push(['Referer', value.replace(/;auto$/, '')]);
    if (name === 'oauth2-bearer') given.push(['Authorization', `Bearer ${value}`]);
    if (name === 'cookie') {
      if (!value.includes('=')) return fromFile(`--cookie ${value}`);
      given.push(['Cookie', value]);
    }
    if (name === 'user') {
      if (!value.includes(':')) {
        return { problem: 'curl would ask for the password of --user. Write name:password.' };
      }
      given.push(['Authorization', `Basic ${btoa(value)}`]);
    }
    if (name !== 'header') continue;
    if (value.startsWith('@')) return fromFile(`--header ${value}`);
    const [, header = '', mark = '', rest = ''] = /^([^:;]*)([:;]?)(.*)$/s.exec(value) ?? [];
    const text = rest.trim();
    if (mark === '') return { problem: `The header ${value} has no colon.` };
    if (mark === ':' && text === '') removed.add(header.trim().toLowerCase());
    else given.push([header.trim(), text]);
  }
  return { given, removed };
}
