import type { ReplayOptions, ReplayTarget } from '../../preload/contract/replay-request.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { headerValue } from '../lib/headers.ts';
import { classifyAddress, unwrapAddress } from '../outbound/address.ts';
import type { CaptureForReplay, EditedRequest } from './edit.ts';
import { type DroppedHeader, replayHeaders } from './replay-headers.ts';
import { bodyBytes } from '../outbound/send-body.ts';
import {
  appendCaptured,
  isLiteral,
  isLoopbackName,
  isSendablePath,
  parseHost,
  parseTarget,
  type Target,
} from '../outbound/target.ts';

/** @throws BackstitchError TARGET_REFUSED, where what was typed is not a URL to send to */
export function readTypedTarget(url: string): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new BackstitchError('TARGET_REFUSED', parsed.why, { field: 'to.url' });
  return parsed.target;
}

/**
 * Where a replay goes, path and query as they stand on the wire: the captured ones byte for byte to
 * the intake or behind a URL, otherwise those of the URL.
 *
 * @throws BackstitchError TARGET_REFUSED, REPLAY_INVALID
 */
export function readReplayTarget(
  to: ReplayTarget,
  options: ReplayOptions,
  capture: CaptureForReplay,
  edited: EditedRequest,
  intakeUrl: string,
): Target {
  if (to.kind === 'intake') {
    return withPath(readTypedTarget(intakeUrl), edited.target);
  }
  const target = readTypedTarget(to.url);
  if (options.appendPath) return withPath(target, appendCaptured(target.path, edited.target));
  if (edited.target !== capture.target) {
    const message = 'A request to a URL uses the path of the URL. Change it there.';
    throw new BackstitchError('REPLAY_INVALID', message, { field: 'edit.target' });
  }
  return target;
}

function withPath(target: Target, path: string): Target {
  if (!isSendablePath(path)) {
    const message = 'The captured path cannot be sent as it is. Edit it.';
    throw new BackstitchError('REPLAY_INVALID', message, { field: 'edit.target' });
  }
  return { ...target, path };
}

export interface ReplayPlan {
  capture: CaptureForReplay;
  edited: EditedRequest;
  target: Target;
  options: ReplayOptions;
  resigned: boolean;
  number: number;
  installId: string;
  publicHost: string | null;
  credentials: boolean;
}

/** The headers of one replay. */
export function planHeaders(plan: ReplayPlan): { headers: HeaderPair[]; dropped: DroppedHeader[] } {
  const { capture, edited, options } = plan;
  return replayHeaders(edited.headers, {
    method: edited.method,
    bodyBytes: bodyBytes(edited.body),
    authority: plan.target.authority,
    credentials: plan.credentials,
    dropRelayNoise: options.dropRelayNoise,
    origin: {
      sender: senderOf(capture),
      publicHost: publicHostOf(capture) ?? plan.publicHost,
      add: capture.viaTunnel,
    },
    mark: options.mark
      ? {
          installId: plan.installId,
          captureId: capture.id,
          number: plan.number,
          mode: modeOf(plan),
        }
      : null,
    isOwn: edited.isOwn,
  });
}

function modeOf({ edited, resigned }: ReplayPlan): 'exact' | 'edited' | 'resigned' {
  if (edited.edited) return 'edited';
  return resigned ? 'resigned' : 'exact';
}

/** The headers a capture goes on with, by the rules of replays and without their marks. */
export function headersOfForward(
  capture: CaptureForReplay,
  target: Target,
  credentials: boolean,
  publicHost: string | null,
): HeaderPair[] {
  return replayHeaders(capture.headers, {
    method: capture.method,
    bodyBytes: bodyBytes(capture.body),
    authority: target.authority,
    credentials,
    dropRelayNoise: true,
    origin: {
      sender: senderOf(capture),
      publicHost: publicHostOf(capture) ?? publicHost,
      add: capture.viaTunnel,
    },
    mark: null,
  }).headers;
}

/** Through a tunnel the peer is the tunnel's client on this machine: it says nothing of the sender. */
function senderOf(capture: CaptureForReplay): string | null {
  if (capture.reportedClient !== null) return capture.reportedClient;
  return capture.viaTunnel ? null : unwrapAddress(capture.remoteAddress);
}

/** The host the sender wrote to, where the tunnel handed its Host header on. */
function publicHostOf(capture: CaptureForReplay): string | null {
  const host = capture.viaTunnel ? headerValue(capture.headers, 'host') : undefined;
  const parsed = host === undefined ? undefined : parseHost(host);
  if (host === undefined || parsed === undefined || isLoopbackName(parsed.hostname)) return null;
  return isLiteral(parsed) && classifyAddress(parsed.hostname).kind !== 'public' ? null : host;
}
