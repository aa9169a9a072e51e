import { createHash, randomBytes } from 'node:crypto';

/** A new API key; whoever asked for it is told once. */
export const newKey = (): string => randomBytes(48).toString('base64url');

/** What is kept of an API key: enough random bits that no salt is needed. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');
