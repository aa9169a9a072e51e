import { useMemo, useState } from 'react';
import { packedAs } from '../../../main/decode/magic.ts';
import type { CaptureId, EndpointId } from '../../../preload/contract/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { BytesView } from './binary/bytes-view.tsx';
import { bodyFileName } from '../../../main/snippets/body-file.ts';
import { Waiting } from './json-view.tsx';
import { Notice } from './notice.tsx';
import {
  type BodyBytes,
  type BodyForm,
  bodyHere,
  type BodyOf,
  type BodySource,
  useBody,
} from './use-body.ts';
import { useCharset } from './text/use-charset.ts';

function CodingNotes({ body }: { body: BodyBytes }) {
  return (
    <>
      {body.problem !== null && (
        <Notice tone="warn">{body.problem} The bytes are shown as they were sent.</Notice>
      )}
      {body.cut && (
        <Notice tone="warn">
          The decoded body is too large to show in full. This is its first part.
        </Notice>
      )}
    </>
  );
}

interface Sent {
  /** Where it came to; null for bodies of which nobody chooses how they are read. */
  endpointId: EndpointId | null;
  contentType: string | null;
  contentEncoding: string | null;
}

/** The body of a request or of its reply, decoded for reading where it was sent encoded. */
export function CaptureBody({
  id,
  of,
  sizeBytes,
  ...sent
}: Sent & { id: CaptureId; of: BodyOf; sizeBytes: number }) {
  return (
    <BodyFrom
      {...sent}
      source={bodyHere(id, of, sizeBytes)}
      fileName={bodyFileName(id, sent.contentType)}
      searched={of === 'request'}
    />
  );
}

/** A body, wherever its bytes come from. */
export function BodyFrom(
  props: Sent & {
    source: BodySource;
    fileName: string;
    /** The search of the list looks into these bytes. */
    searched?: boolean;
  },
) {
  const { source, contentType, contentEncoding } = props;
  const pick = useCharset(props.endpointId);
  const encoded = contentEncoding !== null && contentEncoding.trim() !== '';
  const [form, setForm] = useState<BodyForm>(encoded ? 'decoded' : 'sent');
  const isSent = form === 'sent';
  const told = useMemo(
    // Encoded bytes are not what Content-Type speaks of: they are looked at by themselves.
    () => ({ contentType: isSent && encoded ? null : contentType, chosen: pick?.chosen }),
    [isSent, encoded, contentType, pick?.chosen],
  );
  const body = useBody(source, form);
  if (source.sizeBytes === 0) return <p className="p-4 text-muted">There is no body.</p>;
  if (body.isPending) return <Waiting label="Loading the body" />;
  if (body.isError) {
    return (
      <div className="p-3">
        <Problem error={body.error} onRetry={() => void body.refetch()} />
      </div>
    );
  }
  const { bytes, encodings } = body.data;
  const codings = encodings.join(', ');
  const packed = form === 'unpacked' ? null : packedAs(bytes);
  const aside = (encoded || form === 'unpacked') && (
    <span className="flex items-center gap-1 text-sm whitespace-nowrap text-muted">
      {form === 'sent'
        ? 'as sent'
        : encodings.length > 0
          ? `decoded from ${codings}`
          : 'not decoded'}
      <Button
        size="sm"
        variant="ghost"
        className="h-6!"
        onClick={() => setForm(isSent ? 'decoded' : 'sent')}
      >
        {form === 'sent' ? 'Show decoded' : 'Show as sent'}
      </Button>
    </span>
  );
  return (
    <>
      <CodingNotes body={body.data} />
      {packed !== null && !(isSent && encoded) && (
        <Notice tone="info">
          The bytes are {packed}, though no Content-Encoding says so.{' '}
          <Button size="sm" variant="ghost" onClick={() => setForm('unpacked')}>
            Show inflated
          </Button>
        </Notice>
      )}
      <BytesView
        key={form}
        bytes={bytes}
        told={told}
        pick={pick}
        fileName={props.fileName}
        aside={aside}
        searched={props.searched ?? false}
      />
    </>
  );
}
