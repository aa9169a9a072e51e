import { Download } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { Select } from '../../../ui/form/inputs.tsx';
import { type BodyKind, bodyKind, KIND_LABELS } from '../../../../main/decode/body-kind.ts';
import { decodeText } from '../../../../main/decode/charsets/charset.ts';
import { magicOf } from '../../../../main/decode/magic.ts';
import type { Told } from '../../../../main/decode/told.ts';
import { type CharsetPick, CharsetSelect } from '../text/charset-select.tsx';
import { downloadBytes } from '../../../ui/platform/download.ts';
import { FindScope } from '../find/find-scope.tsx';
import type { FindPlace } from '../find/find-worker.ts';
import { FullPane } from '../full-pane.tsx';
import { HexView } from './hex-view.tsx';
import { ImageView } from './image-view.tsx';
import { JsonView } from '../json-view.tsx';
import { Notice } from '../notice.tsx';
import { PartsView } from '../form/parts-view.tsx';
import { FormView, RawText, XmlText } from '../text/plain-views.tsx';
import { ViewSwitch } from '../view-switch.tsx';
import { type BodyView, VIEWS } from '../views.ts';
import { WrapButton } from '../wrap-button.tsx';

interface Source {
  bytes: Uint8Array<ArrayBuffer>;
  /** The same object while nothing changes. */
  told: Told;
  fileName: string;
}

const KINDS: readonly BodyKind[] = ['json', 'ndjson', 'form', 'multipart', 'xml', 'text', 'binary'];

function Content(props: Source & { kind: BodyKind; view: BodyView; onInvalid: () => void }) {
  const { kind, view, bytes, told } = props;
  if (view === 'hex') return <HexView bytes={bytes} />;
  if (
    (kind === 'json' || kind === 'ndjson') &&
    (view === 'tree' || view === 'pretty' || view === 'raw')
  ) {
    return (
      <JsonView
        bytes={bytes}
        told={told}
        many={kind === 'ndjson'}
        view={view}
        onInvalid={props.onInvalid}
      />
    );
  }
  if (view === 'form') return <FormView bytes={bytes} told={told} />;
  if (view === 'image') {
    return (
      <ImageView
        bytes={bytes}
        type={kind === 'svg' ? 'image/svg+xml' : (magicOf(bytes)?.type ?? '')}
      />
    );
  }
  if (view === 'parts') {
    return <PartsView bytes={bytes} told={told} show={showPart} />;
  }
  if (view === 'pretty') return <XmlText bytes={bytes} told={told} />;
  return <RawText bytes={bytes} told={told} />;
}

function showPart(bytes: Uint8Array<ArrayBuffer>, told: Told, fileName: string, finding: boolean) {
  return <BytesView bytes={bytes} told={told} fileName={fileName} finding={finding} />;
}

/** Where the search looks in a view; null for images. */
function placeOf(kind: BodyKind, view: BodyView): FindPlace | null {
  if (view === 'hex') return 'bytes';
  if (view === 'raw') return 'raw';
  if (view === 'form') return 'fields';
  if (view === 'parts') return 'parts';
  if (view === 'tree') return 'tree';
  if (view === 'pretty') return kind === 'json' || kind === 'ndjson' ? 'json-text' : 'xml-text';
  return null;
}

/** Bytes, shown by what they are; the person may choose another reading and another view. */
export function BytesView(
  props: Source & {
    aside?: ReactNode;
    pick?: CharsetPick | null;
    /** The search of the list looks into these bytes. */
    searched?: boolean;
    /** What is looked for around them was found in them: they show where. */
    finding?: boolean;
  },
) {
  const { bytes, told, fileName, pick } = props;
  const found = useMemo(() => bodyKind(bytes, told), [bytes, told]);
  const [asked, setAsked] = useState<BodyKind | 'auto'>('auto');
  const [chosen, setChosen] = useState<BodyView | null>(null);
  const kind = asked === 'auto' ? found.kind : asked;
  const source = useMemo(() => ({ bytes, told, many: kind === 'ndjson' }), [bytes, told, kind]);
  // A format told by its first bytes is no text in any charset.
  const isFile = kind === 'binary' && found.label !== KIND_LABELS.binary;
  const views = VIEWS[kind];
  const view = chosen !== null && views.includes(chosen) ? chosen : views[0];
  if (view === undefined) return <p className="p-4 text-muted">There is no body.</p>;
  return (
    <FullPane>
      {(fullButton) => (
        <FindScope
          source={source}
          place={placeOf(kind, view)}
          searched={props.searched ?? false}
          finding={props.finding ?? false}
          renderToolbar={(findButton) => (
            <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-1.5 gap-y-0.5 border-b border-line px-2">
              <ViewSwitch views={views} value={view} onChange={setChosen} />
              <Select
                aria-label="Read the body as"
                className="h-6! w-auto! max-w-40 text-sm!"
                value={asked}
                onValueChange={(kind) => {
                  setAsked(kind);
                  setChosen(null);
                }}
                options={[
                  { value: 'auto', label: `${found.label} (auto)` },
                  ...KINDS.map((value) => ({ value, label: KIND_LABELS[value] })),
                ]}
              />
              {pick && kind !== 'image' && !isFile && (
                <CharsetSelect
                  bytes={bytes}
                  contentType={told.contentType}
                  kind={kind}
                  pick={pick}
                />
              )}
              <span className="text-sm whitespace-nowrap text-faint">
                {formatBytes(bytes.length)}
              </span>
              {props.aside}
              <span className="ml-auto flex items-center">
                <WrapButton view={view} />
                {findButton}
                <CopyButton
                  label="Copy body as text"
                  className="size-6!"
                  getText={() => decodeText(bytes, told).text}
                />
                <IconButton
                  size="sm"
                  label="Download these bytes"
                  className="size-6!"
                  icon={<Download size={14} />}
                  onClick={() => downloadBytes(bytes, fileName)}
                />
                {fullButton}
              </span>
            </div>
          )}
        >
          {found.note !== null && asked === 'auto' && <Notice tone="info">{found.note}</Notice>}
          <Content
            bytes={bytes}
            told={told}
            fileName={fileName}
            kind={kind}
            view={view}
            onInvalid={() => setChosen((now) => now ?? 'raw')}
          />
        </FindScope>
      )}
    </FullPane>
  );
}
