import { BackstitchError } from '../../lib/errors.ts';

export const MASKED =
  'The secret in the URL was left out of this capture, and none of the saved secrets is the same.';

/** What is said where a mask in the URL keeps a capture from being judged. */
export const masked = (): BackstitchError => new BackstitchError('SENDER_INVALID', MASKED);
