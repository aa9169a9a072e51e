import { CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { formatRoute } from '../../../../navigation/route.ts';
import { cx } from '../../../../ui/cx.ts';
import { VisibleText } from '../../../body/text/visible-text.tsx';
import type { Told } from '../../header/outcome.ts';
import { arrivalRemarks, importedFrom, type Remark, stageWord } from '../../words.ts';
import { ClientChecks } from './client-checks.tsx';
import { refusalOf } from './findings.ts';
import { SignatureCheck } from './signature-check.tsx';
import { type WantedPart, useWantedPart } from './wanted-part.ts';
import { WebhookChecks } from './webhook-checks.tsx';

/** What a capture was checked for, in the order in which it was: arrival, match, signature, app. */
export function ChecksTab({ told }: { told: Told }) {
  const { detail, webhook, call } = told;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <Arrival remarks={arrivalRemarks(detail)} />
      <Match told={told} />
      <Part id="signature" title="Signature">
        <SignatureCheck detail={detail} />
      </Part>
      {webhook !== null && (
        <Part id="app" title={webhook.kind === 'webhook' ? 'Webhook' : 'HTTPS endpoint'}>
          <WebhookChecks outcome={webhook} />
        </Part>
      )}
      {call !== null && (
        <Part id="app" title="Client call">
          <ClientChecks call={call} />
        </Part>
      )}
    </div>
  );
}

/** One titled part of the checks; it is scrolled to where somebody asked for it. */
function Part(props: { id: WantedPart; title: string; children: ReactNode }) {
  const { id } = props;
  const place = useRef<HTMLElement>(null);
  const wanted = useWantedPart((state) => state.part === id);
  useEffect(() => {
    if (!wanted) return;
    place.current?.scrollIntoView({ block: 'start' });
    // Where something can be typed to mend it, that is what one was led to.
    place.current?.querySelector<HTMLElement>('input, textarea')?.focus();
    useWantedPart.getState().want(null);
  }, [wanted]);
  return (
    <section
      ref={place}
      aria-label={props.title}
      className="border-b border-line px-4 py-3 last:border-b-0"
    >
      <h3 className="mb-2 text-sm font-semibold text-muted">{props.title}</h3>
      {props.children}
    </section>
  );
}

function Arrival({ remarks }: { remarks: readonly Remark[] }) {
  if (remarks.length === 0) return null;
  return (
    <Part id="arrival" title="Arrival">
      <ul className="flex flex-col gap-1">
        {remarks.map(({ tone, text }) => (
          <li key={text} className={cx('flex gap-2', tone === 'bad' ? 'text-bad' : 'text-warn')}>
            <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
            <span className="min-w-0 break-words">{text}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** Whose address this is: routes of apps and integrations have pages of their own. */
const isPlainEndpoint = (id: string): boolean => !/^(wh|he|int)_/.test(id);

function Match({ told }: { told: Told }) {
  const { endpointId, endpointName, decidedBy, imported } = told.detail;
  const refusal = refusalOf(told);
  return (
    <Part id="match" title="Match">
      {endpointId === null ? (
        <p className="text-muted [overflow-wrap:anywhere]">
          {imported === undefined
            ? 'No endpoint took it.'
            : `${importedFrom(imported)}: no endpoint here took it.`}
        </p>
      ) : (
        <p>
          Taken by{' '}
          {isPlainEndpoint(endpointId) ? (
            <a
              className="text-accent-ink underline"
              href={formatRoute({ page: 'endpoints', id: endpointId })}
            >
              <VisibleText text={endpointName} />
            </a>
          ) : (
            <VisibleText text={endpointName} />
          )}
        </p>
      )}
      {refusal !== null && (
        <p className="mt-1 flex gap-2 text-bad">
          <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
          <span className="min-w-0 break-words">
            Refused at {stageWord(decidedBy).toLowerCase()}: {refusal}
          </span>
        </p>
      )}
    </Part>
  );
}
