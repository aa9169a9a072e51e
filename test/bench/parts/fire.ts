import autocannon from 'autocannon';

// A load generator in a process of its own: url, seconds, connections, at most so many a second -> rate and latencies.
const [url = '', seconds = '5', connections = '50', most] = process.argv.slice(2);
const event = {
  id: 'evt_1',
  type: 'order.paid',
  data: { object: { amount: 1299, currency: 'eur', lines: 'x'.repeat(900) } },
};
const result = await autocannon({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-event': 'order.paid' },
  body: JSON.stringify(event),
  duration: Number(seconds),
  connections: Number(connections),
  ...(most !== undefined && { overallRate: Number(most) }),
});
console.log(
  JSON.stringify({
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    answered: result['2xx'],
    failed: result.errors + result.non2xx,
  }),
);
