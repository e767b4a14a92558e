import { minify } from 'terser';

/**
 * Leaves out of a script what nobody needs to run it: comments and indentation. Each statement keeps a
 * line of its own, so that a stack trace tells where something happened.
 * @param {string} code
 * @param {'all' | 'functions'} names - which are as in the source; those of classes always are
 * @returns {Promise<string>}
 */
export async function shorten(code, names) {
  const shortened = await minify(code, {
    compress: false,
    mangle: names === 'functions',
    toplevel: true,
    keep_classnames: true,
    keep_fnames: true,
    format: { beautify: true, indent_level: 0, quote_style: SINGLE_QUOTES },
  });
  return shortened.code ?? '';
}

/** As terser numbers them. What reads a page without running it looks for these. */
const SINGLE_QUOTES = 1;
