// cspell:ignore whpk shpss ntfset xox
/** What a text in the palette is, where it was plainly pasted and not typed. */
export type Pasted =
  | { kind: 'secret' }
  | { kind: 'capture'; id: string }
  | { kind: 'url'; url: string; path: string }
  | { kind: 'json'; value: string };

/** Beginnings of signing secrets and keys, as their providers write them. */
const SECRET =
  /^(?:whsec_|whpk_|shpss_|sk_(?:live|test)_|rk_(?:live|test)_|pdl_ntfset_|ghp_|xox[bp]-)\S{8,}$/;
/** As the engine writes ids of captures. */
const CAPTURE = /^[0-9a-hjkmnp-tv-z]{11}$/;
/** Members that name what happened, in the order in which they tell most. */
const TELLING = ['id', 'event_id', 'eventId', 'event', 'type'];

/** Reads it; undefined for what somebody types. */
export function readPasted(typed: string): Pasted | undefined {
  const text = typed.trim();
  if (SECRET.test(text)) return { kind: 'secret' };
  if (CAPTURE.test(text) && /\d/.test(text)) return { kind: 'capture', id: text };
  if (/^https?:\/\/\S+$/i.test(text) && URL.canParse(text)) {
    return { kind: 'url', url: text, path: new URL(text).pathname };
  }
  return text.startsWith('{') ? ofJson(text) : undefined;
}

function ofJson(text: string): Pasted | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const members = new Map<string, unknown>(Object.entries(parsed));
    const value = TELLING.map((name) => members.get(name)).find(
      (one) => typeof one === 'string' && one !== '',
    );
    return typeof value === 'string' ? { kind: 'json', value } : undefined;
  } catch {
    // Still being typed, or no JSON.
    return undefined;
  }
}
