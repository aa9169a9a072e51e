import { randomBytes } from 'node:crypto';
import { Binary } from 'bson';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { headerValue } from '../../../lib/headers.ts';
import { badArgument } from '../action-error.ts';
import { type Fields, fieldsOf, writeEjson } from '../ejson.ts';

/** A body with the header that it calls for, if it calls for one. */
export interface HttpBody {
  bytes: Buffer;
  contentType: string | null;
}

/**
 * @param exact EJSON text of all arguments as the function wrote it. Read and written again, its
 * numbers would change their types.
 * @throws ActionError InvalidParameter
 */
export function readBody(
  fields: Fields,
  headers: readonly HeaderPair[],
  exact: string | undefined,
): HttpBody {
  const { body, form } = fields;
  const given = headerValue(headers, 'content-type');
  if (form !== undefined && form !== null) {
    if (body !== undefined && body !== null) throw badArgument('use form or body, not both');
    return readForm(fieldsOf(form), given);
  }
  if (body === undefined || body === null) return plain(Buffer.alloc(0));
  if (fields.encodeBodyAsJSON === true) {
    const text = exact === undefined ? writeEjson(body) : exactBody(exact);
    return {
      bytes: Buffer.from(text, 'utf8'),
      contentType: given === undefined ? 'application/json' : null,
    };
  }
  if (typeof body === 'string') return plain(Buffer.from(body, 'utf8'));
  if (body instanceof Binary) return plain(Buffer.from(body.value()));
  throw badArgument('body has to be a string or a BSON.Binary; for an object set encodeBodyAsJSON');
}

const plain = (bytes: Buffer): HttpBody => ({ bytes, contentType: null });

// Canonical EJSON holds numbers as text: JSON.parse changes none of them.
const exactBody = (text: string): string => JSON.stringify(fieldsOf(JSON.parse(text)).body);

function readForm(form: Fields, given: string | undefined): HttpBody {
  const pairs = Object.entries(form).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  if (given?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true) {
    return plain(Buffer.from(new URLSearchParams(pairs).toString(), 'utf8'));
  }
  const boundary = `backstitch-${randomBytes(12).toString('hex')}`;
  const parts = pairs.map(([name, value]) => {
    const quoted = name.replaceAll(/["\r\n]/g, (c) => encodeURIComponent(c));
    return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"\r\n\r\n${value}\r\n`;
  });
  return {
    bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'utf8'),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
