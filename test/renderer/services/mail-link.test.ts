import { expect, it } from 'vitest';
import { mailLink } from '../../../renderer/services/mail-link.ts';

it('is the link that a mail would have carried', () => {
  const args = '{"token":"a","tokenId":"b","link":"http://shop.test/confirm?token=a"}';
  expect(mailLink({ kind: 'email', args })).toBe('http://shop.test/confirm?token=a');
});

it('is none of a message that is no mail, or that cannot be read', () => {
  expect(mailLink({ kind: 'twilio', args: '{"link":"http://x.test"}' })).toBeNull();
  expect(mailLink({ kind: 'email', args: '{"link":7}' })).toBeNull();
  expect(mailLink({ kind: 'email', args: 'text' })).toBeNull();
});
