import { describe, expect, it } from 'vitest';
import { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import { FunctionRun } from '../../../preload/contract/apps/function-runs.ts';
import { WebhookDetail } from '../../../preload/contract/apps/webhook-outcome.ts';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { SenderReport } from '../../../preload/contract/signatures.ts';
import type { Verdict } from '../../../preload/contract/signatures/verdict.ts';
import { outcomeOf, type Told } from '../../../renderer/captures/detail/header/outcome.ts';
import { failedChecks, refusalOf } from '../../../renderer/captures/detail/tabs/checks/findings.ts';
import { captureDetail } from './capture-detail.ts';

function told(over: Partial<CaptureDetail>, more: Partial<Told> = {}): Told {
  return {
    detail: captureDetail(over),
    report: null,
    webhook: null,
    call: null,
    run: null,
    ...more,
  };
}

function report(verdict: Partial<Verdict>, over: Partial<SenderReport> = {}): SenderReport {
  return SenderReport.parse({
    provider: 'stripe',
    providerLabel: 'Stripe',
    confidence: 'certain',
    looksLike: null,
    looksLikeLabel: null,
    eventType: 'invoice.paid',
    deliveryId: 'evt_1',
    retry: null,
    refused: false,
    handshake: null,
    unanswered: null,
    offersSecret: false,
    confirmUrl: null,
    expired: null,
    duplicates: [],
    duplicateOf: null,
    ...over,
    verdict: {
      state: 'failed',
      scheme: 'Stripe',
      code: 'SIGNATURE_MISMATCH',
      text: 'The signature does not match.',
      secretId: null,
      secretLabel: null,
      skewSeconds: null,
      url: null,
      hint: null,
      notes: [],
      ...verdict,
    },
  });
}

const WRONG = { signature: 'bad', provider: 'stripe' } as const;
const REFUSED = { ...WRONG, decidedBy: 'authenticate', status: 401, reason: 'no' } as const;

function run(line: number | null): FunctionRun {
  const frame = { text: `at total (orders/new:${line}:3)`, function: 'total', line, column: 3 };
  return FunctionRun.parse({
    id: 'run1',
    appId: 'app1',
    captureId: null,
    kind: 'webhook',
    name: 'orders/new',
    startedAt: 1,
    durationMs: 2,
    memoryBytes: 3,
    user: { id: 'u', type: 'system' },
    logCount: 0,
    hostCallCount: 0,
    args: null,
    result: null,
    reply: null,
    logs: [],
    logsCut: false,
    hostCalls: [],
    error: {
      code: 'FunctionExecutionError',
      name: 'TypeError',
      message: 'order is undefined',
      stack: [frame],
    },
  });
}

const webhook = (over: Partial<WebhookDetail>): WebhookDetail =>
  WebhookDetail.parse({
    appId: null,
    kind: 'webhook',
    service: 'shop',
    name: 'orders',
    steps: [],
    expression: null,
    user: null,
    runId: null,
    ...over,
  });

describe('the outcome of a capture', () => {
  it('that went well is its status and how long it took', () => {
    const outcome = outcomeOf(told({ durationMs: 31 }));
    expect(outcome).toEqual({ tone: 'good', text: '200 OK in 31 ms', repairs: [] });
  });

  it('names the secret that verified it', () => {
    const verified = report({ state: 'verified', code: null, secretLabel: 'Production' });
    const { text } = outcomeOf(told({ signature: 'ok', durationMs: 31 }, { report: verified }));
    expect(text).toBe('200 OK in 31 ms, verified with “Production”');
  });

  it('that was refused for its signature asks for the secret in place', () => {
    const outcome = outcomeOf(told(REFUSED, { report: report({}, { refused: true }) }));
    expect(outcome.tone).toBe('bad');
    expect(outcome.text).toBe('401 refused: the signature does not match.');
    expect(outcome.repairs).toEqual(['secret', 'which-fits', 'details']);
  });

  it('says a cause only where it is certain', () => {
    const hint = { text: 'Another secret you saved fits.', certain: true };
    const sure = report({ hint }, { refused: true });
    const unsure = report({ hint: { ...hint, certain: false } }, { refused: true });
    expect(outcomeOf(told(REFUSED, { report: sure })).text).toContain(hint.text);
    expect(outcomeOf(told(REFUSED, { report: unsure })).text).not.toContain(hint.text);
  });

  it('that was refused, and is verified since, says both', () => {
    const proven = report(
      { state: 'verified', code: null, secretLabel: 'Production' },
      { refused: true },
    );
    const outcome = outcomeOf(told({ ...REFUSED, signature: 'ok' }, { report: proven }));
    expect(outcome.text).toBe('401 when it came. Verified now with “Production”.');
    expect(outcome.repairs).toEqual(['replay']);
  });

  it('that is only not verified says that it was answered', () => {
    const outcome = outcomeOf(told(WRONG, { report: report({}) }));
    expect(outcome.tone).toBe('warn');
    expect(outcome.text).toBe('Answered 200, but not verified: the signature does not match.');
  });

  it('that is too old offers a fresh signature, and no secret', () => {
    const old = { code: 'TIMESTAMP_TOO_OLD', text: 'Signed 9 min before it arrived.' } as const;
    const outcome = outcomeOf(told(WRONG, { report: report(old) }));
    expect(outcome.text).toContain('signed 9 min before it arrived.');
    expect(outcome.repairs).toEqual(['fresh-signature', 'details']);
  });

  it.each(['MISSING_HEADER', 'NEEDS_URL', 'AMBIGUOUS_HEADER'] as const)(
    'asks for no secret where none would help: %s',
    (code) => {
      const { repairs } = outcomeOf(told(WRONG, { report: report({ code }) }));
      expect(repairs).not.toContain('secret');
    },
  );

  it('that is signed without a secret names who signed it', () => {
    const none = report({ state: 'not_attempted', code: null });
    const outcome = outcomeOf(told({ signature: 'unset' }, { report: none }));
    expect(outcome.text).toBe('Signed by Stripe. Add its secret to verify.');
    expect(outcome.repairs).toEqual(['secret', 'which-fits']);
  });

  it('of a function that failed names the error and its line', () => {
    const failed = { decidedBy: 'run', status: 500, reason: 'TypeError' } as const;
    const outcome = outcomeOf(told(failed, { run: run(12) }));
    expect(outcome.text).toBe('500: TypeError at line 12, order is undefined');
    expect(outcome.repairs).toEqual(['open-line', 'run']);
    expect(outcomeOf(told(failed, { run: run(null) })).repairs).toEqual(['run']);
  });

  it('of a rule names the innermost operand that was false', () => {
    const inner = { path: '%%user', text: '%%user.data.role is "admin"', verdict: false };
    const expression = {
      path: '',
      text: 'all of',
      verdict: false,
      children: [
        { path: 'a', text: 'first', verdict: true, children: [] },
        { ...inner, children: [] },
      ],
    };
    const refused = { decidedBy: 'authorize', status: 403, reason: 'no' } as const;
    const outcome = outcomeOf(told(refused, { webhook: webhook({ expression }) }));
    expect(outcome.text).toBe('403: can_evaluate was false at %%user.data.role is "admin".');
    expect(outcome.repairs).toEqual(['expression']);
  });

  it('of an arrival that broke off counts what came, and wins over all else', () => {
    const broken = { ...REFUSED, failure: 'aborted', sizeBytes: 4, declaredBytes: 120 } as const;
    const outcome = outcomeOf(told(broken, { report: report({}, { refused: true }) }));
    expect(outcome.text).toBe('Broke off after 4 of 120 bytes.');
  });

  it('of a cut body says how much was kept, and leads to the limit', () => {
    const outcome = outcomeOf(told({ cut: true, sizeBytes: 50_000_000 }));
    expect(outcome.text).toBe('Only the first 50 MB were kept.');
    expect(outcome.repairs).toContain('limit');
  });

  it('of another refusal is its reason', () => {
    const refused = { decidedBy: 'match', status: 405, reason: 'only POST is taken' } as const;
    expect(outcomeOf(told(refused)).text).toBe('405 refused: only POST is taken');
  });

  it('of no answer says so, and of an open request that it is open', () => {
    expect(outcomeOf(told({ status: null })).text).toBe('No answer was sent.');
    expect(outcomeOf(told({ status: null, durationMs: null })).tone).toBe('neutral');
  });

  it('is as bad as the status an endpoint was set to answer', () => {
    expect(outcomeOf(told({ status: 503 })).tone).toBe('bad');
    expect(outcomeOf(told({ status: 404 })).tone).toBe('warn');
  });
});

describe('failed checks', () => {
  it('are none where all went well', () => {
    expect(failedChecks(told({}))).toBe(0);
  });

  it('count arrival, signature and each step', () => {
    const steps: WebhookDetail['steps'] = [
      { stage: 'match', check: 'Path', ok: true, message: '' },
      { stage: 'authenticate', check: 'Secret', ok: false, message: 'no' },
    ];
    const all = told({ ...WRONG, cut: true, reason: 'no' }, { webhook: webhook({ steps }) });
    expect(failedChecks(all)).toBe(3);
  });

  it('say a refusal once: by the step, the signature or the call that explains it', () => {
    expect(refusalOf(told({ reason: 'only POST' }))).toBe('only POST');
    expect(refusalOf(told(REFUSED, { report: report({}, { refused: true }) }))).toBeNull();
    expect(refusalOf(told({ reason: 'x', failure: 'aborted' }))).toBeNull();
    const call = ClientCallDetail.parse({
      appId: null,
      call: 'call',
      provider: '',
      user: null,
      service: '',
      name: 'f',
      namespace: '',
      steps: [],
      expression: null,
      decision: null,
      error: { code: 'E', message: 'm' },
      events: null,
      runId: null,
    });
    const refused = told({ reason: 'm', status: 400 }, { call });
    expect([refusalOf(refused), failedChecks(refused)]).toEqual([null, 1]);
  });
});
