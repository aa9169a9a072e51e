import { useQuery } from '@tanstack/react-query';
import type { CaptureDetail, SentReply } from '../../../../preload/contract/captures.ts';
import { api, query } from '../../../api/client.ts';
import { useAnswerLike } from '../../../replays/use-answer-like.ts';
import { Button } from '../../../ui/button.tsx';

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

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
      onClick={() =>
        answer.mutate({
          ...sent,
          read: async () =>
            sent.sizeBytes > 0
              ? bytesOf(await api.captures.body({ id: detail.id, of: 'reply' }))
              : new Uint8Array(),
        })
      }
    >
      Answer like this
    </Button>
  );
}
