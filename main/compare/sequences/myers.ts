/** A pair of equal places in two sequences. */
export type Match = readonly [left: number, right: number];

/**
 * The longest common subsequence of two sequences of numbers, by Myers' greedy algorithm, with what is
 * alike at both ends taken off first.
 *
 * @param most edits that are looked for; beyond them undefined: they are too different to be aligned.
 * @see E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986
 */
export function commonOf(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  most: number,
): Match[] | undefined {
  const matches: Match[] = [];
  let head = 0;
  const shorter = Math.min(left.length, right.length);
  while (head < shorter && left[head] === right[head]) {
    matches.push([head, head]);
    head += 1;
  }
  let leftEnd = left.length;
  let rightEnd = right.length;
  const tail: Match[] = [];
  while (leftEnd > head && rightEnd > head && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd -= 1;
    rightEnd -= 1;
    tail.push([leftEnd, rightEnd]);
  }
  const middle = middleOf({ left, right, head, leftEnd, rightEnd, most });
  if (middle === undefined) return undefined;
  return [...matches, ...middle, ...tail.toReversed()];
}

interface Middle {
  left: ArrayLike<number>;
  right: ArrayLike<number>;
  head: number;
  leftEnd: number;
  rightEnd: number;
  most: number;
}

function middleOf(of: Middle): Match[] | undefined {
  const { left, right, head } = of;
  const n = of.leftEnd - head;
  const m = of.rightEnd - head;
  if (n === 0 || m === 0) return [];
  const limit = Math.min(of.most, n + m);
  const far = new Int32Array(2 * limit + 3);
  const at = limit + 1;
  /** The furthest ends of each round, from which the way back is read. */
  const rounds: Int32Array[] = [];
  for (let d = 0; d <= limit; d += 1) {
    rounds.push(far.slice(at - d, at + d + 1));
    for (let k = -d; k <= d; k += 2) {
      let x = isDown(far, at, k, d) ? (far[at + k + 1] ?? 0) : (far[at + k - 1] ?? 0) + 1;
      while (x < n && x - k < m && left[head + x] === right[head + x - k]) x += 1;
      far[at + k] = x;
      if (x >= n && x - k >= m) return wayBack(of, rounds, n, m);
    }
  }
  return undefined;
}

/** Whether the best way to diagonal `k` goes down: an element of the right side is added. */
function isDown(far: Int32Array, at: number, k: number, d: number): boolean {
  return k === -d || (k !== d && (far[at + k - 1] ?? 0) < (far[at + k + 1] ?? 0));
}

function wayBack({ head }: Middle, rounds: Int32Array[], n: number, m: number): Match[] {
  const found: Match[] = [];
  let x = n;
  let y = m;
  for (let d = rounds.length - 1; d >= 0; d -= 1) {
    const far = rounds[d] ?? new Int32Array();
    const k = x - y;
    // A round holds the diagonals from -d to d as they stood before it.
    const before = isDown(far, d, k, d) ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : (far[d + before] ?? 0);
    const fromY = d === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      found.push([head + x, head + y]);
    }
    x = fromX;
    y = fromY;
  }
  return found.toReversed();
}
