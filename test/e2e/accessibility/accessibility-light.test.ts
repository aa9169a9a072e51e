import { describe } from 'vitest';
import { looksAccessible } from './accessibility.ts';

describe('in the light theme', () => {
  looksAccessible('light');
});
