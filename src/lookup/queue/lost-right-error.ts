/**
 * A request is not made, as it is not certain any more that no other process makes it. It never leaves the
 * lookups of an account: whoever wished for the answer looks for it again.
 */
export class LostRightError extends Error {
  constructor() {
    super('Another process may be asking the same by now');
  }
}
