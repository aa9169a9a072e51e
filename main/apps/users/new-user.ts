import { randomBytes } from 'node:crypto';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { UserRow } from './user-store.ts';

/** An id as the vendor made them: 24 hex digits. */
export const newId = (): string => randomBytes(12).toString('hex');

/**
 * A user without anything yet.
 *
 * @param now epoch ms
 */
export const newUser = (appId: AppId, now: number): UserRow => ({
  app_id: appId,
  id: newId(),
  type: 'normal',
  name: '',
  email: null,
  password: null,
  data: '{}',
  disabled: 0,
  created_at: now,
});
