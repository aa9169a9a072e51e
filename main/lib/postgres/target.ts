import { errorCode } from '../errors.ts';

/** Why a text is no URL of a server; null where it is one. */
export function checkTarget(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'Enter it as postgresql://user:password@host:5432/database.';
  }
  if (!/^postgres(?:ql)?:$/.test(url.protocol)) return 'It must begin with postgresql://.';
  if (url.hostname === '') return 'It has no host.';
  if (url.pathname.length < 2) return 'It has no database: postgresql://host:5432/database.';
  return null;
}

/** The URL as it may be shown. */
export function shownTarget(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '…';
  return decodeURI(url.href);
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'Nothing answers there. Is the server running?',
  ENOTFOUND: 'Unknown host.',
  ETIMEDOUT: 'The server does not answer.',
  ECONNRESET: 'The connection broke.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the server is for another host.',
  CERT_HAS_EXPIRED: 'The certificate of the server has expired.',
  ...Object.fromEntries(
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ].map((code) => [
      code,
      'This computer does not know who issued the certificate of the server: name the file of that authority with sslrootcert=FILE in the URL.',
    ]),
  ),
  '28P01': 'The password is wrong.',
  '28000': 'This user is not allowed to connect.',
  '3D000': 'There is no such database.',
  '42501': 'This user is not allowed to create a schema or table there.',
  '53100': 'The server’s disk is full.',
  '55P03': 'Another program is using the tables, so the column cannot be added now.',
  '57014': 'The server took too long.',
  '53300': 'The server accepts no more connections.',
  '54011': 'PostgreSQL allows 1600 columns in a table; there are more.',
  '57P01': 'The server was stopped.',
  '57P03': 'The server is starting or stopping.',
};

/** The SQLSTATE of an error of the server, or the code of one of the network; '' where it has none. */
export function codeOf(error: unknown): string {
  const found: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return errorCode(found);
}

/** What went wrong, for a person; never with the password. */
export function targetProblem(error: unknown): string {
  const found: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = found instanceof Error ? found.message : String(found);
  return WORDS[codeOf(error)] ?? message;
}
