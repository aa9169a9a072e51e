import { verify as verifyGithub } from '@octokit/webhooks-methods';
import { Paddle } from '@paddle/paddle-node-sdk';
import { isValidSignature } from '@sanity/webhook';
import { verifyKey } from 'discord-interactions';
import { Webhook as Standard } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { Webhook as Svix } from 'svix';

interface Received {
  headers: Record<string, string>;
  body: string;
}

/** The verifiers that the providers themselves publish, by our name of the provider. */
export const OFFICIAL: Record<string, (received: Received, secret: string) => Promise<boolean>> = {
  github: ({ headers, body }, secret) =>
    verifyGithub(secret, body, headers['x-hub-signature-256'] ?? ''),
  stripe: ({ headers, body }, secret) =>
    passes(() =>
      Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret, 300),
    ),
  'standard-webhooks': ({ headers, body }, secret) =>
    passes(() => new Standard(secret).verify(body, headers)),
  svix: ({ headers, body }, secret) => passes(() => new Svix(secret).verify(body, headers)),
  clerk: ({ headers, body }, secret) => passes(() => new Svix(secret).verify(body, headers)),
  sanity: ({ headers, body }, secret) =>
    isValidSignature(body, headers['sanity-webhook-signature'] ?? '', secret),
  paddle: async ({ headers, body }, secret) => {
    const paddle = new Paddle('not used');
    return paddle.webhooks.isSignatureValid(body, secret, headers['paddle-signature'] ?? '');
  },
  discord: ({ headers, body }, publicKey) =>
    verifyKey(
      body,
      headers['x-signature-ed25519'] ?? '',
      headers['x-signature-timestamp'] ?? '',
      publicKey,
    ),
};

async function passes(check: () => unknown): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}
