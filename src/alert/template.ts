import { parse } from 'mustache';
import { TemplateError } from './errors';
import { findField } from './field';
import { print } from './print';

/** A template that has been read and can be filled in many times. */
export interface Template {
  /**
   * Fills the template in from `view`. What comes out of a field is never read as a template again.
   * `missing` names the fields that the view does not have; they print as nothing.
   */
  render(view: object): Rendering;
}

/** A filled-in template. */
interface Rendering {
  readonly text: string;
  readonly missing: readonly string[];
}

/**
 * One piece of a template. A `dollar` is a field only if there is such a field and it is no object,
 * because `$5`, `$HOME` and `$verdict.count` are ordinary text.
 */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field' | 'dollar'; readonly name: string; readonly written: string }
  | { readonly kind: 'section' | 'inverted'; readonly name: string; readonly pieces: Piece[] };

/**
 * Devo Flow's `%%{field}`, also with the small curly brackets U+FE5B and U+FE5C and the space after
 * `%%` that its document prints, and DNIF's `$Field`.
 */
const MARK =
  /%%[ \u00a0]?[{\ufe5b]\s*([^{}\ufe5b\ufe5c\s]{1,200})\s*[}\ufe5c]|\$([A-Za-z_]\w{0,199})/g;

/**
 * Reads a template: Mustache (mustache(5): variables, sections, inverted sections, comments) and
 * the two source systems' own marks. Values are text, so nothing is escaped; lists print one item
 * a line. Throws `TemplateError`.
 */
export function compileTemplate(template: string): Template {
  const pieces = toPieces(readTokens(template));
  return {
    render(view) {
      const missing = new Set<string>();
      const text = renderPieces(pieces, [view], missing);
      return { text, missing: [...missing] };
    },
  };
}

type Tokens = ReturnType<typeof parse>;

function readTokens(template: string): Tokens {
  try {
    return parse(template, ['{{', '}}']);
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : String(error));
  }
}

function toPieces(tokens: Tokens): Piece[] {
  return tokens.flatMap((token): Piece[] => {
    const [kind, value] = token;
    if (value === '' && kind !== '!') throw new TemplateError('A tag has no name');
    switch (kind) {
      case 'text':
        return splitMarks(value);
      case 'name':
      case '&':
        return [{ kind: 'field', name: value, written: `{{${value}}}` }];
      case '#':
        return [{ kind: 'section', name: value, pieces: toPieces(nested(token)) }];
      case '^':
        return [{ kind: 'inverted', name: value, pieces: toPieces(nested(token)) }];
      case '>':
        throw new TemplateError(`There are no partials here: {{>${value}}}`);
      default:
        return [];
    }
  });
}

function nested(token: Tokens[number]): Tokens {
  return Array.isArray(token[4]) ? token[4] : [];
}

function splitMarks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(MARK)) {
    const [written, braced, dollar] = match;
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    if (braced !== undefined) pieces.push({ kind: 'field', name: braced, written });
    else pieces.push({ kind: 'dollar', name: dollar ?? '', written });
    end = match.index + written.length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

/** `views` are what is around the piece, the outermost first. */
function renderPieces(
  pieces: readonly Piece[],
  views: readonly unknown[],
  missing: Set<string>,
): string {
  return pieces.map((piece) => renderPiece(piece, views, missing)).join('');
}

function renderPiece(piece: Piece, views: readonly unknown[], missing: Set<string>): string {
  if (piece.kind === 'text') return piece.text;
  const value = findField(piece.name, views);
  switch (piece.kind) {
    case 'field':
      if (value === undefined) missing.add(piece.name);
      return print(value);
    case 'dollar':
      return isObject(value) || value === undefined ? piece.written : print(value);
    case 'section':
      return renderSection(piece.pieces, value, views, missing);
    case 'inverted':
      return isEmpty(value) ? renderPieces(piece.pieces, views, missing) : '';
  }
}

function renderSection(
  pieces: readonly Piece[],
  value: unknown,
  views: readonly unknown[],
  missing: Set<string>,
): string {
  if (isEmpty(value)) return '';
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => renderPieces(pieces, [...views, item], missing)).join('');
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : !value;
}
