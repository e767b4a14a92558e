/** Tests may take long: all of them run, with all their rounds. */
export const isLong = process.env['VT_TEST_LENGTH'] === 'long';
