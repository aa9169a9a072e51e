import type { Delivery } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import { curlForBash } from '../../../main/snippets/curl/curl-bash.ts';

/** What stands in for a value that is not kept. */
const HIDDEN = '•••';

/** The last attempt as a command. Its signature is that of then; hidden headers are left out. */
export function deliveryCurl(delivery: Delivery, attempt: Attempt): string {
  const url = new URL(attempt.url);
  return curlForBash({
    method: attempt.method,
    baseUrl: url.origin,
    target: `${url.pathname}${url.search}`,
    headers: attempt.requestHeaders.filter(([, value]) => value !== HIDDEN),
    body: new TextEncoder().encode(delivery.bodyText ?? ''),
    bodyFile: `${delivery.messageId}.body`,
  });
}
