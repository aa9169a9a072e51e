import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import type { HostOperation, HostValue } from './operation.ts';
import { buffer, exact, oneOf, record, text } from './read.ts';

const KINDS = ['private', 'public'] as const;
const FORMS = ['pem', 'der', 'jwk'] as const;
const TYPES = ['pkcs1', 'pkcs8', 'spki', 'sec1'] as const;

function readKey(
  kind: (typeof KINDS)[number],
  form: (typeof FORMS)[number],
  data: HostValue | undefined,
  type: HostValue | undefined,
  passphrase: HostValue | undefined,
): KeyObject {
  const create = kind === 'private' ? createPrivateKey : createPublicKey;
  if (form === 'jwk') {
    return create({ format: 'jwk', key: JSON.parse(text(data, 'the key')) as never });
  }
  const usual = kind === 'private' ? 'pkcs8' : 'spki';
  const given = {
    key: form === 'der' ? buffer(data, 'the key') : text(data, 'the key'),
    format: form,
    ...(form === 'der' && {
      type: oneOf(typeof type === 'string' ? type : usual, TYPES, 'type of key'),
    }),
    ...(typeof passphrase === 'string' && { passphrase }),
  };
  return create(given as never);
}

const pemOf = (key: KeyObject): string =>
  String(key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }));

const ENCODINGS = ['der', 'ieee-p1363'] as const;

/** What may stand beside a key that signs, verifies or encrypts. */
function readUse({ padding, saltLength, dsaEncoding, oaepHash }: Record<string, unknown>) {
  return {
    padding: maybeWhole(padding, 'padding'),
    saltLength: maybeWhole(saltLength, 'saltLength'),
    ...(dsaEncoding !== undefined && {
      dsaEncoding: oneOf(text(dsaEncoding, 'dsaEncoding'), ENCODINGS, 'dsaEncoding'),
    }),
    oaepHash: oaepHash === undefined ? undefined : text(oaepHash, 'oaepHash'),
  };
}

function maybeWhole(value: unknown, what: string): number | undefined {
  if (value === undefined || Number.isSafeInteger(value)) return value as number | undefined;
  throw new TypeError(`${what} has to be a whole number`);
}

const used = (pem: HostValue | undefined, options: HostValue | undefined) => ({
  key: text(pem, 'the key'),
  ...readUse(record(options, 'the options')),
});

/** Keys of Node's crypto, and what is done with them. Nothing is kept: each call brings its key. */
export const nodeKeys: Record<string, HostOperation> = {
  /** Reads a key in any form: JSON text of its PEM form and what it is. */
  nodeKey: (kind, form, data, type, passphrase) => {
    const key = readKey(
      oneOf(text(kind, 'the kind'), KINDS, 'kind of key'),
      oneOf(text(form, 'the format'), FORMS, 'format of a key'),
      data,
      type,
      passphrase,
    );
    const { publicExponent, ...details } = key.asymmetricKeyDetails ?? {};
    return JSON.stringify({
      pem: pemOf(key),
      asymmetricKeyType: key.asymmetricKeyType,
      details: {
        ...details,
        ...(publicExponent !== undefined && { publicExponent: String(publicExponent) }),
      },
    });
  },
  /** The key in another form: text, or bytes for `der`. */
  nodeKeyExport: (kind, pem, form, type) => {
    const key = readKey(
      oneOf(text(kind, 'the kind'), KINDS, 'kind of key'),
      'pem',
      pem,
      null,
      null,
    );
    const format = oneOf(text(form, 'the format'), FORMS, 'format of a key');
    if (format === 'jwk') return JSON.stringify(key.export({ format }));
    const options = { format, type: oneOf(text(type, 'the type'), TYPES, 'type of key') };
    const out: unknown = key.export(options as never);
    return typeof out === 'string' ? out : exact(out as Buffer);
  },
  /** @param name of the hash; null where the key decides. */
  nodeSign: (name, input, pem, options) =>
    exact(
      sign(
        name === null ? null : text(name, 'the algorithm'),
        buffer(input, 'the input'),
        used(pem, options),
      ),
    ),
  nodeVerify: (name, input, pem, signature, options) =>
    verify(
      name === null ? null : text(name, 'the algorithm'),
      buffer(input, 'the input'),
      used(pem, options),
      buffer(signature, 'the signature'),
    ),
  nodeRsa: (operation, pem, input, options) => {
    const chosen = oneOf(
      text(operation, 'the operation'),
      ['publicEncrypt', 'privateDecrypt'],
      'operation',
    );
    const run = chosen === 'publicEncrypt' ? publicEncrypt : privateDecrypt;
    return exact(run(used(pem, options), buffer(input, 'the input')));
  },
};
