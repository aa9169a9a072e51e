import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Delivery } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import { deliveryCurl } from '../../../renderer/deliveries/detail/delivery-curl.ts';

it('the last attempt goes out again as it was, without the headers that are hidden', () => {
  const delivery = { bodyText: '{"it\'s":"é"}', messageId: 'msg_1' } as Delivery;
  const attempt = {
    method: 'POST',
    url: 'http://127.0.0.1:3000/hook?a=1',
    requestHeaders: [
      ['Content-Type', 'application/json'],
      ['Authorization', '•••'],
      ['webhook-id', 'msg_1'],
    ],
  } as unknown as Attempt;
  const command = deliveryCurl(delivery, attempt);
  expect(command).not.toContain('•');
  const said = execFileSync('bash', ['-c', `curl() { printf '%s\\n' "$@"; }\n${command}`], {
    encoding: 'utf8',
  });
  const args = said.trimEnd().split('\n');
  expect(args.at(-1)).toBe('http://127.0.0.1:3000/hook?a=1');
  expect(args).toContain('webhook-id: msg_1');
  expect(args).toContain('{"it\'s":"é"}');
  expect(said).not.toContain('Authorization');
});
