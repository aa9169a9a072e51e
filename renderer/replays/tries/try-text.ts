import { useQuery } from '@tanstack/react-query';
import type { ReplayId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import { answerText, bodyText } from '../answer/answer-text.ts';
import { sentBody } from '../answer/sent-message.ts';

/** Headers that signing and marking write again for each try: nobody changed them. */
const WRITTEN_ANEW = /signature|timestamp|^backstitch-replay$|^via$|^date$/i;

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

export interface TryTexts {
  /** All that was sent. */
  request: string;
  /** The same without what is written again for each try. */
  written: string;
  /** All that came back; null where nothing did. */
  answer: string | null;
}

/** A try as texts, to compare it with another. What was sent and answered never changes. */
export function useTryTexts(id: ReplayId | undefined) {
  return useQuery({
    queryKey: ['try-texts', id],
    enabled: id !== undefined,
    queryFn: async ({ signal }): Promise<TryTexts | null> => {
      if (id === undefined) return null;
      const replay = await api.replays.get({ id }, { signal });
      const sent = await sentBody(replay, signal);
      const body =
        sent === null ? '(too long to be kept)' : bodyText(sent, replay.requestHeaders).text;
      const head = `${replay.method} ${replay.url}`;
      const text = (headers: readonly (readonly [string, string])[]): string =>
        [head, ...headers.map((pair) => pair.join(': ')), '', body].join('\n');
      const { status, reason, responseHeaders: headers } = replay;
      return {
        request: text(replay.requestHeaders),
        written: text(replay.requestHeaders.filter(([name]) => !WRITTEN_ANEW.test(name))),
        answer:
          status === null
            ? null
            : answerText({
                status,
                reason,
                headers,
                body: await bytesOf(await api.replays.body({ id }, { signal })),
              }),
      };
    },
  });
}
