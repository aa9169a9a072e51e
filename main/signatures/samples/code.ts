import { jsonSample } from './sample.ts';

/** Code, issues, deploys. */
export const CODE_SAMPLES = [
  jsonSample(
    'github',
    'push',
    ({ short, now }) => ({
      ref: 'refs/heads/main',
      before: '0'.repeat(40),
      after: `${short}${'a'.repeat(28)}`,
      repository: { id: 1, name: 'haberdashery', full_name: 'sample/haberdashery', private: false },
      pusher: { name: 'ada', email: 'ada@example.com' },
      sender: { login: 'ada', id: 1, type: 'User' },
      commits: [
        {
          id: `${short}${'a'.repeat(28)}`,
          message: 'Mend the seam',
          timestamp: now.toISOString(),
          added: [],
          removed: [],
          modified: ['seam.ts'],
        },
      ],
    }),
    ({ uuid }) => [
      ['User-Agent', 'GitHub-Hookshot/sample'],
      ['X-GitHub-Event', 'push'],
      ['X-GitHub-Delivery', uuid],
      ['X-GitHub-Hook-ID', '1'],
    ],
  ),
  jsonSample(
    'github',
    'pull_request',
    () => ({
      action: 'opened',
      number: 7,
      pull_request: {
        id: 7,
        title: 'Mend the seam',
        state: 'open',
        user: { login: 'ada', id: 1 },
        head: { ref: 'seam', sha: 'a'.repeat(40) },
        base: { ref: 'main', sha: 'b'.repeat(40) },
      },
      repository: { id: 1, name: 'haberdashery', full_name: 'sample/haberdashery' },
      sender: { login: 'ada', id: 1 },
    }),
    ({ uuid }) => [
      ['User-Agent', 'GitHub-Hookshot/sample'],
      ['X-GitHub-Event', 'pull_request'],
      ['X-GitHub-Delivery', uuid],
    ],
  ),
  jsonSample(
    'gitlab',
    'Push Hook',
    ({ short }) => ({
      object_kind: 'push',
      ref: 'refs/heads/main',
      checkout_sha: `${short}${'a'.repeat(28)}`,
      user_username: 'ada',
      project: { id: 1, name: 'haberdashery', path_with_namespace: 'sample/haberdashery' },
      total_commits_count: 1,
    }),
    ({ uuid }) => [
      ['X-Gitlab-Event', 'Push Hook'],
      ['X-Gitlab-Event-UUID', uuid],
    ],
  ),
  jsonSample(
    'linear',
    'Issue.create',
    ({ uuid, now, seconds }) => ({
      action: 'create',
      type: 'Issue',
      createdAt: now.toISOString(),
      organizationId: 'sample',
      webhookTimestamp: seconds * 1000,
      data: { id: uuid, identifier: 'SEW-42', title: 'The seam is loose', priority: 2 },
    }),
    ({ uuid }) => [
      ['Linear-Event', 'Issue'],
      ['Linear-Delivery', uuid],
    ],
  ),
  jsonSample('vercel', 'deployment.succeeded', ({ short, seconds }) => ({
    id: short,
    type: 'deployment.succeeded',
    createdAt: seconds * 1000,
    payload: { deployment: { id: `dpl_${short}`, name: 'haberdashery', url: 'sample.example' } },
  })),
  jsonSample('pagerduty', 'incident.triggered', ({ short, now }) => ({
    event: {
      id: short,
      event_type: 'incident.triggered',
      resource_type: 'incident',
      occurred_at: now.toISOString(),
      data: { id: 'Q1', type: 'incident', title: 'The thread broke', urgency: 'high' },
    },
  })),
];
