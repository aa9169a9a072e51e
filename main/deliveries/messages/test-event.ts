/** The event that tells whether a destination can be reached, as it is sent. */
export function testEvent(destination: string): { type: string; body: Buffer } {
  const event = { type: 'backstitch.test', data: { destination } };
  return { type: event.type, body: Buffer.from(JSON.stringify(event)) };
}
