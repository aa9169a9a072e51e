import { describe, expect, it } from 'vitest';
import {
  emptyWebhook,
  newSecret,
  sameDraft,
  webhookProblems,
} from '../../../renderer/webhooks/webhook-draft.ts';

describe('a webhook in the making', () => {
  const draft = emptyWebhook('http', 'orders');

  it('is ready at once, with code for its kind of service', () => {
    expect(webhookProblems(draft)).toEqual({});
    expect(draft.httpMethod).toBe('POST');
    expect(emptyWebhook('github', 'push').httpMethod).toBe('ANY');
    expect(emptyWebhook('github', 'push').source).toContain('X-Github-Event');
    expect(emptyWebhook('other', 'x').source).toBe(draft.source);
  });

  it('says by field what keeps it from being saved', () => {
    const bad = {
      ...draft,
      name: ' ',
      canEvaluate: '{"a":',
      validation: 'VERIFY_PAYLOAD' as const,
      secret: '',
      runAsUserId: ' ',
    };
    expect(Object.keys(webhookProblems(bad)).sort()).toEqual([
      'canEvaluate',
      'name',
      'runAsUserId',
      'secret',
    ]);
  });

  it('asks for no secret where nothing is validated', () => {
    expect(webhookProblems({ ...draft, secret: '' })).toEqual({});
  });

  it('is unchanged only while every setting is', () => {
    expect(sameDraft(draft, { ...draft })).toBe(true);
    expect(sameDraft(draft, { ...draft, respondResult: false })).toBe(false);
  });

  it('gets secrets of 32 signs that nobody confuses, never the same twice', () => {
    const secrets = new Set(Array.from({ length: 50 }, newSecret));
    expect(secrets.size).toBe(50);
    for (const secret of secrets) expect(secret).toMatch(/^[a-zA-Z2-9]{32}$/);
    expect([...secrets].join('')).not.toMatch(/[01lIO]/);
  });
});
