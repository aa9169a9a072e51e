import type { BackfillProviderId, BackfillProviders } from '../../../preload/contract/backfill.ts';
import type { Adapter } from '../adapter.ts';
import { chargebee } from './chargebee.ts';
import { contentful } from './contentful.ts';
import { datocms } from './datocms.ts';
import { dwolla } from './dwolla.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { gocardless } from './gocardless.ts';
import { paddle } from './paddle.ts';
import { paypal } from './paypal.ts';
import { polar } from './polar.ts';
import { resend } from './resend.ts';
import { square } from './square.ts';
import { stripe } from './stripe.ts';
import { svix } from './svix.ts';
import { whop } from './whop.ts';
import { workos } from './workos.ts';

export const ADAPTERS: Readonly<Record<BackfillProviderId, Adapter>> = {
  github,
  stripe,
  gitlab,
  resend,
  svix,
  paddle,
  gocardless,
  polar,
  contentful,
  datocms,
  paypal,
  square,
  workos,
  chargebee,
  dwolla,
  whop,
};

const other = (id: string, label: string, says: string) => ({ id, label, says });

/** What is said of providers that list nothing, and have no call to send again. */
export const OTHERS: BackfillProviders['others'] = [
  other('adyen', 'Adyen', 'It sends again by itself for up to 30 days; see its Customer Area.'),
  other('asana', 'Asana', 'It sends nothing again: read the resources.'),
  other(
    'checkout-com',
    'Checkout.com',
    'It lists events of one payment only: send them again in its Dashboard, for 90 days.',
  ),
  other('clerk', 'Clerk', 'Replay them in its dashboard: receivers have no key for that.'),
  other(
    'docusign',
    'DocuSign',
    'Its log names envelopes, not messages: send them again under Connect, for 15 days.',
  ),
  other('hubspot', 'HubSpot', 'It does not list what it sent: read the objects.'),
  other('mollie', 'Mollie', 'It does not list what it sent: read the payments.'),
  other(
    'personio',
    'Personio',
    'It tries again for three days, and its webhooks carry no id to find them by: ask its API to redeliver a time.',
  ),
  other('postmark', 'Postmark', 'It tries again for 10 hours; after that, retry in Postmark.'),
  other('quickbooks', 'QuickBooks', 'It tries again by itself; entities can be read as changes.'),
  other('shopify', 'Shopify', 'It tries again for 4 hours and lists nothing: read the resources.'),
  other('slack', 'Slack', 'It tries again three times and lists nothing.'),
];

/** What a person can choose, by name, and why others are not among it. */
export const providersInfo = (): BackfillProviders => ({
  providers: Object.values(ADAPTERS)
    .map(({ info }) => info)
    .toSorted((left, right) => left.label.localeCompare(right.label, 'en')),
  others: OTHERS,
});
