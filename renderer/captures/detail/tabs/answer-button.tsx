import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CaptureDetail, SentReply } from '../../../../preload/contract/captures.ts';
import type { Endpoint } from '../../../../preload/contract/endpoints.ts';
import { api, query } from '../../../api/client.ts';
import { Button } from '../../../ui/button.tsx';
import { sayNot } from '../../../ui/say-not.ts';
import { toast } from '../../../ui/toast.tsx';
import { replyLike } from './answer-like.ts';

/** Saves an endpoint with another answer; `forward` null: it answers by itself. */
function save(endpoint: Endpoint, change: Pick<Endpoint, 'reply' | 'forward'>) {
  const { id, name, enabled, path, methods } = endpoint;
  return api.endpoints.update({ id, name, enabled, path, methods, ...change });
}

/** The reply that was sent becomes what the endpoint answers to everything, until it is undone. */
function useAnswerLike(endpoint: Endpoint | undefined) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: query.endpoints.list.key() });
  return useMutation({
    mutationFn: async ({ detail, sent }: { detail: CaptureDetail; sent: SentReply }) => {
      if (endpoint === undefined) return;
      const blob =
        sent.sizeBytes > 0 ? await api.captures.body({ id: detail.id, of: 'reply' }) : null;
      const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? []);
      const like = replyLike(sent, bytes, endpoint.reply);
      if (!like.ok) {
        toast({ title: 'Not changed', description: like.why, tone: 'bad' });
        return;
      }
      await save(endpoint, { reply: like.reply, forward: null });
      await refresh();
      const undo = async (): Promise<void> => {
        await save(endpoint, { reply: endpoint.reply, forward: endpoint.forward ?? null });
        await refresh();
        toast({ title: 'Restored', tone: 'good' });
      };
      toast({
        title: `${endpoint.name} answers ${sent.status} like this now`,
        ...(endpoint.forward && { description: 'Its server is not asked for an answer any more.' }),
        tone: 'good',
        action: { label: 'Undo', onSelect: () => void undo().catch(sayNot('Not restored')) },
      });
    },
    onError: sayNot('Not changed'),
  });
}

/** Makes the endpoint of a capture answer as it did here; nothing where no endpoint took it. */
export function AnswerButton({ detail, sent }: { detail: CaptureDetail; sent: SentReply }) {
  const list = useQuery(query.endpoints.list.queryOptions());
  const endpoint = list.data?.find(({ id }) => id === detail.endpointId);
  const answer = useAnswerLike(endpoint);
  if (endpoint === undefined) return null;
  return (
    <Button
      size="sm"
      variant="ghost"
      disabled={answer.isPending}
      title={`${endpoint.name} answers with this status, these headers and this body`}
      onClick={() => answer.mutate({ detail, sent })}
    >
      Answer like this
    </Button>
  );
}
