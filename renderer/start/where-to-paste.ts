/** Where a provider takes the address of a webhook: the steps through its own pages. */
export interface PastePlace {
  /** As in the list of providers. */
  provider: string;
  label: string;
  steps: readonly string[];
}

/** The twenty that are asked for most, by name. Steps as these providers call them. */
export const PASTE_PLACES: readonly PastePlace[] = [
  place('adyen', 'Adyen', 'Customer Area', 'Developers', 'Webhooks', 'Create new webhook', 'URL'),
  place('bitbucket', 'Bitbucket', 'Repository settings', 'Webhooks', 'Add webhook', 'URL'),
  place('clerk', 'Clerk', 'Configure', 'Webhooks', 'Add Endpoint', 'Endpoint URL'),
  place(
    'discord',
    'Discord',
    'Developer Portal',
    'your app',
    'General Information',
    'Interactions Endpoint URL',
  ),
  place('github', 'GitHub', 'Repository settings', 'Webhooks', 'Add webhook', 'Payload URL'),
  place('gitlab', 'GitLab', 'Project settings', 'Webhooks', 'Add new webhook', 'URL'),
  place('hubspot', 'HubSpot', 'Developer account', 'your app', 'Webhooks', 'Target URL'),
  place('jira', 'Jira', 'System settings', 'WebHooks', 'Create a WebHook', 'URL'),
  place('linear', 'Linear', 'Settings', 'API', 'Webhooks', 'New webhook', 'URL'),
  place('mailgun', 'Mailgun', 'Send', 'Webhooks', 'Add webhook', 'URL'),
  place('paddle', 'Paddle', 'Developer tools', 'Notifications', 'New destination', 'URL'),
  place(
    'paypal',
    'PayPal',
    'Developer Dashboard',
    'Apps & Credentials',
    'your app',
    'Add Webhook',
    'Webhook URL',
  ),
  place('sendgrid', 'SendGrid', 'Settings', 'Mail Settings', 'Event Webhooks', 'Post URL'),
  place('shopify', 'Shopify', 'Settings', 'Notifications', 'Webhooks', 'Create webhook', 'URL'),
  place('slack', 'Slack', 'Your apps', 'your app', 'Event Subscriptions', 'Request URL'),
  place('square', 'Square', 'Developer Console', 'your app', 'Webhooks', 'Add subscription', 'URL'),
  place(
    'stripe',
    'Stripe',
    'Workbench',
    'Webhooks',
    'Add destination',
    'Webhook endpoint',
    'Endpoint URL',
  ),
  place(
    'twilio',
    'Twilio',
    'Phone Numbers',
    'your number',
    'Messaging',
    'A message comes in',
    'Webhook',
  ),
  place('typeform', 'Typeform', 'your form', 'Connect', 'Webhooks', 'Add a webhook', 'Endpoint'),
  place(
    'zoom',
    'Zoom',
    'App Marketplace',
    'your app',
    'Event Subscriptions',
    'Event notification endpoint URL',
  ),
];

function place(provider: string, label: string, ...steps: string[]): PastePlace {
  return { provider, label, steps };
}
