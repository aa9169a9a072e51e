import { later } from '../ui/parts/later.tsx';

/** The composer; its script comes with its first use, or when the page has nothing else to do. */
export const ComposerPart = later(
  'The composer',
  async () => (await import('./composer.tsx')).Composer,
);
