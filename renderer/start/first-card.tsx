import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { api, query } from '../api/client.ts';
import { ForwardPanel } from '../forward/forward-panel.tsx';
import { INBOX, useForwarding } from '../forward/use-forward.ts';
import { phaseLabel, phaseTone } from '../tunnel/tunnel-words.ts';
import { useSwitchTunnel, useTunnel } from '../tunnel/use-tunnel.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field, Select, Switch } from '../ui/field.tsx';
import { sayNot } from '../ui/say-not.ts';
import { PASTE_PLACES } from './where-to-paste.ts';
import { firstCommands, type Shell } from './first-commands.ts';

/** Nothing came yet: three things to do, each ticked once it is done. */
export function FirstCard() {
  const status = useQuery(query.system.status.queryOptions()).data;
  const forwarding = useForwarding();
  const tunnel = useTunnel();
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center overflow-auto p-4 sm:p-6">
      <section
        aria-labelledby="first-card"
        className="my-auto w-full max-w-2xl rounded-xl border border-line bg-raised"
      >
        <h2 id="first-card" className="border-b border-line px-5 py-3 text-lg font-semibold">
          Waiting for the first webhook
        </h2>
        <ol className="divide-y divide-line">
          <Step n={1} title="Send something" done={(status?.held ?? 0) > 0}>
            <Samples />
            {status && <Commands intakeUrl={status.intakeUrl} />}
          </Step>
          <Step n={2} title="See it on your server" done={forwarding?.forward != null}>
            <ForwardPanel endpointId={INBOX} />
          </Step>
          <Step n={3} title="Give a provider your address" done={tunnel?.phase === 'online'}>
            <Address />
          </Step>
        </ol>
      </section>
    </div>
  );
}

function Step(props: { n: number; title: string; done: boolean; children: ReactNode }) {
  const { n, title, done, children } = props;
  return (
    <li className="flex gap-3 px-5 py-4">
      <span
        role="img"
        aria-label={done ? `${n}, done` : String(n)}
        className={
          done
            ? 'flex size-6 shrink-0 items-center justify-center rounded-full bg-good-soft text-good'
            : 'flex size-6 shrink-0 items-center justify-center rounded-full bg-hover text-sm font-semibold text-muted'
        }
      >
        {done ? <Check size={14} aria-hidden /> : n}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        <h3 className="font-semibold">{title}</h3>
        {children}
      </div>
    </li>
  );
}

/** Signed as their provider signs; the last one as anybody would send it. */
const SAMPLES = [
  { id: 'stripe:invoice.paid', label: 'Stripe invoice.paid' },
  { id: 'github:push', label: 'GitHub push' },
  { id: 'shopify:orders/create', label: 'Shopify orders/create' },
] as const;

function Samples() {
  const [busy, setBusy] = useState(false);
  const send = (work: () => Promise<unknown>): void => {
    setBusy(true);
    work()
      .catch(sayNot('Not sent'))
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-wrap gap-2">
      {SAMPLES.map(({ id, label }, index) => (
        <Button
          key={id}
          variant={index === 0 ? 'primary' : 'secondary'}
          disabled={busy}
          onClick={() => send(() => api.signatures.sendSample({ endpointId: INBOX, sample: id }))}
        >
          {label}
        </Button>
      ))}
      <Button disabled={busy} onClick={() => send(() => api.captures.sample())}>
        Plain JSON
      </Button>
    </div>
  );
}

const SHELLS: readonly { value: Shell; label: string }[] = [
  { value: 'bash', label: 'bash' },
  { value: 'powershell', label: 'PowerShell' },
  { value: 'httpie', label: 'HTTPie' },
];

function Commands({ intakeUrl }: { intakeUrl: string }) {
  const [shell, setShell] = useState<Shell>('bash');
  const command = firstCommands(intakeUrl)[shell];
  return (
    <div className="flex flex-col gap-1.5">
      <div role="radiogroup" aria-label="Command for" className="flex gap-1">
        {SHELLS.map(({ value, label }) => (
          <label
            key={value}
            className={
              value === shell
                ? 'relative rounded-md bg-selected px-2 py-0.5 text-sm text-accent-ink outline-focus has-[:focus-visible]:outline-2'
                : 'relative rounded-md px-2 py-0.5 text-sm text-muted outline-focus hover:bg-hover has-[:focus-visible]:outline-2'
            }
          >
            <input
              type="radio"
              name="first-shell"
              className="absolute inset-0 cursor-pointer opacity-0"
              checked={value === shell}
              onChange={() => setShell(value)}
            />
            {label}
          </label>
        ))}
      </div>
      <Copied what="the command" text={command} />
    </div>
  );
}

function Copied({ what, text }: { what: string; text: string }) {
  return (
    <div className="flex items-start gap-2 rounded-lg border border-line bg-surface py-1 pr-1 pl-3">
      <code className="wire min-w-0 flex-1 py-1.5 wrap-anywhere select-all">{text}</code>
      <CopyButton label={`Copy ${what}`} getText={() => text} />
    </div>
  );
}

function Address() {
  const state = useTunnel();
  const { turn, busy } = useSwitchTunnel();
  const [provider, setProvider] = useState('stripe');
  const place = PASTE_PLACES.find((one) => one.provider === provider);
  if (state === undefined) return null;
  const on = state.config.mode !== 'off';
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Switch
          label="Tunnel"
          help="Gives this computer a public address. Off: only this computer reaches it."
          checked={on}
          disabled={busy}
          onCheckedChange={(next) => turn(state, next)}
        />
        {on && <Badge tone={phaseTone(state.phase)}>{phaseLabel(state.phase)}</Badge>}
      </div>
      {on && state.publicUrl !== null && (
        <Copied what="the public address" text={state.publicUrl} />
      )}
      {on && state.reason !== null && <p className="text-sm text-muted">{state.reason}</p>}
      <Field label="Where to paste it">
        <Select
          className="max-w-56"
          value={provider}
          options={PASTE_PLACES.map((one) => ({ value: one.provider, label: one.label }))}
          onValueChange={setProvider}
        />
      </Field>
      {place !== undefined && (
        <p className="text-muted">
          {place.label}: {place.steps.join(' → ')}
        </p>
      )}
    </>
  );
}
