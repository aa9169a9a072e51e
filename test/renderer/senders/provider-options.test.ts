import { describe, expect, it } from 'vitest';
import type { ProviderInfo } from '../../../preload/contract/signatures.ts';
import { infoOf } from '../../../main/senders/provider-info.ts';
import { PROVIDERS } from '../../../main/signatures/providers/providers.ts';
import { fits, found as foundIn } from '../../../renderer/ui/form/search-options.ts';
import { providerSections } from '../../../renderer/senders/provider-options.ts';

const providers: readonly ProviderInfo[] = PROVIDERS.map(infoOf);
const sections = (change: Partial<Parameters<typeof providerSections>[1]> = {}) =>
  providerSections(providers, { seen: [], used: [], withCustom: true, ...change });
const found = (typed: string): string[] =>
  sections().flatMap(({ options }) =>
    options.filter((option) => fits(option, typed)).map(({ value }) => value),
  );

describe('the choice of a provider', () => {
  it('offers all of them, by name', () => {
    const all = sections().find(({ label }) => label === 'All A–Z')!.options;
    expect(all).toHaveLength(providers.length);
    expect(all.map(({ label }) => label)).toEqual(
      all.map(({ label }) => label).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it.each([
    ['svix-id', 'svix'],
    ['x-hub-signature-256', 'github'],
    ['Stripe-Signature', 'stripe'],
    ['facebook', 'meta'],
    ['aws', 'sns'],
    ['azure', 'event-grid'],
    ['gcp', 'google-pubsub'],
    ['intuit', 'quickbooks'],
    ['atlassian', 'jira'],
    ['webhook-id', 'standard-webhooks'],
    ['scheme', 'custom'],
  ])('finds by “%s” %s', (typed, id) => expect(found(typed)).toContain(id));

  it.each([
    ['svix-id', 'svix'],
    ['x-github-event', 'github'],
    ['stripe', 'stripe'],
    ['git', 'gitea'],
  ])('puts first for “%s” %s', (typed, id) => {
    const all = sections().find(({ label }) => label === 'All A–Z')!;
    const [group] = foundIn([{ label: all.label, items: all.options }], typed);
    expect(group?.items[0]?.value).toBe(id);
  });

  it('puts first what is seen here, then what was used, each once', () => {
    const [, seen, used] = sections({ seen: ['stripe'], used: ['github', 'stripe', 'github'] });
    expect(seen?.options.map(({ value }) => value)).toEqual(['stripe']);
    expect(used?.options.map(({ value }) => value)).toEqual(['github']);
  });

  it('leaves out the custom scheme where none can be described', () => {
    const custom = sections({ withCustom: false }).find(({ label }) => label === 'Custom');
    expect(custom?.options).toEqual([]);
  });
});
