import { useQuery } from '@tanstack/react-query';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { query } from '../../api/client.ts';
import type { Told } from './header/outcome.ts';
import { hasSender, isOfApp, isOfClient } from './tabs-of.ts';

/** What is known of a capture beside itself: its sender, the checks of an app, the run. */
export function useTold(detail: CaptureDetail): Told {
  const input = { id: detail.id };
  const report = useQuery(
    query.signatures.ofCapture.queryOptions({ input, enabled: hasSender(detail), staleTime: 0 }),
  );
  const webhook = useQuery(
    query.webhooks.outcomeOf.queryOptions({ input, enabled: isOfApp(detail) }),
  );
  const call = useQuery(
    query.clientApi.outcomeOf.queryOptions({ input, enabled: isOfClient(detail) }),
  );
  const runId = webhook.data?.runId ?? call.data?.runId ?? null;
  const run = useQuery(query.functions.runOf.queryOptions({ input, enabled: runId !== null }));
  return {
    detail,
    report: report.data ?? null,
    webhook: webhook.data ?? null,
    call: call.data ?? null,
    run: run.data ?? null,
  };
}
