import { useId } from 'react';
import type { TunnelConfig } from '../../preload/contract/tunnel.ts';
import { cx } from '../ui/cx.ts';

type Mode = TunnelConfig['mode'];

const MODES: readonly { mode: Mode; label: string; help: string }[] = [
  { mode: 'off', label: 'Off', help: 'Only this computer can reach Backstitch.' },
  {
    mode: 'localtunnel',
    label: 'localtunnel',
    help: 'A free public address. No account.',
  },
  {
    mode: 'ssh',
    label: 'SSH',
    help: 'localhost.run, Pinggy, Serveo, or a server of yours. Nothing to install.',
  },
  {
    mode: 'command',
    label: 'A program',
    help: 'cloudflared, ngrok, zrok, Tailscale or bore, watched and restarted.',
  },
  { mode: 'url', label: 'My own URL', help: 'A tunnel or reverse proxy that you run yourself.' },
];

/** Which way the intake is reached from outside. */
export function ModeChoice(props: { mode: Mode; onChange: (mode: Mode) => void }) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">Mode</legend>
      {MODES.map(({ mode, label, help }) => (
        <div
          key={mode}
          className={cx(
            'relative flex items-start gap-2.5 rounded-lg border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-(--focus)',
            props.mode === mode
              ? 'border-accent-line bg-accent-soft'
              : 'border-line hover:bg-hover',
          )}
        >
          <input
            type="radio"
            id={`${name}-${mode}`}
            name={name}
            aria-describedby={`${name}-${mode}-help`}
            checked={props.mode === mode}
            onChange={() => props.onChange(mode)}
            className="mt-0.5 size-4 accent-accent outline-none"
          />
          <div>
            {/* Spread over the whole box, so that all of it can be clicked. */}
            <label
              htmlFor={`${name}-${mode}`}
              className="cursor-pointer font-medium before:absolute before:inset-0"
            >
              {label}
            </label>
            <p id={`${name}-${mode}-help`} className="text-sm text-muted">
              {help}
            </p>
          </div>
        </div>
      ))}
    </fieldset>
  );
}
