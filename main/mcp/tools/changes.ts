import { z } from 'zod';
import { AppId } from '../../../preload/contract/app-model.ts';
import { EndpointId } from '../../../preload/contract/shapes.ts';
import { decodeText } from '../../decode/charsets/charset.ts';
import { headerValue } from '../../lib/headers.ts';
import { untrusted } from '../untrusted.ts';
import { tool } from '../tool.ts';
import { runOf } from './runs.ts';
import { Id, known } from './shapes.ts';

const ANSWER_CHARS = 6000;

export const replayCapture = tool({
  name: 'replay_capture',
  title: 'Send a capture again',
  description:
    'Sends a captured webhook again: to Backstitch itself, or to a URL whose host a person allowed before. ' +
    'It goes out whole, with the credentials that came with it.',
  kind: 'send',
  input: z.object({
    id: Id,
    to: z.string().min(1).max(4000).default('intake').describe('`intake`, or an absolute URL'),
    signature: z
      .enum(['keep', 'resign', 'strip'])
      .default('keep')
      .describe('resign: a new signature, with the secret that Backstitch knows'),
  }),
  calls: ['replays.send', 'replays.body'],
  async run({ id, to, signature }, { engine, cut, signal }) {
    const replay = await engine('replays.send')(
      {
        id,
        to: to === 'intake' ? { kind: 'intake' } : { kind: 'url', url: to },
        options: {
          mark: true,
          dropRelayNoise: true,
          appendPath: false,
          bytes: 'announced',
          timeoutMs: 30_000,
          signature,
          deliveryId: 'keep',
          signedUrl: 'target',
        },
      },
      signal,
    );
    const answer = await engine('replays.body')({ id: replay.id, of: 'answer' }, signal);
    const contentType = headerValue(replay.responseHeaders, 'content-type');
    const { text } = decodeText(new Uint8Array(await answer.arrayBuffer()), { contentType });
    return known({
      replayId: replay.id,
      outcome: replay.outcome,
      status: replay.status,
      errorCode: replay.errorCode,
      error: replay.error,
      totalMs: replay.totalMs,
      note: replay.note,
      untrusted: untrusted({
        headers: cut.headers(replay.responseHeaders),
        body: cut.text(text).slice(0, ANSWER_CHARS),
      }),
    });
  },
});

export const sendSample = tool({
  name: 'send_sample',
  title: 'Send a sample',
  description:
    'Sends a sample webhook to Backstitch itself: a plain one, or a signed event of the provider that an ' +
    'endpoint has. The answer names the samples there are.',
  kind: 'send',
  input: z.object({
    endpointId: EndpointId.optional().describe('left out: a plain sample to the inbox'),
    sample: z.string().max(80).optional().describe('id of a sample; left out: the first one'),
  }),
  calls: [
    'captures.sample',
    'signatures.sendSample',
    'signatures.providers',
    'signatures.settings',
  ],
  async run({ endpointId, sample }, { engine, signal }) {
    if (endpointId === undefined) return { ...(await engine('captures.sample')()) };
    const { provider } = await engine('signatures.settings')({ endpointId }, signal);
    const samples =
      (await engine('signatures.providers')()).find((one) => one.id === provider)?.samples ?? [];
    const chosen = sample ?? samples[0]?.id;
    if (chosen === undefined) {
      return {
        problem: 'This endpoint has no sender with samples. A person chooses it in Backstitch.',
      };
    }
    const { status } = await engine('signatures.sendSample')(
      { endpointId, sample: chosen },
      signal,
    );
    return { status, sample: chosen, samples };
  },
});

export const pinCapture = tool({
  name: 'pin_capture',
  title: 'Pin a capture',
  description: 'Pins a capture, so that retention keeps it, or takes the pin away.',
  kind: 'change',
  input: z.object({ id: Id, pinned: z.boolean().default(true) }),
  calls: ['captures.pin'],
  async run(input, { engine, signal }) {
    const { id, pinned } = await engine('captures.pin')(input, signal);
    return { id, pinned };
  },
});

export const annotateCapture = tool({
  name: 'annotate_capture',
  title: 'Write a note',
  description: 'Writes the note of a capture. What stood there before is replaced.',
  kind: 'change',
  input: z.object({ id: Id, note: z.string().max(10_000) }),
  calls: ['captures.annotate'],
  async run(input, { engine, signal }) {
    const { id } = await engine('captures.annotate')(input, signal);
    return { id, written: true };
  },
});

export const tryFunction = tool({
  name: 'try_function',
  title: 'Try a function',
  description:
    'Runs a function of an app once on a capture, as it is saved or with edited code. Nothing is saved, no ' +
    'service is called, and Secrets are empty.',
  kind: 'change',
  input: z.object({
    appId: AppId,
    service: z.string().max(200).optional().describe('with `webhook`: whose function it is'),
    webhook: z.string().max(200).optional(),
    name: z.string().max(200).optional().describe('or a named function'),
    source: z.string().max(500_000).nullable().default(null).describe('null: as it is saved'),
    captureId: Id.nullable().default(null),
    args: z.string().max(100_000).default('[]').describe('EJSON list, where there is no capture'),
  }),
  calls: ['functions.try'],
  async run({ appId, service, webhook, name, source, captureId, args }, { engine, cut, signal }) {
    if (name === undefined && (service === undefined || webhook === undefined)) {
      return { problem: 'Name a function, or a service and its webhook.' };
    }
    const trial = await engine('functions.try')(
      {
        appId,
        of:
          name === undefined
            ? { kind: 'webhook', service: service ?? '', webhook: webhook ?? '' }
            : { kind: 'function', name },
        source,
        captureId,
        args,
        userId: '',
        sideEffects: 'record',
        withoutSecrets: true,
      },
      signal,
    );
    return known({
      refused: trial.refused,
      status: trial.reply?.status,
      run: trial.run && runOf(trial.run, cut),
      untrusted:
        trial.reply &&
        untrusted({
          headers: cut.headers(trial.reply.headers),
          body: cut.text(trial.reply.body).slice(0, ANSWER_CHARS),
        }),
    });
  },
});
