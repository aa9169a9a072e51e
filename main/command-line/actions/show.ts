import { writeFileSync } from 'node:fs';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
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
