import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WebhookWhole } from '../../../preload/contract/apps/webhooks.ts';
import { curlOf } from '../../../renderer/webhooks/curl-of.ts';

const URL = 'http://127.0.0.1:4000/api/client/v2.0/app/shop/service/web/incoming_webhook/orders';

const webhook = (part: Partial<WebhookWhole>): WebhookWhole =>
  ({
    url: URL,
    httpMethod: 'POST',
    validation: 'NO_VALIDATION',
    serviceType: 'http',
    secret: '',
    ...part,
  }) as WebhookWhole;

/** What bash hands to curl: `curl` is a function there that prints its arguments, one to a line. */
const argumentsOf = (command: string): string[] =>
  execFileSync('bash', ['-c', `curl() { printf '%s\\n' "$@"; }\n${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');

describe('the command that tries a webhook', () => {
  it('posts JSON, also where any method will do', () => {
    const expected = ['-X', 'POST', URL, '-H', 'Content-Type: application/json'];
    expect(argumentsOf(curlOf(webhook({}))).slice(0, 5)).toEqual(expected);
    expect(argumentsOf(curlOf(webhook({ httpMethod: 'ANY' }))).slice(0, 5)).toEqual(expected);
  });

  it('has no body for GET and HEAD', () => {
    expect(argumentsOf(curlOf(webhook({ httpMethod: 'GET' })))).toEqual([URL]);
    expect(argumentsOf(curlOf(webhook({ httpMethod: 'HEAD' })))).toEqual(['-I', URL]);
  });

  it('puts the secret into the query, whatever signs it has', () => {
    const secret = "a&b='$(id) é";
    const [, , url = ''] = argumentsOf(
      curlOf(webhook({ validation: 'SECRET_AS_QUERY_PARAM', secret })),
    );
    expect(new globalThis.URL(url).searchParams.get('secret')).toBe(secret);
  });

  it('signs the body as the engine checks it, also with a secret that a shell would read', () => {
    const secret = "it's $HOME `x`";
    for (const [serviceType, header] of [
      ['http', 'X-Hook-Signature'],
      ['github', 'X-Hub-Signature-256'],
    ] as const) {
      const said = argumentsOf(
        curlOf(webhook({ validation: 'VERIFY_PAYLOAD', secret, serviceType })),
      );
      const body = said.at(-1) ?? '';
      const digest = createHmac('sha256', secret).update(body).digest('hex');
      expect(said).toContain(`${header}: sha256=${digest}`);
    }
  });

  it('sends the form of a text message to Twilio’s', () => {
    expect(argumentsOf(curlOf(webhook({ serviceType: 'twilio' })))).toEqual([
      URL,
      '--data-urlencode',
      'From=+15550001',
      '--data-urlencode',
      'Body=hello',
    ]);
  });
});
