import type { SenderReport } from '../../preload/contract/signatures.ts';
import type { CaptureId, EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Verdict } from '../../preload/contract/signatures/verdict.ts';
import { scalar, viewRequest, walk } from '../signatures/request-view.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import type { Provider } from '../signatures/scheme.ts';
import type { SenderDetail } from './sender-detail.ts';

/** A capture with its bytes, and what was noted of its sender. */
export interface KeptCapture {
  id: CaptureId;
  rowId: number;
  endpointId: EndpointId | null;
  method: string;
  target: string;
  /** True where a secret of the URL was left out and cannot be put back. */
  isMasked: boolean;
  /** Why a signature says nothing of it, in words: its bytes are not those that were signed. */
  unjudged: string | null;
  headers: HeaderPair[];
  viaTunnel: boolean;
  receivedAt: number;
  body: Uint8Array;
  provider: string | null;
  eventType: string | null;
  deliveryId: string | null;
  detail: SenderDetail;
}

interface ReportParts {
  provider: Provider | null;
  duplicates: SenderReport['duplicates'];
  verifyNow: () => Verdict | null;
  /** The question it may be, which nobody answered. */
  unanswered: () => SenderReport['unanswered'];
}

const labelOf = (id: string | null): string | null =>
  id === null ? null : (findProvider(id)?.label ?? id);

/** Handshakes without a proof of their own (Event Grid, Okta) have no row in the table of schemes. */
export function reportOf(kept: KeptCapture, parts: ReportParts): SenderReport {
  const { detail, eventType, deliveryId } = kept;
  const { provider, duplicates } = parts;
  return {
    provider: kept.provider,
    providerLabel: provider?.label ?? kept.provider,
    confidence: detail.confidence,
    looksLike: detail.looksLike,
    looksLikeLabel: labelOf(detail.looksLike),
    eventType,
    deliveryId,
    retry: detail.retry,
    verdict: detail.verdict,
    refused: detail.refused,
    handshake: detail.handshake,
    unanswered: detail.handshake === null && !detail.refused ? parts.unanswered() : null,
    offersSecret: detail.offersSecret,
    confirmUrl: confirmUrlOf(kept),
    expired: expiredNow(detail, parts.verifyNow),
    duplicates,
    duplicateOf:
      duplicates.length === 0
        ? null
        : deliveryId === null
          ? 'the same method, path and body within 10 minutes'
          : `the same id, ${deliveryId}`,
  };
}

/** A verdict is about the moment of arrival. What a receiver would say now is another matter. */
function expiredNow(detail: SenderDetail, verifyNow: () => Verdict | null): string | null {
  if (detail.verdict?.state !== 'verified' || detail.verdict.skewSeconds === null) return null;
  const now = verifyNow();
  return now?.code === 'TIMESTAMP_TOO_OLD' ? now.text : null;
}

/** Amazon's own hosts only: whoever sends the request writes the URL. */
const SNS_HOST = /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?$/;

function confirmUrlOf(kept: KeptCapture): string | null {
  if (kept.provider !== 'sns') return null;
  const text = scalar(walk(viewRequest({ ...kept, urls: [] }).json(), 'SubscribeURL'));
  if (text === undefined || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'https:' && SNS_HOST.test(url.hostname) ? url.href : null;
}
