import { bytesOfLatin1 } from './latin1.ts';

export interface FormField {
  /** As it stands on the wire. */
  rawName: string;
  /** Null where the field has no `=`. */
  rawValue: string | null;
  name: string;
  value: string;
  /** Why the decoded text is not the whole truth; null when it is. */
  problem: string | null;
}

const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;

/** Undoes `+` and `%xx`. A `%` that begins no escape stays, as browsers leave it. */
function decodePart(raw: string): { text: string; invalid: boolean } {
  const unescaped = raw
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const bytes = bytesOfLatin1(unescaped);
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      invalid: false,
    };
  } catch {
    // The fatal decoder's only way to say "not UTF-8".
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), invalid: true };
  }
}

function readField(raw: string): FormField {
  const equals = raw.indexOf('=');
  const rawName = equals < 0 ? raw : raw.slice(0, equals);
  const rawValue = equals < 0 ? null : raw.slice(equals + 1);
  const name = decodePart(rawName);
  const value = decodePart(rawValue ?? '');
  const problem = BAD_ESCAPE.test(raw)
    ? 'a % is not followed by two hex digits'
    : name.invalid || value.invalid
      ? 'the bytes are not UTF-8'
      : null;
  return { rawName, rawValue, name: name.text, value: value.text, problem };
}

/**
 * The fields of a query or an urlencoded body, in order, repeated names kept.
 *
 * @param source one character per byte (latin1), as the wire has it.
 */
export function formFields(source: string): FormField[] {
  return source
    .split('&')
    .filter((part) => part !== '')
    .map(readField);
}

/** The query of a raw request target, without the `?`; null when there is none. */
export function queryOf(target: string): string | null {
  const mark = target.indexOf('?');
  return mark < 0 ? null : target.slice(mark + 1);
}
