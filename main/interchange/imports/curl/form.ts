import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** Gives the bytes of a file that a command names, one character a byte; a refusal is thrown. */
export type ReadNamed = (name: string) => Promise<string>;

/**
 * The body of `-F`, as curl writes it. Its boundary is not the one that curl would draw by lot.
 *
 * @param parts as given: `name=value`, `name=@file;type=…`, `name=<file`; `isString` takes all literally.
 */
export async function multipart(
  parts: readonly { value: string; isString: boolean }[],
  read: ReadNamed,
): Promise<{ boundary: string; body: string }> {
  const pieces: string[] = [];
  for (const { value, isString } of parts) pieces.push(await partOf(value, isString, read));
  const digest = createHash('sha256').update(pieces.join('\0'), 'latin1').digest('hex');
  const boundary = `------------------------${digest.slice(0, 22)}`;
  const body = pieces.map((piece) => `--${boundary}\r\n${piece}\r\n`).join('');
  return { boundary, body: `${body}--${boundary}--\r\n` };
}

async function partOf(given: string, isString: boolean, read: ReadNamed): Promise<string> {
  const equals = given.indexOf('=');
  const name = equals < 0 ? given : given.slice(0, equals);
  const text = equals < 0 ? '' : given.slice(equals + 1);
  const isFile = !isString && /^[@<]/.test(text);
  const [value, extras] = isString ? [text, []] : splitExtras(text);
  const type = extras.find(([key]) => key === 'type')?.[1];
  const named = extras.find(([key]) => key === 'filename')?.[1];
  const fileName = named ?? (text.startsWith('@') ? basename(value.slice(1)) : undefined);
  const head = [
    `Content-Disposition: form-data; name="${quoted(name)}"${
      fileName === undefined ? '' : `; filename="${quoted(fileName)}"`
    }`,
  ];
  const isUpload = fileName !== undefined;
  if (type !== undefined || isUpload) {
    head.push(`Content-Type: ${type ?? 'application/octet-stream'}`);
  }
  const content = isFile ? await read(value.slice(1)) : value;
  return `${head.join('\r\n')}\r\n\r\n${content}`;
}

const quoted = (text: string): string =>
  text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

function splitExtras(text: string): [string, [string, string][]] {
  const extras: [string, string][] = [];
  let value = text;
  for (;;) {
    const found = /^(.*);(type|filename)=("[^"]*"|[^;]*)$/s.exec(value);
    if (found === null) return [value.replace(/^"(.*)"$/s, '$1'), extras];
    extras.push([found[2] ?? '', (found[3] ?? '').replace(/^"(.*)"$/, '$1')]);
    value = found[1] ?? '';
  }
}
