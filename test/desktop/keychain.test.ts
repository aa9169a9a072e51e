import { expect, it } from 'vitest';
import { keychainProtection } from '../../main/desktop/keychain.ts';

const storage = (available: boolean) => ({
  isEncryptionAvailable: () => available,
  encryptString: (text: string) => Buffer.from(text).map((byte) => byte ^ 1) as Buffer,
  decryptString: (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 1)).toString(),
});

it('seals a Secret by the keychain and opens it again', () => {
  const { protect, unprotect } = keychainProtection(storage(true));
  expect(protect('hush').toString()).not.toContain('hush');
  expect(unprotect(protect('hush'))).toBe('hush');
});

it('keeps a Secret as it is where the system has no keychain, and still reads it once it has', () => {
  const plain = keychainProtection(storage(false)).protect('hush');
  expect(keychainProtection(storage(true)).unprotect(plain)).toBe('hush');
});
