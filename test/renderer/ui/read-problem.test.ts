import { ORPCError } from '@orpc/client';
import { expect, it } from 'vitest';
import { readProblem } from '../../../renderer/ui/read-problem.ts';

it('reads message, hint, field and host of an API error', () => {
  const error = new ORPCError('TARGET_NEEDS_ALLOW', {
    message: 'Allow this host first.',
    data: { hint: 'Allow it once.', host: 'example.com', field: 'to.url' },
  });
  expect(readProblem(error)).toEqual({
    message: 'Allow this host first.',
    hint: 'Allow it once.',
    field: 'to.url',
    host: 'example.com',
    code: 'TARGET_NEEDS_ALLOW',
  });
});

it('has words for whatever else was thrown', () => {
  for (const thrown of [undefined, null, 'text', 7, {}, new Error('')]) {
    expect(readProblem(thrown).message).not.toBe('');
  }
});
