import { bashQuote } from '../../main/snippets/curl/bash-quote.ts';
import { CopyButton } from '../ui/copy-button.tsx';

/** A token URL, seen this once. */
export function UrlOnce({ url }: { url: string }) {
  const curl = `curl ${bashQuote(url)} -H 'Content-Type: application/json' --data-binary '{"id":1,"event":"hello"}'`;
  return (
    <div className="flex flex-col gap-3">
      <p>
        Give this URL to the provider. Its token is the only credential,{' '}
        <strong>and it is shown only once</strong>: only a hash of it is kept.
      </p>
      <div className="flex items-start gap-2">
        <code
          aria-label="The URL"
          className="wire min-w-0 flex-1 rounded-md border border-line bg-canvas p-2 break-all select-all"
        >
          {url}
        </code>
        <CopyButton label="Copy the URL" text="Copy" variant="primary" getText={() => url} />
      </div>
      <details>
        <summary className="cursor-default text-muted">Try it in a terminal</summary>
        <div className="mt-2 flex items-start gap-2">
          <pre className="wire min-w-0 flex-1 rounded-md border border-line bg-canvas p-2 break-all whitespace-pre-wrap">
            {curl}
          </pre>
          <CopyButton label="Copy the call" getText={() => curl} />
        </div>
      </details>
    </div>
  );
}
