import { escapePattern } from '../../lib/escape-pattern.ts';

/** Shorter ones would cut half of every text; they are cut where a rule names their place. */
const SHORTEST = 4;
/** From here on what an encoding makes of them is looked for, too. */
const ENCODED = 8;

/** Characters of Base64 and of its form for URLs are one and the same here. */
const eitherAlphabet = (base64: string): string =>
  base64.replaceAll('+', '[+-]').replaceAll('/', '[/_]');

/**
 * What Base64 makes of bytes inside of a longer text: it depends on how many come before, modulo
 * three. Only characters that no neighbour has a part in are taken.
 */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = before === 0 ? 0 : before + 1;
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(first, whole);
  });
}

/** Hex digits, written in small letters or capitals. */
const eitherCase = (hex: string): string =>
  hex.replaceAll(/[a-f]/g, (c) => `[${c}${c.toUpperCase()}]`);

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  // Bytes are searched one character each.
  const plain = [secret, bytes.toString('latin1')].map((text) => escapePattern(text));
  if (bytes.length < ENCODED) return plain;
  const percent = percentEncoded(bytes);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...plain,
    escapePattern(json),
    escapePattern(json.replaceAll('/', String.raw`\/`)),
    eitherCase(bytes.toString('hex')),
    percent,
    ...base64Cores(bytes).map(eitherAlphabet),
  ];
}

/** Each byte as itself, where a URL has it so, or escaped: encoders differ in what they leave alone. */
function percentEncoded(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const pair = eitherCase(byte.toString(16).padStart(2, '0'));
      const self = String.fromCharCode(byte);
      if (self === ' ') return `(?:%${pair}|\\+)`;
      return byte > 0x20 && byte < 0x7f ? `(?:%${pair}|${escapePattern(self)})` : `%${pair}`;
    })
    .join('');
}

/**
 * An expression that finds any of the secrets: as it is, in JSON, percent-encoded, in hex, and in
 * Base64, also as a part of something longer. Undefined where there is none to find.
 *
 * @param secrets those of fewer than four characters are not looked for.
 */
export function secretsExpression(secrets: readonly string[]): RegExp | undefined {
  const forms = new Set(
    secrets.filter((secret) => secret.length >= SHORTEST).flatMap((secret) => formsOf(secret)),
  );
  if (forms.size === 0) return undefined;
  // The longest first: of two that begin alike, the whole one is cut.
  const sorted = [...forms].toSorted((a, b) => b.length - a.length);
  return new RegExp(sorted.join('|'), 'g');
}
