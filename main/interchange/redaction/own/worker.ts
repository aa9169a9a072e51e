import { parentPort, workerData } from 'node:worker_threads';
import { compileRedaction } from '../compile.ts';
import { redactText } from '../redact-text.ts';
import { redact } from '../redact.ts';
import { sharedGuard } from './guard.ts';
import type { Ask, Order } from './thread.ts';

// Posted by `thread.ts`, which knows the forms. One at a time: the next is sent for the answer.
const { profile, secrets, key, step } = workerData as Order;
const guard = sharedGuard(new Int32Array(step));
const redaction = compileRedaction(profile, secrets, { key, guard });

parentPort?.on('message', (ask: Ask) => {
  guard.begin(ask.left);
  void answer(ask).then((answered) => parentPort?.postMessage(answered, []));
});

async function answer(ask: Ask): Promise<unknown> {
  if (ask.kind === 'text') return redactText(ask.text, ask.contentType, redaction);
  const cut = await redact(ask.capture, redaction);
  // Nothing to send back of a capture that is as it was.
  return cut === ask.capture ? null : cut;
}
