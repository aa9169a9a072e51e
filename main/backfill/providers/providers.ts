import type { BackfillProviderId, BackfillProviders } from '../../../preload/contract/backfill.ts';
import type { Adapter } from '../adapter.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { gocardless } from './gocardless.ts';
import { paddle } from './paddle.ts';
import { polar } from './polar.ts';
import { resend } from './resend.ts';
import { stripe } from './stripe.ts';
import { svix } from './svix.ts';

export const ADAPTERS: Readonly<Record<BackfillProviderId, Adapter>> = {
  github,
  stripe,
  gitlab,
  resend,
  svix,
  paddle,
  gocardless,
  polar,
};

const other = (id: string, label: string, says: string) => ({ id, label, says });

/** What is said of providers that list nothing, and have no call to send again. */
export const OTHERS: BackfillProviders['others'] = [
  other('adyen', 'Adyen', 'It sends again by itself for up to 30 days; see its Customer Area.'),
  other('asana', 'Asana', 'It sends nothing again: read the resources.'),
  other('clerk', 'Clerk', 'Replay them in its dashboard: receivers have no key for that.'),
  other('hubspot', 'HubSpot', 'It does not list what it sent: read the objects.'),
  other('mollie', 'Mollie', 'It does not list what it sent: read the payments.'),
  other('postmark', 'Postmark', 'It tries again for 10 hours; after that, retry in Postmark.'),
  other('quickbooks', 'QuickBooks', 'It tries again by itself; entities can be read as changes.'),
  other('shopify', 'Shopify', 'It tries again for 4 hours and lists nothing: read the resources.'),
  other('slack', 'Slack', 'It tries again three times and lists nothing.'),
];

/** What a person can choose, and why others are not among it. */
export const providersInfo = (): BackfillProviders => ({
  providers: Object.values(ADAPTERS).map(({ info }) => info),
  others: OTHERS,
});
