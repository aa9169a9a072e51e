import type { Chaos } from '../../../preload/contract/endpoints/chaos.ts';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { draw } from '../../../preload/rules/chaos/draw.ts';
import { CHAOS_LABELS, chaosWords } from '../../../preload/rules/chaos/words.ts';
import { cx } from '../../ui/cx.ts';

const SHOWN = 20;

/** What the next requests will meet, by the draw the engine makes too. */
export function NextRequests({ endpoint, chaos }: { endpoint: Endpoint; chaos: Chaos }) {
  // Another seed counts from the beginning once it is saved.
  const seen = chaos.seed === endpoint.reply.chaos?.seed ? endpoint.chaosSeen : 0;
  const { status } = endpoint.reply;
  return (
    <ol aria-label={`Next ${SHOWN} requests`} className="flex flex-wrap gap-1">
      {Array.from({ length: SHOWN }, (_, i) => {
        const request = seen + i + 1;
        const drawn = draw(chaos, endpoint.id, request);
        const word = drawn === null ? String(status) : shortWord(drawn.rule);
        return (
          <li
            key={request}
            title={drawn === null ? 'The reply as it is' : chaosWords(drawn.rule)}
            className={cx(
              'inline-flex h-6 items-center gap-1.5 rounded border px-1.5 text-sm tabular-nums',
              drawn === null ? 'border-line text-muted' : 'border-warn/40 bg-warn-soft text-warn',
            )}
          >
            <span>{request}</span>
            <span className="font-medium">{word}</span>
          </li>
        );
      })}
    </ol>
  );
}

function shortWord(rule: Chaos['rules'][number]): string {
  return rule.kind === 'status' || rule.kind === 'redirect'
    ? String(rule.status)
    : CHAOS_LABELS[rule.kind].toLowerCase();
}
