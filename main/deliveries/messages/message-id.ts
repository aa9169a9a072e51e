import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LETTERS = 10;
const RANDOM_LETTERS = 16;

/** `msg_` and a ULID: ids of later messages sort behind those of earlier ones. */
export function newMessageId(now: number): string {
  let time = '';
  for (let rest = now; time.length < TIME_LETTERS; rest = Math.floor(rest / 32)) {
    time = (ALPHABET[rest % 32] ?? '0') + time;
  }
  const tail = [...randomBytes(RANDOM_LETTERS)].map((byte) => ALPHABET[byte % 32] ?? '0');
  return `msg_${time}${tail.join('')}`;
}
