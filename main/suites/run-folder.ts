import { createHash, randomUUID } from 'node:crypto';
import type { SuiteOptions } from '../../preload/contract/interchange/suite-cases.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createGuard } from '../outbound/guard/guard.ts';
import { CI_HANDLERS } from '../outbound/guard/policies.ts';
import { systemResolve, withDeadline } from '../outbound/resolve.ts';
import { isThisMachine, parseTarget, targetUrl } from '../outbound/target.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import { signRequest, stripSignature } from '../signatures/sign.ts';
import type { KeptCase } from './case.ts';
import { UNKNOWN } from './answer.ts';
import { type ReadyCase, runCases } from './run.ts';
import { type CaseToSign, sendCase, type SignedCase } from './send-case.ts';
import type { KeptResult } from './store.ts';
import type { SuiteFolder } from './folder.ts';

interface FolderRun {
  folder: SuiteFolder;
  to: string;
  options: SuiteOptions;
  /** Hosts that may be asked, beside those of this machine and the private network. */
  allowed: readonly string[];
  /** The secret of a provider, by its id; undefined where none is given. */
  secretOf: (provider: string) => string | undefined;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Runs the suite of a folder: without a Backstitch, and without anything that was kept of earlier runs.
 *
 * @returns in the order of the suite; cases that `signal` stopped are not among them
 * @throws BackstitchError TARGET_REFUSED, TARGET_NEEDS_ALLOW
 */
export async function runFolder(run: FolderRun): Promise<{ url: string; results: KeptResult[] }> {
  const { folder, options, clock, signal } = run;
  const parsed = parseTarget(run.to);
  if (!parsed.ok) throw new BackstitchError('TARGET_REFUSED', parsed.why, { field: 'to' });
  const { target } = parsed;
  const resolve = withDeadline(systemResolve, clock);
  const guard = createGuard(CI_HANDLERS, { isOwnListener: () => false, publicHost: () => null });
  const isAllowed = run.allowed.some((host) => host.toLowerCase() === target.hostKey);
  const refusal =
    (await guard.ahead(target, isAllowed, resolve)) ?? (await byAddress(target.hostname));
  if (refusal !== undefined) {
    const code = refusal.code === 'NOT_ALLOWED' ? 'TARGET_NEEDS_ALLOW' : 'TARGET_REFUSED';
    throw new BackstitchError(code, refusal.text, {
      hint: refusal.hint ?? '',
      host: target.hostKey,
    });
  }

  /** A name that is not found is a handler that is not there: the exchange says so. */
  async function byAddress(hostname: string) {
    const addresses = await resolve(hostname).catch(() => []);
    return addresses.length === 0 ? undefined : guard.judge(target, addresses, isAllowed);
  }

  const sign = signerOf(run);
  const tools = {
    clock,
    resolve,
    checkAddresses: (to: typeof target, addresses: readonly string[]) =>
      guard.judge(to, addresses, isAllowed),
  };

  const ready = ({ name, n, request, expect }: KeptCase): ReadyCase => ({
    captureId: null,
    key: String(n),
    name,
    good: expect.good,
    before: () => {
      const { answer } = expect;
      return Promise.resolve({
        from: 'expected',
        answer: answer ?? UNKNOWN,
        good: answer !== null,
      });
    },
    send: (stopped) => {
      const how = request.resign ? options : { ...options, signature: 'keep' as const };
      const credentials = isThisMachine(target) || isAllowed;
      return sendCase(request, { target, options: how, credentials, sign }, tools, stopped);
    },
  });

  const results: KeptResult[] = [];
  await runCases({
    cases: folder.cases.map((one) => () => Promise.resolve(ready(one))),
    options,
    signal,
    keep(result) {
      results.push(result);
      return Promise.resolve();
    },
  });
  results.sort((a, b) => a.result.n - b.result.n);
  return { url: targetUrl(target), results };
}

function signerOf({ secretOf, clock }: FolderRun) {
  return ({ request, mode, target, url, newId }: CaseToSign): SignedCase => {
    const { method, headers, body } = request;
    const provider = findProvider(request.provider ?? '');
    if (provider === undefined) return { ok: false, text: 'Nobody is known to sign it.' };
    if (mode === 'strip') {
      const stripped = stripSignature(provider, headers);
      return { ok: true, headers: stripped.headers, body, target, note: '' };
    }
    const value = secretOf(provider.id);
    if (value === undefined) {
      return {
        ok: false,
        text: `Set ${secretVariable(provider.id)} to sign as ${provider.label}.`,
      };
    }
    const secrets = [{ id: 'given', label: 'given', value }];
    const now = clock.now();
    const toSign = { method, target, headers, body, urls: [url] };
    // Ids that are signed were left out with the signature: the same case has the same one each time.
    const same = createHash('sha256').update(body).digest('hex').slice(0, 32);
    const id = `msg_${newId ? randomUUID().replaceAll('-', '') : same}`;
    const signed = signRequest({ provider, request: toSign, secrets, now, newId: id });
    return signed.ok ? { ...signed, note: `Signed as ${provider.label}.` } : signed;
  };
}

/** Where a secret to sign with is looked for: BACKSTITCH_SECRET_STRIPE. */
export const secretVariable = (provider: string): string =>
  `BACKSTITCH_SECRET_${provider.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
