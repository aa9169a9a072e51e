import { BackstitchError } from '../../lib/errors.ts';
import { findByPattern } from '../sessions/output/find-url.ts';

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** A name to ask a relay for, in lower case; '' is none. */
export function checkName(field: string, text: string): string {
  const name = text.trim().toLowerCase();
  if (name === '' || DNS_LABEL.test(name)) return name;
  throw invalid(
    field,
    `“${name}” cannot be a subdomain.`,
    'Use letters, digits and hyphens; begin and end with a letter or digit.',
  );
}

/** A web address without a closing slash. */
export function checkUrl(field: string, what: string, text: string): string {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw invalid(field, `The ${what} is not a web address.`, 'Write it as https://example.com.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(field, `The ${what} contains a user name.`, 'Remove everything before the @.');
  }
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    throw invalid(field, `The ${what} has a query or fragment.`, 'Remove what follows ? or #.');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** A pattern of one's own for the public URL; '' is none. */
export function checkPattern(field: string, pattern: string): string {
  if (pattern === '') return pattern;
  try {
    findByPattern(pattern);
    return pattern;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid(field, `The pattern cannot be used: ${why}.`, 'Write it for RE2.');
  }
}

export function invalid(field: string, message: string, hint: string): BackstitchError {
  return new BackstitchError('TUNNEL_INVALID', message, { hint, field });
}
