import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { SenderSettings } from '../../preload/contract/signatures.ts';
import type { TestEngine } from '../helpers/start-engine.ts';

export const INBOX = 'inbox' as EndpointId;

export const NOTHING: SenderSettings = {
  provider: null,
  custom: null,
  refuse: false,
  handshakes: true,
  verifyToken: null,
  publicUrl: null,
};

/** Adds a secret of the inbox, for one provider or for any. */
export async function believe(t: TestEngine, value: string, provider: string | null = null) {
  const owner = { endpointId: INBOX, provider };
  return t.engine.signatures.addSecret({ owner, label: `${provider ?? 'our'} secret`, value });
}

/** Says who sends to the inbox; what is left out is as in a new endpoint. */
export async function set(t: TestEngine, settings: Partial<SenderSettings>) {
  await t.engine.signatures.saveSettings({ endpointId: INBOX, ...NOTHING, ...settings });
}

/** What is known of the newest of so many captures. */
export async function newest(t: TestEngine, count: number) {
  const [summary] = await t.captures(count);
  const report = await t.engine.signatures.ofCapture({ id: summary!.id });
  return { summary: summary!, report };
}
