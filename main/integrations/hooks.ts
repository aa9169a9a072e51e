import type { CaptureId, EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Answer, Planned, Stages, Taker, TakerRequest } from '../intake/taker.ts';
import { packedAs } from '../decode/magic.ts';
import type { BodyTold } from '../decode/told.ts';
import { ProcessGone } from '../lib/child-process/caller.ts';
import { headerValue } from '../lib/headers.ts';
import type { LoadingProcess } from '../warehouse/loading/loading-process.ts';
import { type BodyFault, checkBody, MAX_BODY_BYTES } from '../warehouse/body-text.ts';
import { ANSWERS, takesType } from './answers.ts';
import type { KeptIntegration, KeptUrl } from './integration-store.ts';
import type { Loading } from './loading.ts';
import { hashOf, readHookPath, type HookPath } from './tokens.ts';

interface Parts {
  clientId: string;
  /** The URL that a token belongs to, with its integration; undefined where nobody has it. */
  findToken: (hash: string) => { url: KeptUrl; integration: KeptIntegration } | undefined;
  used: (url: KeptUrl) => void;
  loading: Loading;
  loader: LoadingProcess;
  now: () => number;
  publicId: (rowId: number) => CaptureId;
  /** The charset chosen for an integration's bodies. */
  charsetAt: (endpointId: string) => string | null;
}

/** Larger bodies are read in the loading process: other requests do not wait for them. */
const CHECKED_HERE = 64 * 1024;

export const endpointIdOf = (integration: { id: string }): EndpointId =>
  integration.id as EndpointId;

/** What the intake asks about token URLs. The order of checks is that of the answers it gives. */
export function createHooks(parts: Parts): Taker {
  async function judge(
    request: TakerRequest,
    integration: KeptIntegration,
  ): Promise<Planned | null> {
    if (integration.state !== 'live') {
      return ANSWERS.notActive(`The integration ${integration.name} is ${integration.state}.`);
    }
    if (request.sizeBytes >= MAX_BODY_BYTES) return ANSWERS.tooLarge(request.sizeBytes);
    const type = headerValue(request.headers, 'content-type');
    if (!takesType(type, integration)) return ANSWERS.wrongType(type ?? '(none)');
    const bytes = await request.body();
    const told: BodyTold = {
      contentType: type,
      contentEncoding: headerValue(request.headers, 'content-encoding'),
      chosen: parts.charsetAt(endpointIdOf(integration)),
    };
    const isSmall = bytes.length <= CHECKED_HERE && packedAs(bytes) === null;
    const checked =
      told.contentEncoding === undefined && isSmall
        ? await checkBody(bytes, told)
        : await checkThere({ bytes, ...told });
    return checked.ok ? null : refusalOf(checked);
  }

  /** Asked of the next process, where the first one ended over something else. */
  async function checkThere(input: BodyTold & { bytes: Buffer }) {
    try {
      return await parts.loader.call('check', input);
    } catch (error) {
      if (!(error instanceof ProcessGone)) throw error;
      return parts.loader.call('check', input);
    }
  }

  async function answer(
    path: HookPath,
    request: TakerRequest,
  ): Promise<Planned & { integration?: KeptIntegration }> {
    if (path.kind === 'malformed') return ANSWERS.notFound();
    if (request.method === 'OPTIONS') {
      return ANSWERS.preflight(headerValue(request.headers, 'access-control-request-headers'));
    }
    const found =
      path.clientId === parts.clientId ? parts.findToken(hashOf(path.token)) : undefined;
    const known = found && { integration: found.integration };
    if (request.method !== 'POST') return { ...ANSWERS.wrongMethod(request.method), ...known };
    if (found === undefined) return ANSWERS.notAuthorized('Nobody knows this token.');
    if (found.url.revokedAt !== null) {
      return { ...ANSWERS.notAuthorized('This URL was revoked.'), ...known };
    }
    const { integration, url } = found;
    const receivedAt = parts.now();
    const refusal = await judge(request, integration);
    if (refusal !== null) return { ...refusal, integration };
    parts.used(url);
    await parts.loading.accept(request.rowId, integration.id, receivedAt);
    const problem = parts.loading.problemOf(integration.id);
    return { ...(problem === null ? ANSWERS.accepted() : ANSWERS.queued(problem)), integration };
  }

  async function told(path: HookPath, request: TakerRequest, stages: Stages): Promise<Answer> {
    stages.at('authorize');
    const { integration, ...found } = await answer(path, request);
    const { decidedBy, reason, plan } = found;
    const endpoint = integration ? { id: endpointIdOf(integration), name: integration.name } : null;
    const note = integration ? `taken by ${integration.name}` : 'a token URL of an integration';
    stages.end('match', decidedBy === 'match' ? 'refused' : 'ok', reason ?? note);
    if (decidedBy !== 'match' && decidedBy !== 'respond') {
      stages.end(decidedBy, 'refused', reason ?? '');
    } else if (plan.status < 300 && plan.status !== 204) {
      stages.end('authenticate', 'ok', 'the token is known');
      stages.end('authorize', 'ok', 'JSON that can be loaded; in line for its table');
    }
    const link: HeaderPair = ['X-Backstitch-Capture-Id', parts.publicId(request.rowId)];
    return { ...found, plan: { ...plan, headers: [...plan.headers, link] }, endpoint };
  }

  return {
    take({ target }) {
      const path = readHookPath(target);
      return path && { kept: true, answer: (request, stages) => told(path, request, stages) };
    },
  };
}

function refusalOf(fault: BodyFault): Planned {
  switch (fault.why) {
    case 'too-large':
      return ANSWERS.tooLarge(fault.sizeBytes);
    case 'malformed':
      return ANSWERS.malformed(fault.message);
    case 'not-records':
      return ANSWERS.notRecords();
    case 'too-many-records':
      return ANSWERS.tooMany();
  }
}
