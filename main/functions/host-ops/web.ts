import type { HostOperation } from './operation.ts';
import { buffer, text } from './read.ts';

const PARTS = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

function partsOf(url: URL): string {
  const parts = [...PARTS, 'origin' as const].map((part) => [part, url[part]]);
  return JSON.stringify(Object.fromEntries(parts));
}

/** URLs and encodings of the web, as Node has them. */
export const web: Record<string, HostOperation> = {
  // Not imported: Node's HTTP would be a tenth of what a first call waits for.
  httpStatusCodes: () => JSON.stringify(process.getBuiltinModule('node:http').STATUS_CODES),
  /** The parts of a URL as JSON text; null where it is none. */
  readUrl: (input, base) => {
    const from = base === null ? undefined : text(base, 'the base');
    const url = URL.parse(text(input, 'the URL'), from);
    return url === null ? null : partsOf(url);
  },
  /** The same with one part changed; what the part cannot be leaves it as it was. */
  changeUrl: (href, part, value) => {
    const url = URL.parse(text(href, 'the URL'));
    const name = PARTS.find((one) => one === part);
    if (url === null || name === undefined) return null;
    const given = text(value, 'the part');
    // Only a whole URL can be refused.
    if (name === 'href' && !URL.canParse(given)) return null;
    url[name] = given;
    return partsOf(url);
  },
  /** The name of an encoding; null where there is none of that label. */
  textEncoding: (label) => {
    try {
      return new TextDecoder(text(label, 'the encoding')).encoding;
    } catch {
      return null;
    }
  },
  /** null where it is `fatal` and the bytes are not of that encoding. */
  decodeText: (encoding, bytes, fatal, ignoreBOM) => {
    const options = { fatal: fatal === true, ignoreBOM: ignoreBOM === true };
    const decoder = new TextDecoder(text(encoding, 'the encoding'), options);
    try {
      return decoder.decode(buffer(bytes, 'the bytes'));
    } catch {
      return null;
    }
  },
};
