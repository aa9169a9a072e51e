// What `DisposableStack` and `AsyncDisposableStack` are in Node 24, as far as it is used here: Node 22 has
// neither. A lint rule keeps the global ones out.

/** What several ends threw, the first first. */
function thrown(errors: readonly unknown[]): unknown {
  return errors.length === 1
    ? errors[0]
    : new AggregateError(errors, 'Several things did not close.');
}

/** Closes what was opened, the last first, whatever the others throw. */
export class ClosingStack implements Disposable {
  #ends: (() => void)[] = [];

  use<T extends Disposable>(opened: T): T {
    return this.adopt(opened, (one) => one[Symbol.dispose]());
  }
  adopt<T>(opened: T, close: (opened: T) => void): T {
    this.defer(() => close(opened));
    return opened;
  }
  defer(end: () => void): void {
    this.#ends.push(end);
  }
  /** Gives everything to a new stack: this one closes nothing any more. */
  move(): ClosingStack {
    const moved = new ClosingStack();
    [moved.#ends, this.#ends] = [this.#ends, []];
    return moved;
  }
  dispose(): void {
    const errors: unknown[] = [];
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      try {
        end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw thrown(errors);
  }
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** As `ClosingStack`, for ends that take their time: each waits for the one after it. */
export class AsyncClosingStack implements AsyncDisposable {
  #ends: (() => unknown)[] = [];

  use<T extends AsyncDisposable | Disposable>(opened: T): T {
    this.defer(() =>
      Symbol.asyncDispose in opened ? opened[Symbol.asyncDispose]() : opened[Symbol.dispose](),
    );
    return opened;
  }
  defer(end: () => unknown): void {
    this.#ends.push(end);
  }
  /** Gives everything to a new stack: this one closes nothing any more. */
  move(): AsyncClosingStack {
    const moved = new AsyncClosingStack();
    [moved.#ends, this.#ends] = [this.#ends, []];
    return moved;
  }
  async disposeAsync(): Promise<void> {
    const errors: unknown[] = [];
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw thrown(errors);
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.disposeAsync();
  }
}
