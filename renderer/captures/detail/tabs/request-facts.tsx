import type { ReactNode } from 'react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import { formatRoute } from '../../../navigation/route.ts';
import { kindsWords } from '../../../wire/drift-words.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatBytes, formatCount, formatDuration } from '../../../ui/format.ts';
import { VisibleText } from '../../body/text/visible-text.tsx';
import { fullTime, importedFrom } from '../words.ts';

function Fact({ name, children, copy }: { name: string; children: ReactNode; copy?: string }) {
  return (
    <div className="contents">
      <dt className="py-1 text-muted">{name}</dt>
      <dd className="flex min-h-7 min-w-0 items-center gap-1">
        <span className="min-w-0 break-all">{children}</span>
        {copy !== undefined && (
          <CopyButton label={`Copy ${name.toLowerCase()}`} getText={() => copy} />
        )}
      </dd>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3 last:border-b-0">
      <h3 className="mb-1 text-sm font-semibold text-muted">{title}</h3>
      <dl className="grid grid-cols-[9.5rem_1fr] gap-x-3">{children}</dl>
    </section>
  );
}

function Connection({ detail }: { detail: CaptureDetail }) {
  const { reportedClient } = detail;
  return (
    <Group title="Connection">
      <Fact name="Remote address">
        <span className="wire">
          {detail.remoteAddress}:{detail.remotePort}
        </span>
      </Fact>
      <Fact name="Received">{detail.viaTunnel ? 'through the tunnel' : 'directly'}</Fact>
      {detail.imported !== undefined && (
        <Fact name="Origin">
          {importedFrom(detail.imported)}
          {detail.imported.at !== null && `, ${fullTime(detail.imported.at)}`}
        </Fact>
      )}
      {reportedClient && (
        <Fact name="Client" copy={reportedClient.address}>
          <span className="wire">
            <VisibleText text={reportedClient.address} />
          </span>{' '}
          <span className="text-sm text-warn">
            as reported by <VisibleText text={reportedClient.header} />, not verified
          </span>
        </Fact>
      )}
    </Group>
  );
}

function Size({ detail }: { detail: CaptureDetail }) {
  const declared = detail.declaredBytes;
  return (
    <>
      {formatBytes(detail.sizeBytes)}
      {detail.sizeBytes >= 1000 && (
        <span className="text-faint"> ({formatCount(detail.sizeBytes)} bytes)</span>
      )}
      {declared !== null && declared !== detail.sizeBytes && (
        <span className="text-warn"> of {formatCount(declared)} bytes declared</span>
      )}
    </>
  );
}

function Wire({ text, none }: { text: string | null; none: string }) {
  if (text === null || text === '') return <span className="text-faint">{none}</span>;
  return (
    <span className="wire">
      <VisibleText text={text} />
    </span>
  );
}

function BodyFacts({ detail }: { detail: CaptureDetail }) {
  return (
    <Group title="Body">
      <Fact name="Size">
        <Size detail={detail} />
      </Fact>
      <Fact name="Content-Type">
        <Wire text={detail.contentType} none="not sent" />
      </Fact>
      {detail.contentEncoding !== null && (
        <Fact name="Content-Encoding">
          <Wire text={detail.contentEncoding} none="not sent" />
        </Fact>
      )}
      {detail.bodySha256 !== null && (
        <Fact name="SHA-256" copy={detail.bodySha256}>
          <span className="wire">{detail.bodySha256}</span>
        </Fact>
      )}
    </Group>
  );
}

/** How a request came in, from where, and what its body is. */
export function RequestFacts({ detail }: { detail: CaptureDetail }) {
  const { drift, replayOf } = detail;
  return (
    <>
      <Group title="Arrival">
        <Fact name="Time">{fullTime(detail.receivedAt)}</Fact>
        <Fact name="Duration">
          {detail.durationMs === null ? 'still open' : formatDuration(detail.durationMs)}
        </Fact>
        <Fact name="Endpoint">
          <VisibleText text={detail.endpointName} />
        </Fact>
        <Fact name="HTTP version">{detail.httpVersion}</Fact>
        {drift !== undefined && (
          <Fact name="Drift">
            <a
              className="text-accent-ink underline"
              href={formatRoute({ page: 'events', id: drift.typeId, part: 'changes' })}
            >
              {kindsWords(drift.kinds)}
            </a>
          </Fact>
        )}
        {replayOf !== null && (
          <Fact name="Replay of">
            <a
              className="wire text-accent-ink underline"
              href={formatRoute({ page: 'captures', id: replayOf })}
            >
              {replayOf}
            </a>
          </Fact>
        )}
        <Fact name="Id" copy={detail.id}>
          <span className="wire">{detail.id}</span>
        </Fact>
      </Group>
      <Connection detail={detail} />
      <BodyFacts detail={detail} />
    </>
  );
}
