import { hashKey } from '@tanstack/react-query';
import { createElement } from 'react';
import type { DraftSummary } from '../../preload/contract/window/drafts.ts';
import { api, query } from '../api/client.ts';
import { useConnection } from '../api/connection.ts';
import { queryClient } from '../api/query-client.ts';
import { whenOnline } from '../api/reconnected.ts';
import { browserName } from '../ui/platform/browser-name.ts';
import { readProblem } from '../ui/read-problem.ts';
import { openDraftBook } from './draft-book.ts';
import { openHeldBack } from './held-back.ts';
import { typedText } from './typed-text.ts';
import { TypedTools } from './typed-tools.tsx';
import { useUnsent } from './unsent.ts';

const isDesktop = window.location.protocol === 'backstitch-app:';

/** Patches the list that the rail reads: nobody tells of drafts but those who write them. */
function onKept(key: string, kept: DraftSummary | null): void {
  queryClient.setQueryData<DraftSummary[]>(query.drafts.list.queryKey(), (list) => {
    const others = list?.filter((one) => one.key !== key);
    return kept === null || others === undefined ? others : [kept, ...others];
  });
}

/** The drafts of this page. */
export const book = openDraftBook({
  calls: api.drafts,
  heldBack: openHeldBack(window.sessionStorage),
  now: Date.now,
  session: isDesktop ? 'the desktop app' : browserName(navigator.userAgent),
  codeOf: (error) => readProblem(error).code,
  onKept,
});

const textNow = (): string => typedText(book.all());
useUnsent.setState({ Tools: () => createElement(TypedTools, { text: textNow }) });
book.subscribe(() => {
  const count = book.count();
  if (count !== useUnsent.getState().count) useUnsent.setState({ count });
});

// The list is asked for again whenever a draft changed anywhere.
const LIST = hashKey(query.drafts.list.queryKey());
let met: unknown;
queryClient.getQueryCache().subscribe(({ type, query: { queryHash, state } }) => {
  if (type !== 'updated' || queryHash !== LIST || state.data === met) return;
  met = state.data;
  void book.meet((state.data ?? []) as DraftSummary[]);
});

const isOnline = (): boolean => useConnection.getState().state === 'online';

whenOnline(() => {
  void book.flush();
  void book.askAgain();
});
if (isOnline()) void book.flush();
// Whoever leaves a field has paused; so has who looks at another tab or closes this one.
window.addEventListener('focusout', () => void book.flush());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'hidden') return;
  book.holdBack();
  void book.flush();
});
window.addEventListener('pagehide', book.holdBack);
window.addEventListener('beforeunload', (event) => {
  book.holdBack();
  // The engine does not answer: closing the window would lose what is only here.
  if (!isOnline() && book.waiting().length > 0) event.preventDefault();
});
