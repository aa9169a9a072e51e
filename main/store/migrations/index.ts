import type { Migration } from '../migrate.ts';
import { captures } from './0001-captures.ts';

/** In order; a landed migration is never edited. */
export const migrations: readonly Migration[] = [captures];
