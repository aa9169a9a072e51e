/** What stands for one event in a body. The same for each sending of it: a duplicate is the same. */
export interface EventWords {
  /** 1 for the first event. */
  n: number;
  /** The webhook-id. */
  id: string;
  uuid: string;
  type: string;
  /** Epoch ms at which the event is said to have happened. */
  happenedAt: number;
}

export const FIRST_BODY = `{
  "id": "{{id}}",
  "type": "{{type}}",
  "created": "{{now}}",
  "data": { "order": {{n}}, "total": 64.5 }
}`;

/**
 * Fills the placeholders `{{n}}`, `{{id}}`, `{{uuid}}`, `{{type}}` and `{{now}}`. Others stay as
 * they are: a body may hold braces of its own.
 */
export function fillBody(template: string, words: EventWords): string {
  return template.replaceAll(/\{\{\s*(n|id|uuid|type|now)\s*\}\}/g, (_all, name: string) => {
    if (name === 'n') return String(words.n);
    if (name === 'now') return new Date(words.happenedAt).toISOString();
    // A type with a quote in it must not break the JSON around it.
    if (name === 'type') return JSON.stringify(words.type).slice(1, -1);
    return name === 'id' ? words.id : words.uuid;
  });
}
