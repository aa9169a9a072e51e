import { afterAll, describe, expect, it } from 'vitest';
import { openFunctionRoom } from './function-room.ts';
const room = openFunctionRoom();
afterAll(() => room[Symbol.asyncDispose]());
describe('x', () => {
  it('y', async () => {
    const r = await room.run(`async function lost() { await null; throw new TypeError('gone'); }
exports = async () => { lost(); return 1; };`);
    console.log(JSON.stringify(r, null, 1));
    expect(r.logs).toHaveLength(1);
  });
});
