import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SecretForm, SenderReport } from '../../../../../preload/contract/signatures.ts';
import { api, query } from '../../../../api/client.ts';
import { sayNot } from '../../../../ui/say-not.ts';
import { toast } from '../../../../ui/toast.tsx';
import { checkedWords } from './secret-words.ts';

/** So many captures of a sender, the newest, are verified again. */
const CHECKED_AGAIN = 1000;

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
    mutationFn: async ({ everywhere, ...secret }: KeptSecret) => {
      const endpointId = everywhere ? null : detail.endpointId;
      const kept = await api.signatures.addSecret({ ...secret, owner: { endpointId, provider } });
      const { verdict } = await api.signatures.verify({ id: detail.id });
      const search = provider === null ? '' : `provider:${provider}`;
      const again =
        search === '' ? null : await api.signatures.verifyFound({ search, limit: CHECKED_AGAIN });
      return { label: kept.label, verdict, again };
    },
    onSuccess: async ({ label, verdict, again }) => {
      const isProven = verdict?.state === 'verified' || verdict?.state === 'authenticated';
      toast({
        title: `Kept “${label}”`,
        ...(again !== null && {
          description: checkedWords(again, report.providerLabel ?? 'this sender'),
        }),
        tone: isProven ? 'good' : 'neutral',
      });
      await Promise.all([
        cache.invalidateQueries({ queryKey: query.signatures.key() }),
        cache.invalidateQueries({ queryKey: query.captures.get.key({ input: { id: detail.id } }) }),
      ]);
      // The field is gone now: what it led to is where one reads on.
      document.querySelector<HTMLElement>('[data-outcome]')?.focus();
    },
    onError: sayNot('Not kept'),
  });
}
