import type { SafeStorage } from 'electron';
import type { Protection } from '../secrets/secrets.ts';

export type SafeStoragePart = Pick<
  SafeStorage,
  'decryptString' | 'encryptString' | 'isEncryptionAvailable'
>;

/** Marks what the keychain sealed: values of a machine without one stay readable beside it. */
const SEALED = Buffer.from('sealed:');

/** Secrets sealed by the keychain of the system, where there is one. */
export function keychainProtection(safeStorage: SafeStoragePart): Protection {
  return {
    protect: (text) =>
      safeStorage.isEncryptionAvailable()
        ? Buffer.concat([SEALED, safeStorage.encryptString(text)])
        : Buffer.from(text, 'utf8'),
    unprotect: (bytes) =>
      bytes.subarray(0, SEALED.length).equals(SEALED)
        ? safeStorage.decryptString(bytes.subarray(SEALED.length))
        : bytes.toString('utf8'),
  };
}
