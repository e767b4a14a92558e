import path from 'node:path';

/**
 * A test, or a hook around tests, that failed.
 * @typedef {{
 *   title: string,
 *   file: string,
 *   message: string,
 *   stack: readonly string[],
 * }} Failure
 */

/** @typedef {{ pair: string, failures: readonly Failure[] }} FailuresOfPair */

/** How many lines are told of the message of one failure, and of its stack. */
const LINES_OF_MESSAGE = 12;
const LINES_OF_STACK = 4;

/** How many lines are told in all: people look at the last 200 of an output. */
const LINES = 170;

/**
 * What mocha knows of a failed test, as it can be sent to another process.
 * @param {{ fullTitle(): string, file?: string | undefined }} test
 * @param {unknown} error
 * @param {string} root - the folder that holds package.json
 * @returns {Failure}
 */
export function failureOf(test, error, root) {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
  const source = path
    .relative(path.join(root, '.test-build'), test.file ?? root)
    .replace(/\.js$/, '.ts');
  return {
    title: test.fullTitle(),
    file: source.split(path.sep).join('/'),
    message,
    stack: (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
  };
}

/**
 * All that failed in as many lines as people look at: what does not fit in with its message is told by
 * its name, and what does not fit in with its name is counted.
 * @param {readonly FailuresOfPair[]} results
 * @param {number} [limit] - lines
 * @returns {string[]} lines; none where nothing failed
 */
export function tellFailures(results, limit = LINES) {
  const all = results.flatMap(({ pair, failures }) =>
    failures.map((failure) => ({ name: `${pair} ${failure.file}: ${failure.title}`, failure })),
  );
  if (all.length === 0) return [];
  const named = all.slice(0, limit - 2);
  let room = limit - 2 - named.length;
  const lines = named.flatMap(({ name, failure }, index) => {
    const details = detailsOf(failure);
    const fits = details.length <= room;
    if (fits) room -= details.length;
    return [`${index + 1}) ${oneLine(name)}`, ...(fits ? details : [])];
  });
  const left = all.length - named.length;
  return ['What failed:', ...lines, ...(left > 0 ? [`and ${left} more`] : [])];
}

/** @param {Failure} failure */
function detailsOf({ message, stack }) {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const told = lines.slice(0, LINES_OF_MESSAGE);
  return [
    ...told.map((line) => `     ${line.slice(0, 300)}`),
    ...(lines.length > told.length ? [`     … ${lines.length - told.length} more lines`] : []),
    ...stack.slice(0, LINES_OF_STACK).map((line) => `       ${line.trim()}`),
  ];
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ');
}
