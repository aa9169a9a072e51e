import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { invalidate } from '../../../renderer/api/invalidate.ts';

it('asks again for what changed while its first answer was on the way', async () => {
  const cache = new QueryClient();
  let value = 'old';
  const asked: (() => void)[] = [];
  const queryFn = () => {
    const answer = value;
    return new Promise<string>((resolve) => asked.push(() => resolve(answer)));
  };
  const observed = new QueryObserver(cache, {
    queryKey: ['rows'],
    queryFn,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const stop = observed.subscribe(() => {});
  value = 'new';
  invalidate(cache, ['rows']);
  asked.shift()?.();
  await expect.poll(() => asked.length).toBe(1);
  asked.shift()?.();
  await expect.poll(() => cache.getQueryData(['rows'])).toBe('new');
  stop();
});
