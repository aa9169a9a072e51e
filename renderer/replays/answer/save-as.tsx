import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { Replay } from '../../../preload/contract/replays.ts';
import { api, query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { downloadBytes } from '../../ui/platform/download.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { openComposition } from '../fresh/open-composition.ts';
import { useAnswerLike } from '../use-answer-like.ts';
import { draftOf } from './draft-of.ts';
import { sentBody, sentMessage } from './sent-message.ts';

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await blob.arrayBuffer());

/** Keeps a try: as a file, as a request to go on from, or its answer as that of the endpoint. */
export function SaveAs({
  replay,
  capture,
}: {
  replay: Replay;
  capture: CaptureDetail | undefined;
}) {
  const endpoints = useQuery(query.endpoints.list.queryOptions());
  const endpoint = endpoints.data?.find(({ id }) => id === capture?.endpointId);
  const answerLike = useAnswerLike(endpoint);
  const { id, number, status } = replay;
  const readAnswer = async () => bytesOf(await api.replays.body({ id }));
  const work = (run: () => Promise<void>) => () => void run().catch(sayNot('Not saved'));
  const tooLong = (): void => {
    const description = 'Its body is longer than 1 MB and was not kept.';
    toast({ title: 'Not saved', description, tone: 'bad' });
  };
  const items: MenuItem[] = [
    {
      id: 'message',
      label: 'Request as a file',
      onSelect: work(async () => {
        const body = await sentBody(replay);
        if (body === null) tooLong();
        else downloadBytes(sentMessage(replay, body), `replay-${number}.http`);
      }),
    },
    {
      id: 'draft',
      label: 'New draft',
      onSelect: work(async () => {
        const [body, { intakeUrl }] = await Promise.all([sentBody(replay), api.system.status()]);
        if (body === null) return tooLong();
        const composition = draftOf(replay, body, intakeUrl);
        if (composition.draft?.body.kind === 'kept') return tooLong();
        openComposition(composition);
      }),
    },
  ];
  if (status !== null) {
    items.push({
      id: 'answer',
      label: 'Body of the answer as a file',
      disabled: replay.responseBytes === 0,
      onSelect: work(async () => downloadBytes(await readAnswer(), `answer-${number}.bin`)),
    });
  }
  if (status !== null && endpoint !== undefined) {
    items.push({
      id: 'endpoint',
      label: `Answer of ${endpoint.name}`,
      // Half an answer is none.
      disabled: replay.responseCut,
      onSelect: () =>
        answerLike.mutate({ status, headers: replay.responseHeaders, read: readAnswer }),
    });
  }
  return (
    <Menu
      trigger={
        <Button size="sm" variant="ghost" icon={<ChevronDown size={14} />}>
          Save as
        </Button>
      }
      items={items}
    />
  );
}
