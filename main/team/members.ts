// cspell:ignore authid
import { createHmac, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { codeOf } from '../lib/postgres/target.ts';
import { refuse } from './problem.ts';

const ROUNDS = 4096;
const NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * A login for one person, as a statement that does not hold the password: what a server logs, nobody can use.
 *
 * @throws BackstitchError TEAM_INVALID
 */
export function memberSql(name: string, password: string): string {
  if (!NAME.test(name) || name.startsWith('pg_') || name.startsWith('backstitch_')) {
    throw refuse(
      'TEAM_INVALID',
      `“${name}” cannot be a login: write small letters, digits and _, beginning with a letter.`,
      'name',
    );
  }
  return `CREATE ROLE "${name}" LOGIN PASSWORD '${verifierOf(password, randomBytes(16))}' IN ROLE backstitch_member;`;
}

/** Long enough that nobody finds it by trying. */
export const newPassword = (): string => randomBytes(18).toString('base64url');

/**
 * What a server keeps of a password.
 *
 * @see RFC 5802 §3 for the keys, and the documentation of `pg_authid` for their form
 */
export function verifierOf(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ROUNDS, 32, 'sha256');
  const keyOf = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const server = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString('base64')}$${stored}:${server}`;
}

/**
 * Makes a login.
 *
 * @returns its password, which nobody can read again.
 * @throws BackstitchError TEAM_INVALID, TEAM_REFUSED; Error of the driver
 */
export async function addMember(client: pg.Client, name: string): Promise<string> {
  const password = newPassword();
  try {
    await client.query(memberSql(name, password));
    return password;
  } catch (error) {
    const code = codeOf(error);
    if (code === '42710')
      throw refuse('TEAM_INVALID', `A login named “${name}” exists already.`, 'name');
    if (code === '42704') {
      throw refuse(
        'TEAM_NOT_INSTALLED',
        'There is no team on this server yet: run team init first.',
      );
    }
    if (code !== '42501') throw error;
    throw refuse('TEAM_REFUSED', 'This login may not make others. Let --sql print the statement.');
  }
}
