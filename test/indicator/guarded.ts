import assert from 'node:assert/strict';
import { PrivateIndicatorError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';
import { guardPrivacy } from '../../src/indicator/privacy';

/** Guards what the text is, with an empty neverSend. */
export function guard(text: string, sendPrivate = false): void {
  guardPrivacy(identify(text, 'auto'), { neverSend: [], sendPrivate });
}

/** Asserts that the text is stopped as private, with a message like this. */
export function isStopped(text: string, message: RegExp): void {
  assert.throws(
    () => guard(text),
    (error) => {
      assert.ok(error instanceof PrivateIndicatorError);
      assert.equal(error.code, 'private');
      assert.match(error.message, message);
      return true;
    },
  );
}
