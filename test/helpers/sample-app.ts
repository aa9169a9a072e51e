import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { WebhookDetail } from '../../preload/contract/apps/webhook-outcome.ts';
import { packageRoot } from '../../main/lib/version.ts';
import type { EngineOptions } from '../../main/engine/engine.ts';
import { startTestEngine, type TestEngine } from './start-engine.ts';
import { until } from './until.ts';

export const SAMPLE = join(packageRoot(), 'resources/sample-app');

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  captureId: string;
}

export interface SampleApp extends AsyncDisposable {
  engine: TestEngine['engine'];
  dataDir: string;
  url: string;
  appId: AppId;
  /** Calls a webhook of the sample app at the vendor's path. */
  call(service: string, webhook: string, init?: RequestInit & { query?: string }): Promise<Answer>;
  /** Why a capture was answered as it was; waits until it is recorded. */
  why(captureId: string): Promise<WebhookDetail>;
  /** `X-Hook-Signature` of a body. */
  sign(body: string, secret?: string): Record<string, string>;
  stop(): Promise<void>;
}

/** An engine with the sample app imported from a directory. */
export async function startSampleApp(
  directory = SAMPLE,
  options: Partial<EngineOptions> = {},
): Promise<SampleApp> {
  const running = await startTestEngine(options);
  const { engine, url } = running;
  const { app } = await engine.apps.import({ directory, watch: false });
  const base = `${url}/api/client/v2.0/app/${app.clientAppId}/service`;
  return {
    engine,
    url,
    dataDir: running.dataDir,
    appId: app.id,
    async call(service, webhook, { query = '', ...init } = {}) {
      const path = `${encodeURIComponent(service)}/incoming_webhook/${encodeURIComponent(webhook)}`;
      const reply = await fetch(`${base}/${path}${query}`, init);
      const captureId = reply.headers.get('x-backstitch-capture-id') ?? '';
      return {
        status: reply.status,
        headers: reply.headers,
        text: await reply.text(),
        captureId,
      };
    },
    async why(captureId) {
      return until(() => {
        const detail = engine.webhooks.outcomeOf({ id: captureId as never });
        const capture = engine.captures.get({ id: captureId as never });
        return capture.durationMs !== null && (detail ?? undefined);
      }, `no webhook took ${captureId}`);
    },
    sign: (body, secret = 'needle-and-thread') => ({
      'x-hook-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }),
    stop: running.stop,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
