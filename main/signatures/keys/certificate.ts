import { createPublicKey, type KeyObject, sign } from 'node:crypto';

/** As long as DER can say in two digits of a year: the key ends with the data directory. */
const FROM = '200101000000Z';
const UNTIL = '491231235959Z';
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

/**
 * A certificate, as PEM, that an RSA key gives itself: receivers of AWS SNS and PayPal take their
 * sender's key as one. Node reads certificates and writes none. RFC 5280.
 */
export function selfSigned(privateKey: KeyObject, name: string): string {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const subject = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
  const version = der(0xa0, integer(2));
  const validity = sequence(der(0x17, Buffer.from(FROM)), der(0x17, Buffer.from(UNTIL)));
  const content = sequence(version, integer(1), SHA256_WITH_RSA, subject, validity, subject, spki);
  const signature = sign('RSA-SHA256', content, privateKey);
  const bits = der(0x03, Buffer.concat([Buffer.from([0]), signature]));
  const lines =
    sequence(content, SHA256_WITH_RSA, bits)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]): Buffer => der(0x31, Buffer.concat(parts));
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]));

/** One element: its tag, its length, its bytes. */
function der(tag: number, bytes: Buffer): Buffer {
  const { length } = bytes;
  const long = length > 0xff ? [0x82, length >> 8, length & 0xff] : [0x81, length];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), bytes]);
}
