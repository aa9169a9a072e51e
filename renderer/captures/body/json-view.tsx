import { useEffect, useEffectEvent, useState } from 'react';
import type { Told } from '../../../main/decode/told.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { JsonTree } from './json/json-tree.tsx';
import type { OpenJson } from './json/open-json.ts';
import { useJson } from './json/use-json.ts';
import { Notice } from './notice.tsx';
import { TextView } from './text/text-view.tsx';

export function Waiting({ label }: { label: string }) {
  return (
    <div className="flex flex-1 items-center justify-center gap-2 p-6 text-muted">
      <Spinner label={label} /> {label}
    </div>
  );
}

function Pretty({ json }: { json: OpenJson }) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    void json.pretty().then((made) => !left && setText(made));
    return () => {
      left = true;
    };
  }, [json]);
  if (text === null) return <Waiting label="Formatting" />;
  return <TextView text={text} label="Formatted JSON" view="pretty" />;
}

function Mistake({ json }: { json: OpenJson }) {
  const { problem } = json.doc.model;
  if (!problem) return null;
  return (
    <Notice tone="warn">
      Not valid JSON: {problem.message}, at line {problem.line}, column {problem.column}. The tree
      shows what comes before it.
    </Notice>
  );
}

/** JSON as tree, formatted text or raw text; invalid JSON says where it is wrong. */
export function JsonView(props: {
  bytes: Uint8Array;
  told: Told;
  many: boolean;
  view: 'tree' | 'pretty' | 'raw';
  /** Told once the text turned out invalid, so that the caller may open another view. */
  onInvalid: () => void;
}) {
  const { bytes, told, many, onInvalid } = props;
  const opened = useJson(bytes, told, many);
  const invalid = opened.state === 'open' && opened.json.doc.model.problem !== null;
  const tell = useEffectEvent(onInvalid);
  useEffect(() => {
    if (invalid) tell();
  }, [invalid]);
  if (opened.state === 'reading') return <Waiting label="Reading JSON" />;
  if (opened.state === 'failed') {
    return (
      <div className="p-3">
        <Problem error={opened.error} />
      </div>
    );
  }
  const { json } = opened;
  return (
    <>
      {json.decoded.warning !== null && <Notice tone="warn">{json.decoded.warning}</Notice>}
      <Mistake json={json} />
      {props.view === 'tree' && <JsonTree json={json} />}
      {props.view === 'raw' && <TextView text={json.doc.text} label="Body as text" view="raw" />}
      {props.view === 'pretty' &&
        (invalid ? (
          <TextView text={json.doc.text} label="Body as text" view="pretty" />
        ) : (
          <Pretty json={json} />
        ))}
    </>
  );
}
