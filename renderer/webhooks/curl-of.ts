import type { WebhookWhole } from '../../preload/contract/apps/webhooks.ts';
import { bashQuote } from '../../main/snippets/curl/bash-quote.ts';

/** A call of a webhook for bash. The signature is made by openssl, where one is asked for. */
export function curlOf(webhook: WebhookWhole): string {
  const method = webhook.httpMethod === 'ANY' ? 'POST' : webhook.httpMethod;
  const query =
    webhook.validation === 'SECRET_AS_QUERY_PARAM'
      ? `?secret=${encodeURIComponent(webhook.secret)}`
      : '';
  const url = bashQuote(webhook.url + query);
  if (webhook.serviceType === 'twilio') {
    return `curl ${url} --data-urlencode 'From=+15550001' --data-urlencode 'Body=hello'`;
  }
  if (method === 'GET' || method === 'HEAD') return `curl ${method === 'HEAD' ? '-I ' : ''}${url}`;
  const data = bashQuote('{"hello":"world"}');
  if (webhook.validation !== 'VERIFY_PAYLOAD') {
    return `curl -X ${method} ${url} -H 'Content-Type: application/json' --data-binary ${data}`;
  }
  const header = webhook.serviceType === 'github' ? 'X-Hub-Signature-256' : 'X-Hook-Signature';
  const event = webhook.serviceType === 'github' ? " -H 'X-GitHub-Event: push'" : '';
  return [
    `BODY=${data}`,
    `SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac ${bashQuote(webhook.secret)} | sed 's/^.* //')`,
    `curl -X ${method} ${url} -H 'Content-Type: application/json'${event} -H "${header}: sha256=$SIGNATURE" --data-binary "$BODY"`,
  ].join('\n');
}
