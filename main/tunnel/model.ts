import type { TunnelConfig, TunnelDetail, TunnelState } from '../../preload/contract/tunnel.ts';
import type { ProbeResult } from './probe.ts';
import type { Refusal, SessionOrder } from './sessions/session-protocol.ts';
import type { Timings } from './timings.ts';

/** What a relay gave last, so that the next start can ask for the same and notice a change. */
export interface Remembered {
  mode: SessionOrder['mode'];
  /** Host of the relay, or program and arguments. */
  key: string;
  /** The subdomain the user had asked for. */
  asked: string;
  name: string;
  url: string;
}

/** What the supervisor is busy with; `phase` is what the person sees of it. */
export type Stage =
  | { at: 'rest' }
  | { at: 'opening' }
  | { at: 'verifying'; until: number; probing: boolean }
  | { at: 'watching'; probingSince: number | null; misses: number; busy: number }
  | { at: 'waiting' };

export interface Model extends TunnelState {
  stage: Stage;
  /** Failures in a row. */
  attempt: number;
  /** Programs in a row that ended as soon as they were started, without a URL. */
  quickEnds: number;
  /** Sessions in a row that got another name than the wished one. */
  wrongNames: number;
  switchedOnAt: number;
  everOnline: boolean;
  /** When the path was last proven end to end. */
  lastGoodAt: number | null;
  /** Since when sessions are being tried; the age that slows the backoff down. */
  downSince: number | null;
  /** When bytes last came from the relay. */
  aliveAt: number;
  outageOpen: boolean;
  name: string;
  remembered: Remembered | null;
  /** The relay refused the remembered name: let it choose. */
  nameDropped: boolean;
  /** The URL the notice was last about. */
  announcedUrl: string | null;
}

export type TunnelEvent =
  | { type: 'switch'; config: TunnelConfig }
  | { type: 'registered'; name: string; url: string }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'suspicious' }
  | { type: 'alive' }
  | { type: 'lost'; reason: string }
  | { type: 'detail'; detail: Partial<TunnelDetail> }
  | { type: 'probed'; result: ProbeResult }
  /** The one timer ran out. */
  | { type: 'due' }
  /** Wake from sleep, or another network. `sleptFrom` is null where nothing was missed. */
  | { type: 'woke'; sleptFrom: number | null }
  | { type: 'notice-dismissed' };

export type Command =
  /** Opens a session; one that is open is thrown away first. */
  | { do: 'open'; order: SessionOrder }
  | { do: 'close' }
  /** Starts a probe; one that is out is forgotten. */
  | { do: 'probe'; url: string; timeoutMs: number }
  | { do: 'forget-probe' }
  /** Sets the one timer. */
  | { do: 'wait'; ms: number }
  | { do: 'stop-waiting' }
  | { do: 'outage-begins'; at: number; reason: string }
  | { do: 'outage-ends'; at: number }
  | { do: 'remember'; remembered: Remembered }
  /** The path works at this moment. */
  | { do: 'proven'; at: number };

export interface Env {
  now: number;
  random: () => number;
  timings: Timings;
}

export interface Step {
  model: Model;
  commands: Command[];
}

export const NO_DETAIL: TunnelDetail = { problem: null, hostKey: null, pid: null, lines: [] };

export function initialModel(
  config: TunnelConfig,
  remembered: Remembered | null,
  now: number,
): Model {
  return {
    phase: 'off',
    publicUrl: null,
    since: now,
    reason: null,
    notice: null,
    nextTryAt: null,
    lastProbe: null,
    config,
    detail: NO_DETAIL,
    stage: { at: 'rest' },
    attempt: 0,
    quickEnds: 0,
    wrongNames: 0,
    switchedOnAt: now,
    everOnline: false,
    lastGoodAt: null,
    downSince: null,
    aliveAt: 0,
    outageOpen: false,
    name: '',
    remembered,
    nameDropped: false,
    announcedUrl: null,
  };
}

/** The part of the model that the contract shows. */
export function toState(model: Model): TunnelState {
  const { phase, publicUrl, since, reason, notice, nextTryAt, lastProbe, config, detail } = model;
  return { phase, publicUrl, since, reason, notice, nextTryAt, lastProbe, config, detail };
}
