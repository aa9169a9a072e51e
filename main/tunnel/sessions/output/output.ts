import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { LINE_MAX, type FindUrl } from './find-url.ts';

const LINES_KEPT = 20;
/** Of a line that is shown. */
const SHOWN_MAX = 300;
/** A line without an end is looked at when nothing more came for so long: it may be half a URL. */
const QUIET_MS = 300;
/** So often the lines are told at most. */
const TELL_EVERY_MS = 250;

export interface Output extends Disposable {
  /** What came on one of several streams, each with lines of its own. */
  push(stream: string, chunk: Buffer | string): void;
}

/** Reads what a relay or program prints: finds the public URL in it and keeps the last lines. */
export function readOutput(parts: {
  find: FindUrl;
  /** Texts that are shown to nobody. */
  secrets: readonly string[];
  onUrl: (url: string) => void;
  onLines: (lines: string[]) => void;
}): Output {
  const streams = new Map<string, ReturnType<typeof lineStream>>();
  const kept: string[] = [];
  let last: string | null = null;
  let telling: NodeJS.Timeout | undefined;

  function look(line: string, before: string): void {
    const url = parts.find(line) ?? parts.find(before) ?? parts.find(`${before}\n${line}`);
    if (url === null || url === last) return;
    last = url;
    parts.onUrl(url);
  }

  function keep(line: string): void {
    const shown = masked(line.trim(), parts.secrets).slice(0, SHOWN_MAX);
    if (shown === '') return;
    kept.push(shown);
    if (kept.length > LINES_KEPT) kept.shift();
    telling ??= setTimeout(tell, TELL_EVERY_MS);
  }

  function tell(): void {
    telling = undefined;
    parts.onLines([...kept]);
  }

  return {
    push(stream, chunk) {
      const lines = streams.get(stream) ?? lineStream(look, keep);
      streams.set(stream, lines);
      lines.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    },
    /** What is left is told. */
    [Symbol.dispose]() {
      for (const lines of streams.values()) lines.end();
      if (telling === undefined) return;
      clearTimeout(telling);
      tell();
    },
  };
}

function lineStream(
  look: (line: string, before: string) => void,
  keep: (line: string) => void,
): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let before = '';
  let quiet: NodeJS.Timeout | undefined;

  function take(raw: string): void {
    const line = plain(raw);
    look(line, before);
    keep(line);
    if (line.trim() !== '') before = line;
  }

  return {
    push(chunk) {
      clearTimeout(quiet);
      const lines = (rest + decoder.write(chunk)).split(/[\r\n]+/);
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
      while (rest.length > LINE_MAX) {
        take(rest.slice(0, LINE_MAX));
        rest = rest.slice(LINE_MAX);
      }
      if (rest !== '') quiet = setTimeout(() => look(plain(rest), before), QUIET_MS);
    },
    end() {
      clearTimeout(quiet);
      if (rest !== '') take(rest);
      rest = '';
    },
  };
}

/** A line without colours and other controls. */
function plain(raw: string): string {
  return stripVTControlCharacters(raw.slice(0, LINE_MAX)).replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

/** `token=…` and the like: a program may print what it was told elsewhere than by us. */
const TELLING =
  /((?:token|secret|password|passwd|api[-_]?key|authorization)["']?\s*[=:]\s*["']?)[^\s"',;]+/gi;

function masked(line: string, secrets: readonly string[]): string {
  const told = secrets.reduce(
    (text, secret) => (secret.length < 4 ? text : text.replaceAll(secret, '•••')),
    line,
  );
  return told.replace(TELLING, '$1•••');
}
