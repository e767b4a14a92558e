/**
 * Whether a JSON value takes more than `limit` bytes when it is written down without spaces and
 * escapes, found out with no more work than the limit is worth. No nesting is too deep.
 */
export function exceeds(value: unknown, limit: number): boolean {
  const waiting: unknown[] = [value];
  let left = limit;
  while (waiting.length > 0) {
    const each = waiting.pop();
    left -= 1;
    if (ArrayBuffer.isView(each)) {
      left -= each.byteLength;
      if (left < 0) return true;
      continue;
    }
    if (typeof each === 'string') left -= sizeOf(each, left);
    if (typeof each === 'number') left -= String(each).length;
    if (Array.isArray(each) && each.length > left) return true;
    if (typeof each === 'object' && each !== null) {
      for (const name in each) {
        if (left < 0) return true;
        left -= Array.isArray(each) ? 1 : 2 + sizeOf(name, left);
        waiting.push(Reflect.get(each, name));
      }
    }
    if (left < 0) return true;
  }
  return false;
}

/** A character takes a byte at least, so that a long text need not be read. */
function sizeOf(text: string, left: number): number {
  return text.length > left ? text.length : Buffer.byteLength(text) + 2;
}
