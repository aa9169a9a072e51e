import { Settings2, TriangleAlert } from 'lucide-react';
import type { TunnelState } from '../../preload/contract/tunnel.ts';
import { CopyAddress } from '../ui/copy/copy-address.tsx';
import { useOverlay } from '../navigation/overlays.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Switch } from '../ui/field.tsx';
import { nextTryText, phaseLabel, phaseTone } from './tunnel-words.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { useSwitchTunnel, useTunnel } from './use-tunnel.ts';

/** The tunnel in the status bar: one switch, how it stands, and the public address. */
export function TunnelControl() {
  const state = useTunnel();
  const { turn, busy } = useSwitchTunnel();
  const show = useOverlay((s) => s.show);
  if (!state) return <span className="px-1 text-faint">Tunnel</span>;
  const on = state.config.mode !== 'off';
  return (
    <span className="flex min-w-0 items-center gap-1.5 pl-1">
      <Switch
        label="Tunnel"
        hideLabel
        checked={on}
        disabled={busy}
        onCheckedChange={(next) => turn(state, next)}
      />
      {on ? (
        <Badge
          tone={phaseTone(state.phase)}
          {...(state.reason !== null && { title: state.reason })}
        >
          {phaseLabel(state.phase)}
        </Badge>
      ) : (
        <span className="hidden whitespace-nowrap @min-[26rem]:inline">Tunnel off</span>
      )}
      {on && state.publicUrl !== null && state.phase !== 'failed' && (
        <CopyAddress url={state.publicUrl} what="the public address" />
      )}
      <Trouble state={state} />
      {state.notice !== null && (
        <button
          type="button"
          onClick={() => show('tunnel')}
          title={state.notice}
          className="flex h-6 items-center gap-1 rounded px-1 text-warn hover:bg-hover"
        >
          <TriangleAlert size={13} aria-hidden />
          Notice
        </button>
      )}
      <IconButton
        label="Tunnel settings"
        size="sm"
        className="size-6"
        icon={<Settings2 size={14} />}
        onClick={() => show('tunnel')}
      />
    </span>
  );
}

/** Why it is not online and when it is tried again. */
function Trouble({ state }: { state: TunnelState }) {
  const now = useNow(state.nextTryAt !== null);
  if (state.reason === null || state.phase === 'online' || state.phase === 'off') return null;
  const next = nextTryText(state, now);
  const words = next === null ? state.reason : `${next}: ${state.reason}`;
  return (
    <span title={words} className="hidden max-w-72 truncate @min-[60rem]:inline">
      {words}
    </span>
  );
}
