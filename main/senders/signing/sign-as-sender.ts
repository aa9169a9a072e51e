import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { SenderSettings } from '../../../preload/contract/signatures.ts';
import { detect } from '../../signatures/detection/detect.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import { viewRequest } from '../../signatures/request-view.ts';
import type { Provider, Secret } from '../../signatures/scheme.ts';
import { providerSet, type ReceivedRequest } from '../verifying/verification.ts';
import { resign } from './resign.ts';

interface Parts {
  settingsAt: (endpointId: string | null) => SenderSettings;
  /** Secrets that sign for a provider at an endpoint, the first before the others. */
  signing: (endpointId: string | null, provider: string) => Secret[];
  now: () => number;
}

interface SignInput {
  /** As it was captured: what is signed may be edited. */
  capture: Omit<ReceivedRequest, 'receivedAt'> & {
    endpointId: string | null;
    provider: string | null;
  };
  mode: 'resign' | 'strip';
  method: string;
  target: string;
  headers: HeaderPair[];
  body: Uint8Array;
  url: string;
  newId: boolean;
}

/** Signs a request as the sender of a capture would, with the secrets of the endpoint. */
export function createSigning({ settingsAt, signing, now }: Parts) {
  return ({ capture, url, mode, newId, ...request }: SignInput) => {
    const { endpointId } = capture;
    const provider = providerSet(settingsAt(endpointId)) ?? senderOf(capture, request.body);
    const signer = provider && { provider, secrets: signing(endpointId, provider.id) };
    return resign({ signer, mode, newId, now: now(), request: { ...request, urls: [url] } });
  };
}

/** Who was noted, else whom it looks like: of long bodies it is noted only when somebody asks. */
function senderOf(capture: SignInput['capture'], body: Uint8Array): Provider | null {
  const { provider, method, target, headers } = capture;
  const id = provider ?? detect(viewRequest({ method, target, headers, body, urls: [] }))?.provider;
  return id === undefined ? null : (findProvider(id) ?? null);
}
