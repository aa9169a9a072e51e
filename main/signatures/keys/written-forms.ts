import type { SecretForm } from '../../../preload/contract/signatures/secrets.ts';
import { decodeText } from '../encoding.ts';
import { readKey } from '../keys.ts';
import type { KeyForm, Provider } from '../scheme.ts';

const PREFIX = 'whsec_';

/**
 * A pasted secret in another form, written as its provider writes secrets, so that it can be kept
 * and verifies from then on. Spaces around it never count.
 *
 * @returns null where it has no such form, or where the provider's way of writing cannot say it.
 */
export function inForm(provider: Provider | null, pasted: string, form: SecretForm): string | null {
  const value = pasted.trim();
  const other = (text: string): string | null => (text === value || text === '' ? null : text);
  switch (form) {
    case 'typed':
      return value === pasted ? value : null;
    case 'trimmed':
      return other(value) ?? (value === pasted ? null : value);
    case 'unquoted':
      return other(value.replace(/^(["'`])(.*)\1$/s, '$2'));
    case 'unprefixed':
      return other(value.replace(/^[a-z]+_/, ''));
    case 'prefixed':
      return value.startsWith(PREFIX) ? null : PREFIX + value;
    case 'line-break':
      return `${value}\n`;
    case 'text':
    case 'base64':
    case 'hex': {
      const key = sharedKeyOf(provider);
      const bytes = key === null ? null : bytesOf(value, form);
      const written = key === null || bytes === null ? null : writtenAs(bytes, key);
      return written === null ? null : other(written);
    }
  }
}

/** How the first scheme of a provider that signs with a shared secret reads it. */
function sharedKeyOf(provider: Provider | null): KeyForm | null {
  for (const scheme of provider?.schemes ?? []) {
    if (scheme.kind === 'mac' && scheme.mac.startsWith('hmac-')) return scheme.key;
  }
  return null;
}

function bytesOf(value: string, form: 'text' | 'base64' | 'hex'): Buffer | null {
  if (form === 'text') return Buffer.from(value);
  return decodeText(form === 'base64' ? value.replace(PREFIX, '') : value, form);
}

/** The text that a scheme reads as these bytes; null where there is none. */
function writtenAs(bytes: Buffer, key: KeyForm): string | null {
  switch (key) {
    case 'hex':
      return bytes.toString('hex');
    case 'base64':
      return bytes.toString('base64');
    case 'whsec':
    case 'whsec-or-text':
      return PREFIX + bytes.toString('base64');
    case 'utf8': {
      const text = bytes.toString('utf8');
      return Buffer.from(text).equals(bytes) && readKey(text, key) !== null ? text : null;
    }
    case 'nfkd':
    case 'sha1':
    case 'ed25519-hex':
    case 'ed25519-base64':
    case 'spki':
      return null;
  }
}
