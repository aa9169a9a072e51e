import { describe } from 'vitest';
import { looksAccessible } from './accessibility.ts';

describe('in the dark theme', () => {
  looksAccessible('dark');
});
