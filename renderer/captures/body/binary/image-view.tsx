import { useCallback, useState } from 'react';
import { EmptyState } from '../../../ui/empty-state.tsx';

/** Hands the bytes to an <img> as a blob, and lets go of it with the image. */
function useBlobSource(bytes: Uint8Array<ArrayBuffer>, type: string) {
  return useCallback(
    (image: HTMLImageElement | null) => {
      const url = URL.createObjectURL(new Blob([bytes], { type }));
      if (image) image.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [bytes, type],
  );
}

const CHECKERED =
  'repeating-conic-gradient(var(--hover) 0% 25%, var(--surface) 0% 50%) 0 0 / 16px 16px';

/**
 * A captured image, drawn by an <img> from a blob.
 *
 * An <img> rather than a sandboxed frame: it decodes to pixels and never becomes a document, so an
 * SVG in it runs no script and loads nothing (SVG Integration, "secure static mode"), and the page
 * needs no frame at all.
 *
 * @param type the type found in the bytes, never the one the sender claims.
 */
export function ImageView({ bytes, type }: { bytes: Uint8Array<ArrayBuffer>; type: string }) {
  const source = useBlobSource(bytes, type);
  const [size, setSize] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <EmptyState title="The image cannot be shown">
        The image is damaged or cut off. The hex view shows its bytes.
      </EmptyState>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto p-4">
      <img
        ref={source}
        alt="Captured body"
        referrerPolicy="no-referrer"
        className="m-auto max-w-full rounded border border-line"
        style={{ background: CHECKERED }}
        onLoad={(event) => {
          const { naturalWidth, naturalHeight } = event.currentTarget;
          setSize(naturalWidth > 0 ? `${naturalWidth} × ${naturalHeight} pixels` : null);
        }}
        onError={() => setBroken(true)}
      />
      {size !== null && <p className="mt-2 text-center text-sm text-muted">{size}</p>}
    </div>
  );
}
