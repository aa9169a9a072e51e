import { useMutation } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import type { ShownCertificate } from '../../../preload/contract/destinations.ts';
import { api } from '../../api/client.ts';
import { ONLY_ASKS } from '../../api/query-client.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx';
import { formatStamp } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import type { DestinationFields } from './destination-draft.ts';

/** What vouches for an https server: the usual authorities, its own key, or an authority of its own. */
export function TrustFields({ draft, problems, onChange }: DestinationFields) {
  const { url, allowPrivate, trust, kind } = draft;
  // The protocols of brokers shake hands in their own way: a certificate is pasted for them.
  const isWeb = kind === 'http' || kind === 'sqs';
  const look = useMutation({
    mutationFn: () => api.destinations.certificate({ url: url.trim(), allowPrivate }),
    meta: ONLY_ASKS,
  });
  return (
    <details
      className="rounded-md border border-line px-3 py-2"
      open={problems.has('trust') || trust !== 'usual' ? true : undefined}
    >
      <summary className="text-sm font-medium">Certificate</summary>
      <div className="flex flex-col gap-4 pt-3">
        <Field label="Trust the server by">
          <Select
            value={trust}
            onValueChange={(next) => onChange({ trust: next })}
            options={[
              { value: 'usual', label: 'this computer’s authorities' },
              ...(isWeb ? [{ value: 'pin' as const, label: 'its own key, pinned' }] : []),
              { value: 'ca', label: 'an authority of its own' },
            ]}
          />
        </Field>
        {trust === 'pin' && (
          <Field
            label="Fingerprint of its key"
            error={problems.get('trust')}
            help="SHA-256 of the public key. A renewed certificate with the same key stays trusted."
          >
            <TextInput
              mono
              value={draft.fingerprint}
              onValueChange={(fingerprint) => onChange({ fingerprint })}
              placeholder="sha256/…"
            />
          </Field>
        )}
        {trust === 'ca' && (
          <Field
            label="Certificates of the authority, in PEM"
            error={problems.get('trust')}
            help="Only these are trusted. You can paste a self-signed certificate itself."
          >
            <TextArea
              mono
              rows={4}
              value={draft.pem}
              onValueChange={(pem) => onChange({ pem })}
              placeholder="-----BEGIN CERTIFICATE-----"
            />
          </Field>
        )}
        <div className="flex flex-col gap-3" hidden={!isWeb}>
          <Button
            className="self-start"
            icon={<ShieldCheck size={14} />}
            disabled={look.isPending}
            onClick={() => look.mutate()}
          >
            Fetch its certificate
          </Button>
          {look.error !== null && <Problem error={look.error} />}
          {look.data !== undefined && (
            <Certificate
              certificate={look.data}
              isPinned={trust === 'pin' && draft.fingerprint === look.data.fingerprint}
              onTrust={(fingerprint) => onChange({ trust: 'pin', fingerprint })}
            />
          )}
        </div>
      </div>
    </details>
  );
}

function Certificate(props: {
  certificate: ShownCertificate;
  isPinned: boolean;
  onTrust: (fingerprint: string) => void;
}) {
  const { certificate, isPinned } = props;
  const rows: [string, string][] = [
    ['Issued to', certificate.subject],
    ['Issued by', certificate.issuer],
    ['For', certificate.names.join(', ') || 'no name'],
    ['Valid', `${formatStamp(certificate.validFrom)} to ${formatStamp(certificate.validTo)}`],
    ['Key', certificate.fingerprint],
  ];
  return (
    <div className="flex flex-col gap-3 rounded-md bg-canvas p-3">
      <dl className="grid grid-cols-[5rem_1fr] gap-x-3 gap-y-1 text-sm">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 font-mono break-all">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm">
        {certificate.problem ?? 'This computer already trusts it. Nothing to set.'}
      </p>
      {isPinned ? (
        <p className="text-sm text-good">This key is trusted once you save the destination.</p>
      ) : (
        <Button className="self-start" onClick={() => props.onTrust(certificate.fingerprint)}>
          Trust this certificate
        </Button>
      )}
    </div>
  );
}
