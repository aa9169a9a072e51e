import type { EngineCredentials } from '../../../preload/contract/deliveries/engines.ts';
import type { DestinationInput } from '../../../preload/contract/destinations.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import { ENGINES, type Words } from '../../outbound/guard/policies.ts';
import { isThisMachine, type Target } from '../../outbound/target.ts';
import { type EngineKind, readPlaces } from '../engines/places.ts';
import { subjectProblem } from '../engines/subject.ts';
import { readTemplate } from '../engines/template.ts';
import { checkUrl } from './check-url.ts';

/** Who judges where a destination may be: web servers and brokers differ in words only. */
export interface Guards {
  http: Guard;
  engines: Guard;
}

/** @see "Streams" of NATS: what a name may not hold */
const STREAM = /^[^\s.*>/\\]{1,255}$/;
/** @see Kafka's Topic.java */
const TOPIC = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/;
const REGION = /^[a-z0-9-]{1,60}$/;

/**
 * Judges what a form says of an event engine, as far as nobody has to be asked.
 *
 * @throws BackstitchError DESTINATION_INVALID, with the field
 */
export function checkEngine(guards: Guards, input: DestinationInput): void {
  const { kind, engine, signing, authorization, trust } = input;
  if (kind === 'http') return;
  checkPlaces(guards, input, kind);
  if (engine === null) throw invalid('engine', 'Say where in the engine messages go.');
  const problem = settingsProblem(kind, engine);
  if (problem !== null) throw invalid(...problem);
  if (!areCredentialsOf(kind, input.credentials ?? null)) {
    throw invalid('credentials', 'These are the credentials of another kind of engine.');
  }
  if (signing !== undefined && signing !== 'none' && signing !== 'standard') {
    throw invalid('signing', 'For an event engine it is standard or none.');
  }
  if (authorization != null && authorization.trim() !== '') {
    throw invalid(
      'authorization',
      'An event engine takes credentials, not an Authorization header.',
    );
  }
  if (trust?.kind === 'pin' && kind !== 'sqs') {
    const text = 'Paste the certificate itself or that of its authority: a pin is for https only.';
    throw invalid('trust', text);
  }
}

function checkPlaces(
  guards: Guards,
  { url, allowPrivate }: DestinationInput,
  kind: EngineKind,
): void {
  if (kind === 'sqs') {
    checkUrl(guards.http, { url, allowPrivate });
    return;
  }
  const places = readPlaces(kind, url);
  if (!places.ok) throw invalid('url', places.why);
  for (const target of places.targets) {
    const refusal =
      guards.engines.atSight(target, allowPrivate) ?? withoutTls(target, allowPrivate);
    if (refusal !== undefined) throw invalid('url', refusal.text, refusal.hint);
  }
}

/** A name without TLS leads to this machine, which only its addresses can tell, or is refused later. */
function withoutTls(target: Target, allowPrivate: boolean): Words | undefined {
  if (allowPrivate || target.protocol === 'https:' || isThisMachine(target)) return undefined;
  return ENGINES.words.plainHttp(target);
}

type Problem = [field: string, message: string];

/** What is wrong with the settings of an engine. A preview does without the name of a stream, topic or region. */
export function settingsProblem(
  kind: EngineKind,
  engine: NonNullable<DestinationInput['engine']>,
  { isPreview = false }: { isPreview?: boolean } = {},
): Problem | null {
  if (kind === 'nats' && 'stream' in engine) {
    if (!isPreview && !STREAM.test(engine.stream)) {
      return ['engine.stream', 'Name the stream, without spaces, dots and wildcards.'];
    }
    const problem = subjectProblem(engine.subject);
    return problem === null ? null : ['engine.subject', problem];
  }
  if (kind === 'kafka' && 'topic' in engine) {
    if (!isPreview && !TOPIC.test(engine.topic)) {
      return ['engine.topic', 'Name the topic: letters, digits, dots, _ and -.'];
    }
    return templateProblem('engine.key', engine.key);
  }
  if (kind === 'sqs' && 'region' in engine) {
    if (!isPreview && !REGION.test(engine.region)) {
      return ['engine.region', 'Name the region, such as eu-west-1.'];
    }
    return templateProblem('engine.group', engine.group);
  }
  return ['engine', 'These are the settings of another kind of engine.'];
}

function templateProblem(field: string, template: string): Problem | null {
  const read = readTemplate(template);
  return read.ok ? null : [field, read.why];
}

/** No credentials fit every engine but SQS, where the save itself asks for them. */
function areCredentialsOf(kind: EngineKind, credentials: EngineCredentials | null): boolean {
  if (credentials === null) return true;
  if ('accessKeyId' in credentials) return kind === 'sqs';
  if ('mechanism' in credentials) return kind === 'kafka';
  return kind === 'nats';
}

function invalid(field: string, message: string, hint?: string): BackstitchError {
  return new BackstitchError('DESTINATION_INVALID', message, {
    field,
    ...(hint !== undefined && { hint }),
  });
}
