import type { CustomScheme } from '../../../preload/contract/signatures.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { customProblem, customProvider } from '../../signatures/custom.ts';
import { encodeBytes } from '../../signatures/encoding.ts';
import { computeMac, readKey } from '../../signatures/keys.ts';
import { viewRequest } from '../../signatures/request-view.ts';
import { fillTemplate } from '../../signatures/template.ts';
import { verify } from '../../signatures/verify.ts';
import type { KeptCapture } from '../report.ts';
import { urlsOf } from './urls.ts';

/** Longer contents are cut for the preview. */
const SHOWN = 4000;

/** What a custom scheme makes of a capture: the verdict, what is signed, what was expected. */
export function tryScheme(kept: KeptCapture, input: { scheme: CustomScheme; secret: string }) {
  const { scheme, secret } = input;
  const problem = customProblem(scheme);
  if (problem !== null)
    throw new BackstitchError('SENDER_INVALID', problem.message, { field: problem.field });
  const view = viewRequest({ ...kept, urls: urlsOf(kept, null) });
  const secrets = [{ id: 'typed', label: 'the secret typed', value: secret }];
  const provider = customProvider(scheme);
  const verdict = verify({ provider, request: view, secrets, now: kept.receivedAt });
  const content = fillTemplate(scheme.content, {
    view,
    time: scheme.time === null ? '' : (view.header(scheme.time.header) ?? ''),
    id: scheme.idHeader === null ? '' : (view.header(scheme.idHeader) ?? ''),
    url: view.request.urls[0] ?? '',
    secret,
    fields: new Map(),
  });
  if (scheme.mac === 'equals') {
    return { verdict, signedContent: '', expected: `${scheme.prefix}${secret}` };
  }
  const key = readKey(secret, scheme.key);
  const mac = key === null ? null : computeMac(scheme.mac, key, content);
  return {
    verdict,
    signedContent: content.toString('utf8').slice(0, SHOWN),
    expected: mac === null ? '' : `${scheme.prefix}${encodeBytes(mac, scheme.encoding)}`,
  };
}
