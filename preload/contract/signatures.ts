import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { CaptureId, EndpointId, EpochMs, HeaderPair } from './shapes.ts';
import { Verdict } from './signatures/verdict.ts';

/** A scheme that the user describes: the same words as those of the built-in ones. */
export const CustomScheme = z.object({
  header: z.string().min(1).max(100).describe('header that holds the signature'),
  prefix: z.string().max(40).default(''),
  mac: z
    .enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'equals'])
    .default('hmac-sha256')
    .describe('equals: the header holds the secret itself'),
  encoding: z.enum(['hex', 'base64', 'base64url']).default('hex'),
  key: z.enum(['utf8', 'base64', 'hex', 'whsec']).default('utf8'),
  content: z
    .string()
    .min(1)
    .max(1000)
    .default('{body}')
    .describe(
      'signed content: {body} {decodedBody} {time} {id} {url} {path} {pathQuery} {method} {header:x} {query:x} {sortedForm}',
    ),
  time: z
    .object({
      header: z.string().min(1).max(100),
      unit: z.enum(['s', 'ms', 'rfc3339', 'imf']).default('s'),
      windowSeconds: z.number().int().min(1).max(86_400).nullable().default(300),
    })
    .nullable()
    .default(null),
  idHeader: z.string().max(100).nullable().default(null),
});
export type CustomScheme = z.infer<typeof CustomScheme>;

export const SenderSettings = z.object({
  provider: z
    .string()
    .max(60)
    .nullable()
    .describe('null: detected automatically; `custom`: see custom'),
  custom: CustomScheme.nullable(),
  refuse: z.boolean().describe('answer 401 to what does not verify'),
  handshakes: z.boolean().describe('answer the questions a provider asks before it sends'),
  verifyToken: z.string().max(400).nullable().describe('Meta and eBay ask with one'),
  publicUrl: z
    .string()
    .max(2000)
    .nullable()
    .describe('the URL the provider has, where it signs URLs; null: tunnel and Host are tried'),
});
export type SenderSettings = z.infer<typeof SenderSettings>;

export const ProviderInfo = z.object({
  id: z.string(),
  label: z.string(),
  secret: z.string().describe('what is asked for'),
  confidence: z.enum(['proven', 'documented', 'unconfirmed']),
  signedIn: z.array(z.string()).describe('where it puts its proof'),
  headers: z.array(z.string()).describe('headers that its requests carry, in lower case'),
  asksFirst: z.boolean().describe('has a handshake'),
  asksWithToken: z.boolean(),
  canBePlayed: z.boolean().describe('a destination can sign as it does, with a secret of its own'),
  hasKeyPair: z.boolean().describe('it can sign with a key pair; a test key can stand in'),
  keyForms: z.array(z.string()).describe('forms in which its public key is taken'),
  samples: z.array(z.object({ id: z.string(), event: z.string() })),
});
export type ProviderInfo = z.infer<typeof ProviderInfo>;

/** What is known of the sender of one capture. */
export const SenderReport = z.object({
  provider: z.string().nullable(),
  providerLabel: z.string().nullable(),
  confidence: z.enum(['set', 'certain', 'likely', 'guess']).nullable(),
  looksLike: z.string().nullable().describe('where it looks like another one than is set'),
  looksLikeLabel: z.string().nullable().describe('how that one is called'),
  eventType: z.string().nullable(),
  deliveryId: z.string().nullable(),
  retry: z.string().nullable(),
  verdict: Verdict.nullable(),
  refused: z.boolean(),
  handshake: z.string().nullable().describe('which question of a provider it was'),
  unanswered: z
    .object({
      provider: z.string(),
      providerLabel: z.string(),
      name: z.string().describe('which question it is'),
      endpointId: EndpointId.describe('where the repair is made'),
      text: z.string().describe('what it is and what would have answered it'),
      repair: z
        .enum(['choose', 'answer', 'methods', 'again'])
        .describe(
          'choose the provider; switch its answers on; let the endpoint take the method; let it ask again',
        ),
    })
    .nullable()
    .describe('a question that a provider asks before it sends, which nobody answered'),
  offersSecret: z.boolean().describe('the provider sent a secret with it'),
  confirmUrl: z.string().nullable().describe('SNS: visit it to confirm the subscription'),
  expired: z.string().nullable().describe('why it would not verify if it came now'),
  duplicates: z.array(
    z.object({ id: CaptureId, receivedAt: EpochMs, status: z.number().int().nullable() }),
  ),
  duplicateOf: z.string().nullable().describe('what makes them duplicates, in words'),
});
export type SenderReport = z.infer<typeof SenderReport>;

/** What saving of a sender, or of one of its secrets, may be refused with. */
export const onSave = errors('SENDER_INVALID', 'ENDPOINT_NOT_FOUND', 'STORE_UNAVAILABLE');
export const byEndpoint = z.object({ endpointId: EndpointId });
/** What calls that read a capture may be refused with. */
export const onCapture = errors('CAPTURE_NOT_FOUND', 'BODY_NOT_FOUND', 'STORE_UNAVAILABLE');

export const signatures = {
  providers: oc
    .route({ method: 'GET', path: '/providers', summary: 'Senders that can be verified' })
    .output(z.array(ProviderInfo)),
  settings: oc
    .route({
      method: 'GET',
      path: '/endpoints/{endpointId}/sender',
      summary: 'Who sends to an endpoint, and how it is verified',
    })
    .input(byEndpoint)
    .output(SenderSettings),
  saveSettings: oc
    .route({
      method: 'PUT',
      path: '/endpoints/{endpointId}/sender',
      summary: 'Change the sender of an endpoint',
    })
    .input(SenderSettings.extend({ endpointId: EndpointId }))
    .output(SenderSettings)
    .errors(onSave),
  ofCapture: oc
    .route({ method: 'GET', path: '/captures/{id}/sender', summary: 'Who sent a capture' })
    .input(z.object({ id: CaptureId }))
    .output(SenderReport)
    .errors(onCapture),
  /** With the secrets of now, at the time of arrival; the verdict is kept. */
  verify: oc
    .route({ method: 'POST', path: '/captures/{id}/verify', summary: 'Verify a capture again' })
    .input(z.object({ id: CaptureId }))
    .output(SenderReport)
    .errors(onCapture),
  /** With the secrets of now, at the times of arrival; the verdicts are kept. */
  verifyFound: oc
    .route({
      method: 'POST',
      path: '/captures/verify',
      summary: 'Verify what a search finds again, the newest first',
    })
    .input(
      z.object({
        search: z.string().max(4000).default(''),
        limit: z.number().int().min(1).max(10_000).default(1000),
      }),
    )
    .output(
      z.object({
        checked: z.number().int(),
        ok: z.number().int().describe('verified, or with the right token'),
        bad: z.number().int().describe('with a signature that is wrong, missing or too old'),
      }),
    )
    .errors(errors('SEARCH_INVALID', 'STORE_UNAVAILABLE')),
  /** Nothing is sent and nothing is kept. Exactly one of `secret` and `secretName`. */
  sign: oc
    .route({ method: 'POST', path: '/sign', summary: 'Sign a request as its sender would' })
    .input(
      z.object({
        provider: z.string().max(60),
        bodyBase64: z.base64().max(70_000_000),
        headers: z.array(HeaderPair).max(500).default([]),
        url: z.string().max(4000).optional().describe('needed by senders that sign it'),
        secret: z
          .string()
          .max(20_000)
          .optional()
          .describe('text of the secret; or else secretName'),
        secretName: z
          .string()
          .trim()
          .min(1)
          .max(200)
          .optional()
          .describe('label of a saved secret of the provider; its text is not in the answer'),
        at: EpochMs.optional().describe('the time that is signed; left out: now'),
        newId: z
          .boolean()
          .default(false)
          .describe('a new message id, in place of the one in the headers'),
      }),
    )
    .output(
      z.object({
        headers: z.array(HeaderPair).describe('all to send, those that were given included'),
        bodyBase64: z.string(),
        target: z.string().describe('path and query; some senders sign in the query'),
      }),
    )
    .errors(errors('SENDER_INVALID')),
  /** What a custom scheme makes of a capture, before it is saved. */
  tryScheme: oc
    .route({
      method: 'POST',
      path: '/captures/{id}/try-scheme',
      summary: 'What a custom scheme makes of a capture',
    })
    .input(z.object({ id: CaptureId, scheme: CustomScheme, secret: z.string().max(20_000) }))
    .output(z.object({ verdict: Verdict, signedContent: z.string(), expected: z.string() }))
    .errors(onCapture),
  sendSample: oc
    .route({
      method: 'POST',
      path: '/endpoints/{endpointId}/sample',
      summary: 'A signed event of a provider, sent to the endpoint',
    })
    .input(byEndpoint.extend({ sample: z.string().max(80) }))
    .output(z.object({ status: z.number().int() }))
    .errors({ ...onSave, ...errors('TARGET_REFUSED') }),
};
