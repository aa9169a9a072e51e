import { oc } from '@orpc/contract';
import { z } from 'zod';
import { SECRET_FORMS } from '../../rules/secret-forms.ts';
import { errors } from '../errors.ts';
import { CaptureId, EndpointId, EpochMs } from '../shapes.ts';
import { byEndpoint, onCapture, onSave } from '../signatures.ts';
import { Verdict } from './verdict.ts';

/**
 * Whose a secret is: of an endpoint or webhook by its id, of a provider, or of one provider at one
 * endpoint.
 */
export const SecretOwner = z.object({
  endpointId: EndpointId.nullable().default(null),
  provider: z.string().min(1).max(60).nullable().default(null),
});
export type SecretOwner = z.infer<typeof SecretOwner>;

export const SenderSecret = z.object({
  id: z.string(),
  owner: SecretOwner,
  label: z.string(),
  last4: z.string().describe('empty for short ones'),
  retiring: z.boolean().describe('still verifies, no longer signs'),
  isTestKey: z.boolean().describe('a key pair made here, for providers that sign with one'),
  publicKey: z.string().nullable().describe('of a test key, as PEM: to be given to the receiver'),
  publicKeys: z
    .array(z.object({ form: z.string(), text: z.string() }))
    .describe('of a test key, in all forms; first the one that receivers of the provider take'),
  createdAt: EpochMs,
});
export type SenderSecret = z.infer<typeof SenderSecret>;

export const SecretForm = z.enum(SECRET_FORMS);
export type SecretForm = z.infer<typeof SecretForm>;

/** A kept secret tried on one capture. */
export const FittingSecret = z.object({
  secretId: z.string(),
  label: z.string(),
  owner: SecretOwner,
  verdict: Verdict,
});
export type FittingSecret = z.infer<typeof FittingSecret>;

/** Secrets that senders sign with: kept, tried, and which of them fits. */
export const senderSecrets = {
  secrets: oc
    .route({ method: 'GET', path: '/sender-secrets', summary: 'Secrets, without their text' })
    .input(z.object({ endpointId: EndpointId.optional() }))
    .output(z.array(SenderSecret)),
  /** Among the newest 1,000 captures that are verified. */
  lastFits: oc
    .route({
      method: 'GET',
      path: '/sender-secrets/last-fits',
      summary: 'The newest capture that each secret verified',
    })
    .output(z.array(z.object({ secretId: z.string(), captureId: CaptureId, at: EpochMs }))),
  addSecret: oc
    .route({ method: 'POST', path: '/sender-secrets', summary: 'Add a secret; the newest signs' })
    .input(
      z.object({
        owner: SecretOwner,
        label: z.string().trim().max(80).default(''),
        value: z.string().max(20_000),
        form: SecretForm.default('typed').describe('as `try-secret` found it to fit'),
      }),
    )
    .output(SenderSecret)
    .errors(onSave),
  addTestKey: oc
    .route({
      method: 'POST',
      path: '/endpoints/{endpointId}/test-key',
      summary: 'A key pair that stands in for one only the provider has',
    })
    .input(byEndpoint.extend({ provider: z.string().max(60) }))
    .output(SenderSecret)
    .errors(onSave),
  retireSecret: oc
    .route({
      method: 'PUT',
      path: '/sender-secrets/{id}/retiring',
      summary: 'Retire a secret: it verifies, but no longer signs',
    })
    .input(z.object({ id: z.string(), retiring: z.boolean() }))
    .output(SenderSecret)
    .errors(onSave),
  removeSecret: oc
    .route({ method: 'DELETE', path: '/sender-secrets/{id}', summary: 'Delete a secret' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ removed: z.boolean() }))
    .errors(onSave),
  revealSecret: oc
    .route({ method: 'POST', path: '/sender-secrets/{id}/reveal', summary: 'The text of a secret' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ value: z.string() }))
    .errors(onSave),
  /** Stores what an Asana or Notion handshake handed over. */
  keepOffered: oc
    .route({
      method: 'POST',
      path: '/captures/{id}/keep-secret',
      summary: 'Use the secret that a handshake sent',
    })
    .input(z.object({ id: CaptureId }))
    .output(SenderSecret)
    .errors({ ...onSave, ...onCapture }),
  /** Whether a secret is the right one, before it is kept. Nothing of it is kept. */
  trySecret: oc
    .route({
      method: 'POST',
      path: '/captures/{captureId}/try-secret',
      summary: 'Try a secret on a capture without keeping it',
    })
    .input(z.object({ captureId: CaptureId, value: z.string().max(20_000) }))
    .output(
      z.object({
        verdict: Verdict.nullable().describe('null where nobody knows who sent it'),
        form: SecretForm.nullable().describe(
          'in which form it fits; add it in this form. null where it does not fit',
        ),
      }),
    )
    .errors({ ...onCapture, ...errors('SENDER_INVALID') }),
  /** Tries all secrets that are kept, whosever they are. */
  whichFits: oc
    .route({
      method: 'GET',
      path: '/captures/{captureId}/fitting-secrets',
      summary: 'Which kept secret fits a capture, the best first',
    })
    .input(z.object({ captureId: CaptureId }))
    .output(z.array(FittingSecret))
    .errors({ ...onCapture, ...errors('SENDER_INVALID') }),
};
