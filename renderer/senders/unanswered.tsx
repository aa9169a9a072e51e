import { MessageCircleQuestionMark } from 'lucide-react';
import type { SenderReport } from '../../preload/contract/signatures.ts';
import { api } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { useSenderChange } from './use-senders.ts';

type Question = NonNullable<SenderReport['unanswered']>;

/** Chooses the provider of an endpoint, or has its questions answered; the rest stays as it is set. */
async function answerFromNowOn({ endpointId, provider }: Question): Promise<void> {
  const settings = await api.signatures.settings({ endpointId });
  await api.signatures.saveSettings({ ...settings, endpointId, provider, handshakes: true });
}

/** A provider's question that nobody answered, with what would answer the next one. */
export function UnansweredCard({ question }: { question: Question }) {
  const { providerLabel, endpointId, repair } = question;
  const answer = useSenderChange(answerFromNowOn, {
    done: `${providerLabel} will be answered from now on. Let the provider ask again.`,
    failed: 'Not changed',
  });
  return (
    <section
      aria-label="Not answered"
      className="flex gap-3 rounded-lg border border-warn/40 bg-warn-soft p-3"
    >
      <MessageCircleQuestionMark size={20} className="mt-0.5 shrink-0 text-warn" aria-hidden />
      <div className="flex min-w-0 flex-col items-start gap-2">
        <p>{question.text}</p>
        {repair === 'again' ? null : repair === 'methods' ? (
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'endpoints', id: endpointId, tab: 'url' })}
          >
            Open the endpoint
          </a>
        ) : (
          <Button size="sm" disabled={answer.isPending} onClick={() => answer.mutate(question)}>
            {repair === 'choose' ? `Choose ${providerLabel}` : 'Answer setup challenges'}
          </Button>
        )}
      </div>
    </section>
  );
}
