/** One field of a form. All texts are bytes, one character each. */
export interface FormPart {
  name: string;
  content: string;
  fileName: string | null;
  type: string | null;
}

/**
 * Reads what curl's `--form` is given: `name=content`, then `;type=` and `;filename=`; content in double
 * quotes may hold semicolons.
 *
 * @param isLiteral as `--form-string`: all after the first `=` is content
 */
export function readFormPart(value: string, isLiteral: boolean): FormPart | { problem: string } {
  const at = value.indexOf('=');
  if (at < 0) return { problem: `The form field ${value} has no =.` };
  const name = value.slice(0, at);
  const rest = value.slice(at + 1);
  if (isLiteral) return { name, content: rest, fileName: null, type: null };
  if (/^[@<]/.test(rest)) {
    return {
      problem: `The form field ${name} is read from a file (${rest.slice(1)}). Paste its text instead.`,
    };
  }
  const quoted = /^"((?:[^"\\]|\\.)*)"(.*)$/s.exec(rest);
  const settings = /^(.*?)((?:;\s*(?:type|filename|encoder)=[^;]*)*)$/s.exec(rest);
  const content =
    quoted === null ? (settings?.[1] ?? rest) : (quoted[1] ?? '').replace(/\\(["\\])/g, '$1');
  const after = quoted === null ? (settings?.[2] ?? '') : (quoted[2] ?? '');
  const of = (key: string): string | null =>
    new RegExp(`;\\s*${key}=("?)([^;"]*)\\1`).exec(after)?.[2] ?? null;
  return { name, content, fileName: of('filename'), type: of('type') };
}

/** A form as multipart/form-data (RFC 7578), with a boundary that none of its fields contains. */
export function formBody(parts: readonly FormPart[]): { body: string; boundary: string } {
  let n = 1;
  const boundaryOf = (): string => `------------------------backstitch${n}`;
  while (parts.some(({ content }) => content.includes(boundaryOf()))) n += 1;
  const boundary = boundaryOf();
  const quote = (text: string): string =>
    text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const lines = parts.flatMap(({ name, content, fileName, type }) => [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${quote(name)}"${fileName === null ? '' : `; filename="${quote(fileName)}"`}`,
    ...(type === null ? [] : [`Content-Type: ${type}`]),
    '',
    content,
  ]);
  return { body: [...lines, `--${boundary}--`, ''].join('\r\n'), boundary };
}
