import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../../main/signatures/providers/providers.ts';
import { SAMPLES } from '../../../main/signatures/samples/samples.ts';
import { firstCommands } from '../../../renderer/start/first-commands.ts';
import { PASTE_PLACES } from '../../../renderer/start/where-to-paste.ts';

describe('the places where an address is pasted', () => {
  it('are of twenty providers that Backstitch knows, in the order of their names', () => {
    const known = new Set(PROVIDERS.map(({ id }) => id));
    expect(PASTE_PLACES).toHaveLength(20);
    expect(PASTE_PLACES.filter(({ provider }) => !known.has(provider))).toEqual([]);
    const labels = PASTE_PLACES.map(({ label }) => label);
    expect(labels).toEqual(labels.toSorted((a, b) => a.localeCompare(b)));
    for (const { steps } of PASTE_PLACES) expect(steps.length).toBeGreaterThanOrEqual(3);
  });
});

describe('the first commands', () => {
  it('send the same JSON to the intake, each in the way of its shell', () => {
    const { bash, powershell, httpie } = firstCommands('http://127.0.0.1:8976');
    for (const one of [bash, powershell, httpie]) expect(one).toContain('127.0.0.1:8976/hello');
    for (const one of [bash, powershell]) {
      const [, body = ''] = /'(\{.*\})'/.exec(one) ?? [];
      expect(JSON.parse(body)).toEqual({ order: 1001, paid: true });
    }
    expect(httpie).toMatch(/order:=1001 paid:=true$/);
  });
});

describe('the samples of the first card', () => {
  it.each(['stripe:invoice.paid', 'github:push', 'shopify:orders/create'])('have %s', (id) => {
    expect(SAMPLES.some((sample) => sample.id === id)).toBe(true);
  });
});
