import { describe, expect, it } from 'vitest';
import { portMeans } from '../../../renderer/forward/forward-words.ts';

describe('what a typed port comes to', () => {
  it.each(['3000', ':3000', 'localhost:3000', ' 3000 ', 'localhost:03000'])('%j', (typed) => {
    expect(portMeans(typed)).toBe('http://localhost:3000 with the path of each request');
  });

  it.each(['', '0', '65536', '3000/hooks', 'app.test:8080', 'https://a.test', '30 00'])(
    'is left to the engine for %j',
    (typed) => expect(portMeans(typed)).toBeNull(),
  );
});
