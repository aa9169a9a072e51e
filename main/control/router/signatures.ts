import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function signaturesRouter({ on }: RouterBase, signatures: EngineSurface['signatures']) {
  const { signatures: os } = on;
  return os.router({
    lastFits: os.lastFits.handler(({ signal }) => signatures.lastFits(undefined, signal)),
    providers: os.providers.handler(({ signal }) => signatures.providers(undefined, signal)),
    settings: os.settings.handler(({ input, signal }) => signatures.settings(input, signal)),
    saveSettings: os.saveSettings.handler(({ input, signal }) =>
      signatures.saveSettings(input, signal),
    ),
    secrets: os.secrets.handler(({ input, signal }) => signatures.secrets(input, signal)),
    addSecret: os.addSecret.handler(({ input, signal }) => signatures.addSecret(input, signal)),
    addTestKey: os.addTestKey.handler(({ input, signal }) => signatures.addTestKey(input, signal)),
    retireSecret: os.retireSecret.handler(({ input, signal }) =>
      signatures.retireSecret(input, signal),
    ),
    removeSecret: os.removeSecret.handler(({ input, signal }) =>
      signatures.removeSecret(input, signal),
    ),
    revealSecret: os.revealSecret.handler(({ input, signal }) =>
      signatures.revealSecret(input, signal),
    ),
    keepOffered: os.keepOffered.handler(({ input, signal }) =>
      signatures.keepOffered(input, signal),
    ),
    ofCapture: os.ofCapture.handler(({ input, signal }) => signatures.ofCapture(input, signal)),
    verify: os.verify.handler(({ input, signal }) => signatures.verify(input, signal)),
    trySecret: os.trySecret.handler(({ input, signal }) => signatures.trySecret(input, signal)),
    whichFits: os.whichFits.handler(({ input, signal }) => signatures.whichFits(input, signal)),
    verifyFound: os.verifyFound.handler(({ input, signal }) =>
      signatures.verifyFound(input, signal),
    ),
    tryScheme: os.tryScheme.handler(({ input, signal }) => signatures.tryScheme(input, signal)),
    sign: os.sign.handler(({ input, signal }) => signatures.sign(input, signal)),
    sendSample: os.sendSample.handler(({ input, signal }) => signatures.sendSample(input, signal)),
  });
}
