/** Has the whole process stand still for so long (ms), as a suspend or a function that takes long does. */
export function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
