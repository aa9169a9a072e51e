import { useState } from 'react';
import { bodyFileName } from '../../../main/snippets/body-file.ts';
import type { TeamCapture } from '../../../preload/contract/team.ts';
import { BodyFrom, type BodyOf, type BodySource, Notice } from '../../captures/detail-parts.ts';
import { api, query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';

/** The database gives no more at a time. */
const AT_ONCE = 4 * 1024 * 1024;

interface Sent {
  item: TeamCapture;
  of: BodyOf;
  sizeBytes: number;
  contentType: string | null;
  contentEncoding: string | null;
}

/** A body as the team has it. Of a long one the first part is fetched, the rest where somebody wants it. */
export function TeamBody({ item, of, sizeBytes, contentType, contentEncoding }: Sent) {
  const [isWhole, setWhole] = useState(sizeBytes <= AT_ONCE);
  const wanted = isWhole ? sizeBytes : AT_ONCE;
  // What is encoded cannot be undone from a part: the engine does that, within a bound of its own.
  const isPart = !isWhole && contentEncoding === null;
  return (
    <>
      {isPart && (
        <Notice tone="info">
          The first {formatBytes(AT_ONCE)} of {formatBytes(sizeBytes)}.{' '}
          <Button size="sm" variant="ghost" onClick={() => setWhole(true)}>
            Fetch the rest
          </Button>
        </Notice>
      )}
      <BodyFrom
        key={wanted}
        source={sourceOf(item, of, wanted)}
        endpointId={null}
        contentType={contentType}
        contentEncoding={contentEncoding}
        fileName={bodyFileName(item.id, contentType)}
      />
    </>
  );
}

function sourceOf({ node, id }: TeamCapture, of: BodyOf, wanted: number): BodySource {
  const part = { node, id, of };
  return {
    key: query.team.body.key({ input: part }),
    sizeBytes: wanted,
    async asSent() {
      const parts: Blob[] = [];
      for (let from = 0; from < wanted; from += AT_ONCE) {
        parts.push(await api.team.body({ ...part, from, to: Math.min(wanted, from + AT_ONCE) }));
      }
      const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
      return { bytes, encodings: [], problem: null, cut: false };
    },
    async decoded(unpack) {
      const { body, ...rest } = await api.team.decodedBody({ ...part, unpack });
      return { ...rest, bytes: new Uint8Array(await body.arrayBuffer()) };
    },
  };
}
