import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const lines = readFileSync(join(import.meta.dirname, '../../../fixtures/event-types.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
const typesOf = (sender: string): string[] =>
  lines.flatMap(([from, type]) => (from === sender && type !== undefined ? [type] : []));

it('the check set of event types holds every type the Stripe package knows', () => {
  const entry = createRequire(import.meta.url).resolve('stripe');
  const events = join(dirname(entry), 'resources/Events.d.ts');
  const known = readFileSync(events, 'utf8').matchAll(/^\s+type: '([a-z0-9_.]+)';/gm);
  const types = new Set([...known].map(([, type]) => type));
  expect(types.size).toBeGreaterThan(270);
  expect(typesOf('stripe').toSorted()).toEqual([...types].toSorted());
});

it('the check set of event types names each once, of four senders', () => {
  for (const [sender, least] of Object.entries({
    stripe: 275,
    github: 200,
    shopify: 60,
    paypal: 40,
  })) {
    const types = typesOf(sender);
    expect(types.length, sender).toBeGreaterThanOrEqual(least);
    expect(new Set(types).size, sender).toBe(types.length);
  }
});
