import type { Delivery } from '../../../preload/contract/deliveries.ts';
import { findJsonMistake } from '../../../preload/rules/json-mistake.ts';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { indentJson } from '../../wire/json/indent-json.ts';
import { HeaderList } from '../../wire/headers/header-list.tsx';

/** What is delivered: it never changes, whatever happens to the attempts. */
export function MessageTab({ delivery }: { delivery: Delivery }) {
  const text = delivery.bodyText ?? '';
  // Indenting is for JSON only: of anything else it would leave parts out.
  const isJson = /json/i.test(delivery.contentType) && findJsonMistake(text) === null;
  return (
    <div className="flex flex-col gap-4">
      <HeaderList
        pairs={[
          ['webhook-id', delivery.messageId],
          ['Content-Type', delivery.contentType],
        ]}
      />
      {delivery.bodyText === null ? (
        <p className="text-muted">
          {formatBytes(delivery.bodyBytes)} that are not shown: not UTF-8, or longer than 262 kB.
        </p>
      ) : (
        <>
          <CodeEditor
            label="Body of the message"
            value={isJson ? indentJson(text) : text}
            language={isJson ? 'json' : 'text'}
            readOnly
            maxHeight={420}
          />
          <div>
            <CopyButton label="Copy the body" text="Copy the body" getText={() => text} />
          </div>
        </>
      )}
    </div>
  );
}
