import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import type { SecretForm } from '../../../../../preload/contract/signatures/secrets.ts';
import { query } from '../../../../api/client.ts';
import { keepSecret, sayKept } from '../../../../senders/keep-secret.ts';
import { focusStays } from '../../../../ui/platform/focus-later.ts';
import { sayNot } from '../../../../ui/say-not.ts';

export interface KeptSecret {
  value: string;
  form: SecretForm;
  label: string;
  /** Of the sender wherever it sends to, not only of the endpoint of this capture. */
  everywhere: boolean;
}

/**
 * Keeps a secret, verifies the captures of its sender again and says how many. Green only where the
 * capture at hand was verified by it.
 */
export function useKeepSecret(detail: CaptureDetail, report: SenderReport) {
  const cache = useQueryClient();
  const { provider } = report;
  return useMutation({
    mutationFn: ({ everywhere, ...secret }: KeptSecret) => {
      const endpointId = everywhere ? null : detail.endpointId;
      return keepSecret(secret, { endpointId, provider }, detail.id);
    },
    onMutate: () => ({ stays: focusStays() }),
    onSuccess: async (kept, _secret, { stays }) => {
      sayKept(kept, report.providerLabel ?? 'this sender');
      await Promise.all([
        cache.invalidateQueries({ queryKey: query.signatures.key() }),
        cache.invalidateQueries({ queryKey: query.captures.get.key({ input: { id: detail.id } }) }),
      ]);
      // The field is gone now: what it led to is where one reads on.
      if (stays()) document.querySelector<HTMLElement>('[data-outcome]')?.focus();
    },
    onError: sayNot('Not kept'),
  });
}
