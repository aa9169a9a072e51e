import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { FunctionTarget } from '../../../preload/contract/interchange/suite-cases.ts';
import type { Replay } from '../../../preload/contract/replays.ts';
import type { ReplayOptions, ReplayTarget } from '../../../preload/contract/replay-request.ts';
import type { DirectRuns } from '../../apps/running/direct-runs.ts';
import type { Captures } from '../../captures/captures.ts';
import { pathOf } from '../../captures/arrival.ts';
import type { Deliveries } from '../../deliveries/deliveries.ts';
import { createShown } from '../../interchange/shown.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { type Resolve, systemResolve, withDeadline } from '../../outbound/resolve.ts';
import { targetUrl } from '../../outbound/target.ts';
import { readTypedTarget } from '../../replays/plan.ts';
import type { Replays } from '../../replays/replays.ts';
import { signatureHeadersOfSender } from '../../senders/sender-fields.ts';
import type { openSenders } from '../../senders/senders.ts';
import type { CaseRequest } from '../../suites/case.ts';
import { type Answer, type Before, KEPT_BYTES } from '../../suites/answer.ts';
import type { Handled } from '../../suites/parts.ts';
import { secretPaths } from '../../suites/secret-paths.ts';
import { type CaseToSign, sendCase, unsent } from '../../suites/send-case.ts';
import { newestFound } from './capture-views.ts';
import { functionCases } from './function-cases.ts';

interface Parts {
  captures: Captures;
  replays: Replays;
  deliveries: Deliveries;
  senders: Pick<ReturnType<typeof openSenders>, 'sign'>;
  direct: DirectRuns;
  variants: Handled['variants'];
  clock: Clock;
  intakeUrl: () => string;
  /** Every secret that is known now, as text. */
  secrets: () => string[];
  lookup?: Resolve;
}

/** So many earlier replays and deliveries are looked at for a baseline. */
const LOOKED_AT = 20;
const INTAKE = 'intake';
const GONE = 'This capture is gone; limits may have removed it.';

/** What suites need of captures, replays and deliveries, none of which they know. */
export function handledCases(parts: Parts): Handled {
  const { captures, replays, deliveries, senders, clock, intakeUrl } = parts;
  const resolve = withDeadline(parts.lookup ?? systemResolve, clock);
  const functions = functionCases({
    direct: parts.direct,
    clock,
    sign,
    targetOf: (request) => targetOf({ kind: 'intake' }, request),
  });

  function sign({
    request: { method, target, headers, body, provider, endpointId },
    ...how
  }: CaseToSign) {
    const capture = { method, target, headers, provider, endpointId, viaTunnel: false };
    return senders.sign({ ...how, capture, method, headers, body });
  }

  function targetOf(to: ReplayTarget, request?: CaseRequest) {
    const target = readTypedTarget(to.kind === 'url' ? to.url : intakeUrl());
    return to.kind === 'intake' && request !== undefined
      ? { ...target, path: request.target }
      : target;
  }

  async function lastReplay(id: CaptureId, to: ReplayTarget): Promise<Before | null> {
    const url = targetUrl(targetOf(to));
    const isThere = (other: string): boolean =>
      to.kind === 'url' ? other === url : other.startsWith(intakeUrl());
    const found = replays
      .ofCapture({ id })
      .slice(0, LOOKED_AT)
      .find((one) => one.outcome === 'answered' && !one.edited && isThere(one.url));
    return found === undefined
      ? null
      : { from: 'replay', answer: await answerOf(replays, replays.get({ id: found.id })) };
  }

  /** What a destination with this URL answered, where a forward sent the capture on. */
  async function forwarded(captureId: CaptureId, to: ReplayTarget): Promise<Before | null> {
    if (to.kind !== 'url') return null;
    const url = targetUrl(targetOf(to));
    const { items } = deliveries.surface.list({ captureId, limit: LOOKED_AT });
    for (const { id } of items) {
      const { log } = await deliveries.surface.get({ id });
      const attempt = log.findLast((one) => one.status !== null && one.url === url);
      if (attempt === undefined) continue;
      const { startedAt, status, totalMs, responseHeaders, responseBody } = attempt;
      const body = Buffer.from(responseBody);
      const answer: Answer = {
        at: startedAt,
        outcome: 'answered',
        status,
        error: null,
        errorCode: null,
        totalMs,
        headers: responseHeaders,
        // Kept as text: bytes that were none are not known any more.
        body: responseBody.includes('\uFFFD') ? null : body,
        sizeBytes: attempt.responseBytes,
        cut: attempt.responseCut,
        replayId: null,
      };
      return { from: 'forward', answer };
    }
    return null;
  }

  /** What the sender itself was answered: the baseline of what Backstitch answers. */
  async function firstAnswer(id: CaptureId): Promise<Before | null> {
    const { reply, durationMs, receivedAt } = captures.get({ id });
    if (reply === null) return null;
    const blob = await captures.body({ id, of: 'reply' });
    const bytes = Buffer.from(await blob.arrayBuffer());
    return {
      from: 'capture',
      answer: {
        at: receivedAt,
        outcome: 'answered',
        status: reply.status,
        error: null,
        errorCode: null,
        totalMs: durationMs,
        headers: reply.headers,
        body: bytes.subarray(0, KEPT_BYTES),
        sizeBytes: reply.sizeBytes,
        cut: bytes.length > KEPT_BYTES,
        replayId: null,
      },
    };
  }

  /** What its sender got, where it was this function that answered. */
  async function functionBefore(id: CaptureId, to: FunctionTarget): Promise<Before | null> {
    const { endpointId, decidedBy } = captures.get({ id });
    const hasRun = decidedBy === 'run' || decidedBy === 'respond';
    const isIts = functions.endpointsOf(to).some((one) => one === endpointId);
    return hasRun && isIts ? firstAnswer(id) : null;
  }

  async function requestOf(id: CaptureId) {
    await captures.settled(id);
    const capture = captures.forReplay(id);
    const kept = await captures.readBody(captures.rowIdOf(id));
    if (capture === undefined || kept === null) return undefined;
    const { method, target, headers, provider, eventType, endpointId, signature } = capture;
    const isForged = signature === 'bad';
    return {
      name: eventType ?? `${method} ${pathOf(target)}`,
      isForged,
      request: {
        method,
        target,
        headers,
        body: Buffer.from(kept.bytes),
        provider,
        endpointId,
        resign: !isForged,
      },
    };
  }

  return {
    found: async (search, limit) => (await newestFound(captures, search, limit)).toReversed(),
    capture: requestOf,
    variants: parts.variants,
    async checked(to) {
      if (to.kind === 'intake') return INTAKE;
      if (to.kind === 'function') return functions.nameOf(to);
      const target = readTypedTarget(to.url);
      await replays.guard.checkTarget(target);
      return targetUrl(target);
    },
    async replay(id, to, how, signal) {
      if (to.kind === 'function') {
        const held = await requestOf(id);
        if (held === undefined) return { answer: unsent(clock.now(), GONE), note: null };
        return functions.run(held.request, id, to, how);
      }
      const { timeoutMs, signature, deliveryId } = how;
      const options: ReplayOptions = {
        mark: true,
        dropRelayNoise: true,
        appendPath: false,
        bytes: 'announced',
        timeoutMs,
        deliveryId,
        signedUrl: 'target',
        signature: signature === 'fitting' ? 'keep' : signature,
      };
      const at = clock.now();
      try {
        if (signature === 'fitting') options.signature = await replays.fitting(id, to, options);
        const replay = await replays.send({ id, to, options }, signal);
        return { answer: await answerOf(replays, replay), note: replay.note };
      } catch (error) {
        if (!(error instanceof BackstitchError)) throw error;
        const { message, hint, code } = error;
        const words = hint === undefined ? message : `${message} ${hint}`;
        return { answer: unsent(at, words, code), note: null };
      }
    },
    send(request, to, options, signal) {
      if (to.kind === 'function') return functions.run(request, null, to, options);
      const target = targetOf(to, request);
      const isOwn = to.kind === 'intake';
      return sendCase(
        request,
        {
          target,
          options,
          credentials: isOwn || replays.guard.maySeeCredentials(target),
          sign,
        },
        {
          clock,
          resolve,
          checkAddresses: isOwn ? () => undefined : replays.guard.checkAddresses,
        },
        signal,
      );
    },
    async before(id, to) {
      if (to.kind === 'function') return functionBefore(id, to);
      const found = (await lastReplay(id, to)) ?? (await forwarded(id, to));
      return found ?? (to.kind === 'intake' ? firstAnswer(id) : null);
    },
    judged: (id, verdict) => captures.judged.note(captures.rowIdOf(id), verdict),
    secretPaths: (request) => secretPaths(request, createShown(parts.secrets())),
    proofHeaders: (provider) => (provider === null ? [] : signatureHeadersOfSender(provider)),
  };
}

async function answerOf(replays: Replays, replay: Replay): Promise<Answer> {
  const { id, startedAt, outcome, status, error, errorCode, totalMs } = replay;
  const blob = status === null ? null : replays.body({ id });
  const body = blob && Buffer.from(await blob.arrayBuffer());
  return {
    at: startedAt,
    outcome: outcome === 'canceled' ? 'failed' : outcome,
    status,
    error,
    errorCode,
    totalMs,
    headers: replay.responseHeaders,
    body: body && body.subarray(0, KEPT_BYTES),
    sizeBytes: replay.responseBytes,
    cut: replay.responseCut || (body?.length ?? 0) > KEPT_BYTES,
    replayId: id,
  };
}
