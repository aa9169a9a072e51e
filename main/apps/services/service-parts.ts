import type { AppId, AppSettings } from '../../../preload/contract/app-model.ts';
import type { ExplainNode, HostCall } from '../../../preload/contract/apps/function-runs.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { HostCallAnswer, HostCallRequest } from '../../functions/run-request.ts';
import type { LoadPackage } from '../../lib/packages/add-ons.ts';
import type { Clock } from '../../lib/clock.ts';
import type { OwnPlaces } from '../../outbound/guard/guard.ts';
import type { Resolve } from '../../outbound/resolve.ts';
import type { Deliver } from './deliveries-action.ts';
import type { Outbox } from './outbox.ts';
import type { FoundService } from './prepare.ts';
import type { Stubs } from './stubs.ts';

/** What services need of the engine. */
export interface ServiceParts {
  clock: Clock;
  /** Loads a client of AWS. */
  load: LoadPackage;
  outbox: Outbox;
  stubs: Stubs;
  isOwnListener: OwnPlaces['isOwnListener'];
  publicHost: OwnPlaces['publicHost'];
  /** The system’s own where left out. */
  resolve?: Resolve;
  find: (appId: AppId, name: string) => FoundService | undefined;
  /** Hosts that any service of the app may call: `context.http` belongs to none. */
  privateHosts: (appId: AppId) => readonly string[];
  appSettings: (appId: AppId) => AppSettings;
  secret: (appId: AppId, name: string) => string | undefined;
  /** Puts a message into the queue of outgoing webhooks; without it there is no such service. */
  deliver?: Deliver;
  /** Runs an action on the collections of a `mongodb-atlas` service. */
  documents: (
    request: { appId: string; service: string; action: string; args: string; session?: string },
    mongoUri: string,
    signal: AbortSignal,
  ) => Promise<HostCallAnswer['outcome']>;
}

/** The same for one call, as far as the rules of the collection let its user. */
export type GuardDocuments = (
  call: HostCallRequest,
  request: Parameters<ServiceParts['documents']>[0],
  mongoUri: string,
  signal: AbortSignal,
) => Promise<Pick<HostCallAnswer, 'outcome' | 'decision'>>;

/** For whom and how a run's actions are done. */
export interface ActionContext {
  appId: AppId;
  captureRowId: number | null;
  /** `record` notes what would be done, `forbid` refuses it. */
  mode: 'live' | 'record' | 'forbid';
  /** Names the run, for changes of collections that are not to be kept. */
  session: string;
  /** Host calls of the run that is tried again: the same call gets the same answer. */
  recorded?: readonly HostCall[];
  /** Trace context for the HTTP request of a call, by its place in the run; left out: none. */
  trace?: (index: number) => HeaderPair[];
  /** Left out, rules of collections bind nobody. */
  documents?: GuardDocuments;
  evaluate: (
    when: string,
    call: HostCallRequest,
    args: unknown,
  ) => Promise<{ verdict: boolean; explain: ExplainNode }>;
}

/** What an action came to. */
export type Acted = Pick<HostCallAnswer, 'outcome' | 'mode'> &
  Partial<Pick<HostCallAnswer, 'decision'>>;
