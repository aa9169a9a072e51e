import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Snippet } from '../../../preload/contract/captures/snippets.ts';
import type { SnippetLanguage } from '../../../preload/rules/snippet-languages.ts';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { Connection } from '../connection/connection.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { print, printBytes, printError } from '../print.ts';
import { answer } from './answer.ts';
import { captureLine } from './capture-lines.ts';
import { captureNamed } from './named-capture.ts';
import { queryOf } from './searched.ts';

export interface ShowArguments extends Where {
  /** An id, `latest`, or `latest:SEARCH`. */
  id: string;
  body: boolean;
  reply: boolean;
  headers: boolean;
  /** The body with its content codings undone. */
  decoded: boolean;
  /** Prints what sends it again. */
  as?: SnippetLanguage | undefined;
  out?: string | undefined;
  json: boolean;
  quiet: boolean;
}

/**
 * Shows one capture, or a part of it.
 *
 * @throws BackstitchError CAPTURE_NOT_FOUND, BODY_NOT_FOUND
 */
export const runShow = (args: ShowArguments): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const id = await captureNamed(engine, args.id);
    if (args.as !== undefined) return showSnippet(engine, id, args.as, args);
    const capture = (await engine.ask(
      'GET',
      `/captures/${encodeURIComponent(id)}`,
    )) as CaptureDetail;
    if (args.body || args.out !== undefined) {
      const bytes = await engine.bytes(bodyPath(args, id));
      if (args.out === undefined) await printBytes(bytes);
      else {
        writeFileSync(args.out, bytes);
        if (!args.quiet) printError(`${bytes.length} bytes are in ${args.out}.`);
      }
    } else if (!args.json) {
      print(...(args.headers ? headerLines(capture, args.reply) : lines(capture)));
    }
    return { capture };
  });

/** Files that the text reads go beside it; without `--out` it is said where to get them. */
async function showSnippet(
  engine: Connection,
  id: string,
  language: SnippetLanguage,
  { out, json, quiet }: ShowArguments,
): Promise<Record<string, unknown>> {
  const at = `/captures/${encodeURIComponent(id)}`;
  const snippet = (await engine.ask('GET', `${at}/snippet${queryOf({ language })}`)) as Snippet;
  const { text, files, warnings } = snippet;
  const say = (line: string): void => {
    if (!quiet && !json) printError(line);
  };
  for (const warning of warnings) say(warning);
  const bytesOf = ({ bytes }: Snippet['files'][number]): Promise<Buffer> | Buffer =>
    bytes === null ? engine.bytes(`${at}/body`) : Buffer.from(bytes, 'base64');
  const [first] = files;
  if (out === undefined) {
    if (!json && text === '' && first !== undefined) await printBytes(await bytesOf(first));
    else if (!json) print(text);
    if (text !== '') {
      for (const { name } of files)
        say(`It reads ${name}: backstitch show ${id} --body --out ${name}`);
    }
  } else if (text === '' && first !== undefined) {
    writeFileSync(out, await bytesOf(first));
  } else {
    writeFileSync(out, language === 'raw' ? text : `${text}\n`);
    for (const file of files) {
      writeFileSync(join(dirname(out), file.name), await bytesOf(file));
      say(`Its body is in ${file.name} beside it.`);
    }
  }
  return { language, ...snippet };
}

function bodyPath({ reply, decoded }: ShowArguments, id: string): string {
  const of = reply ? 'reply' : 'request';
  const at = `/captures/${encodeURIComponent(id)}`;
  return decoded
    ? `${at}/decoded-body${queryOf({ of, unpack: true })}`
    : `${at}/${reply ? 'reply-' : ''}body`;
}

function headerLines(capture: CaptureDetail, ofReply: boolean): string[] {
  const headers = ofReply ? (capture.reply?.headers ?? []) : capture.headers;
  return headers.map(([name, value]) => `${name}: ${value}`);
}

function lines(capture: CaptureDetail): string[] {
  const { endpointName, provider, eventType, signature, sizeBytes, contentType, reason } = capture;
  const { note, durationMs, decidedBy } = capture;
  const sender = [provider, eventType].filter((one) => one !== null).join(' ');
  const facts: [string, string][] = [
    ['Endpoint', endpointName],
    [
      'Sender',
      sender === '' ? '' : `${sender}${signature === null ? '' : `, signature ${signature}`}`,
    ],
    ['Body', `${sizeBytes} bytes${contentType === null ? '' : `, ${contentType}`}`],
    ['Reply', replyOf(capture, durationMs)],
    ['Decided by', reason === null ? '' : `${decidedBy}: ${reason}`],
    ['Note', note],
  ];
  return [
    captureLine(capture),
    ...facts.filter(([, text]) => text !== '').map(([name, text]) => `  ${name.padEnd(12)}${text}`),
  ];
}

function replyOf({ reply }: CaptureDetail, durationMs: number | null): string {
  if (reply === null) return 'none yet';
  const after = durationMs === null ? '' : ` after ${Math.round(durationMs)} ms`;
  return `${reply.status} ${reply.reason}, ${reply.sizeBytes} bytes${after}`;
}
