import type { ReactNode } from 'react';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import { formatBytes } from '../../ui/format.ts';
import { TimingBar } from '../../wire/timing-bar.tsx';
import { HeaderList } from '../../wire/headers/header-list.tsx';

/** What was sent in an attempt, what came back, and where the time went, side by side. */
export function AttemptFacts({
  attempt,
  bodyBytes,
}: {
  attempt: Attempt;
  /** Left out where the message is not here. */
  bodyBytes?: number | undefined;
}) {
  const { engine } = attempt;
  const secrets = attempt.secretIds.length;
  const signed =
    secrets === 0
      ? 'Not signed.'
      : `Signed with ${secrets === 1 ? 'one secret' : `${secrets} secrets`}.`;
  return (
    <div className="@container">
      <div className="grid gap-x-5 gap-y-4 @2xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] @5xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_14rem]">
        <Part title={engine === null ? 'Request' : 'Message'}>
          <p className="wire break-all">
            {engine === null ? `${attempt.method} ${attempt.url}` : attempt.url}
          </p>
          {engine !== null && <HeaderList pairs={Object.entries(engine.place)} />}
          <HeaderList pairs={attempt.requestHeaders} />
          <p className="text-sm text-muted">
            {signed}
            {bodyBytes !== undefined &&
              ` The body is the message: ${formatBytes(bodyBytes)}, the same for every attempt.`}
          </p>
        </Part>
        <Part title={engine === null ? 'Answer' : 'Receipt'}>
          {attempt.error !== null && (
            <p className="break-words text-bad">
              {attempt.error}
              {attempt.errorCode !== null && (
                <span className="wire ml-2 text-muted">{attempt.errorCode}</span>
              )}
            </p>
          )}
          {engine?.receipt ? (
            <HeaderList pairs={Object.entries(engine.receipt)} />
          ) : attempt.status === null ? (
            attempt.error === null && <p className="text-muted">No answer yet.</p>
          ) : (
            <Answer attempt={attempt} />
          )}
        </Part>
        <Part title="Timing">
          {attempt.totalMs === null ? (
            <p className="text-muted">Not known yet.</p>
          ) : (
            <TimingBar replay={{ timings: attempt.timings, totalMs: attempt.totalMs }} />
          )}
          {attempt.remoteAddress !== null && (
            <p className="text-sm text-muted">
              Connected to <span className="wire">{attempt.remoteAddress}</span>
            </p>
          )}
        </Part>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="text-sm font-medium text-muted">{title}</h3>
      {children}
    </section>
  );
}

function Answer({ attempt }: { attempt: Attempt }) {
  return (
    <>
      <HeaderList pairs={attempt.responseHeaders} />
      {attempt.responseBody === '' ? (
        <p className="text-muted">The answer has no body.</p>
      ) : (
        <pre
          aria-label="Body of the answer"
          // It scrolls: keys must reach it.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          className="wire max-h-72 overflow-auto rounded-md border border-line bg-canvas px-2 py-1 break-all whitespace-pre-wrap"
        >
          {attempt.responseBody}
        </pre>
      )}
      {attempt.responseCut && (
        <p className="text-sm text-warn">
          Only the first {formatBytes(attempt.responseBody.length)} of{' '}
          {formatBytes(attempt.responseBytes)} are kept.
        </p>
      )}
    </>
  );
}
