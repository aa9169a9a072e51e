import { z } from 'zod';
import type { SenderReport } from '../../../preload/contract/signatures.ts';
import { untrusted } from '../untrusted.ts';
import { type Answer, tool, type ToolContext } from '../tool.ts';
import { Id, known, timeOf } from './shapes.ts';

export const explainSignature = tool({
  name: 'explain_signature',
  title: 'Explain a signature',
  description:
    'Whether the signature of a capture is right, and if not, why: the code of the fault, the likeliest ' +
    'cause, and where the sender puts its proof. Secrets are never shown.',
  input: z.object({ id: Id }),
  calls: ['signatures.ofCapture', 'signatures.providers'],
  run: async ({ id }, context) => {
    const report = await context.engine('signatures.ofCapture')({ id }, context.signal);
    return reportOf(id, report, context);
  },
});

export const verifyAgain = tool({
  name: 'verify_again',
  title: 'Verify a capture again',
  description:
    'Verifies a capture with the secrets that are set now, as of the time it came. The verdict is kept.',
  kind: 'change',
  input: z.object({ id: Id }),
  calls: ['signatures.verify', 'signatures.providers'],
  run: async ({ id }, context) => {
    const report = await context.engine('signatures.verify')({ id }, context.signal);
    return reportOf(id, report, context);
  },
});

async function reportOf(
  id: string,
  report: SenderReport,
  { engine, cut }: Pick<ToolContext<'signatures.providers'>, 'engine' | 'cut'>,
): Promise<Answer> {
  const { verdict } = report;
  const providers = await engine('signatures.providers')();
  const sender = providers.find((one) => one.id === report.provider);
  return known({
    id,
    provider: report.providerLabel ?? report.provider,
    knownBy: report.confidence,
    looksLike: report.looksLikeLabel,
    verdict: verdict?.state,
    code: verdict?.code,
    text: verdict?.text,
    likelyCause: verdict?.hint?.text,
    certain: verdict?.hint?.certain,
    notes: verdict?.notes,
    signedIn: sender?.signedIn,
    headersOfSender: sender?.headers,
    secretLabel: verdict?.secretLabel,
    skewSeconds: verdict?.skewSeconds,
    refused: report.refused,
    handshake: report.handshake,
    unansweredQuestion: report.unanswered?.text,
    expired: report.expired,
    duplicates: report.duplicates
      .slice(0, 10)
      .map((one) => ({ id: one.id, at: timeOf(one.receivedAt), status: one.status })),
    untrusted: untrusted(
      known({
        eventType: report.eventType && cut.text(report.eventType),
        deliveryId: report.deliveryId && cut.text(report.deliveryId),
        signedUrl: verdict?.url && cut.target(verdict.url),
        retry: report.retry && cut.text(report.retry),
      }),
    ),
  });
}
