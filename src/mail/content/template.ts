import mustache from 'mustache';
import { clip } from '../../text/clip';
import { TemplateError } from '../errors';
import { findField, readProperty } from '../../text/field';
import { print } from '../../text/print';

/** A template that has been read and can be filled in many times. */
export interface Template {
  /**
   * Fills the template in from `view`. What comes out of a field is never read as a template again.
   */
  render(view: object, options?: RenderOptions): Rendering;
}

type Show = (value: string, name: string) => string;

/** How a template is filled in. */
interface RenderOptions {
  /**
   * Makes the value of a field fit to be read, by the name that the template calls it; the
   * template's own words stay as they are.
   */
  readonly show?: Show;
  /** Values that stand for those of the view, by the name that the template calls them. */
  readonly instead?: ReadonlyMap<string, unknown>;
  /** Where a name is looked for that the view does not have. */
  readonly beneath?: object;
  /**
   * Characters of text, and repetitions, after which the rest is left out; no limit unless told. So is
   * what would take far more work than so much text is worth.
   */
  readonly limit?: number;
  /** How many items of a list are printed or repeated, and what stands for the others; all unless told. */
  readonly lists?: ShortLists;
}

/** How long lists are shortened. */
export interface ShortLists {
  readonly most: number;
  /** Such as `and 12 more`. */
  readonly more: (count: number) => string;
}

/**
 * How much work a character of the limit is worth: to look for a field costs what its name and the
 * sections around it take. A template that somebody reads needs a small part of it.
 */
const WORK = 30;

/** A filled-in template. */
interface Rendering {
  readonly text: string;
  /** The fields that the view does not have; they print as nothing. */
  readonly missing: readonly string[];
  /** Whether the text goes on, but for the limit. */
  readonly cut: boolean;
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
    render(view, { show = asItIs, instead = NONE, beneath, limit = Infinity, lists } = {}) {
      const page: Page = {
        show,
        instead,
        room: limit,
        work: limit * WORK,
        text: [],
        missing: new Set(),
        cut: false,
        ...(lists && { lists }),
      };
      renderPieces(pieces, beneath ? [beneath, view] : [view], page);
      return { text: page.text.join(''), missing: [...page.missing], cut: page.cut };
    },
  };
}

/** What has been written of a text. */
interface Page {
  readonly show: Show;
  readonly instead: ReadonlyMap<string, unknown>;
  readonly lists?: ShortLists;
  readonly text: string[];
  readonly missing: Set<string>;
  /** Characters that there is room for. */
  room: number;
  /** Work that may still be done. */
  work: number;
  cut: boolean;
}

const NONE: ReadonlyMap<string, unknown> = new Map();

function asItIs(value: string): string {
  return value;
}

type Tokens = ReturnType<typeof mustache.parse>;

function readTokens(template: string): Tokens {
  try {
    return mustache.parse(template, ['{{', '}}']);
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

/** `views` are what is around the pieces, the outermost first. */
function renderPieces(pieces: readonly Piece[], views: readonly unknown[], page: Page): void {
  for (const piece of pieces) {
    if (page.cut) return;
    renderPiece(piece, views, page);
  }
}

function renderPiece(piece: Piece, views: readonly unknown[], page: Page): void {
  if (piece.kind === 'text') return write(piece.text, page);
  // Also what writes nothing takes its time, and may stand in a section that is repeated very often.
  takeWork(piece.name.length * views.length, page);
  if (page.cut) return;
  const value = page.instead.get(piece.name) ?? findField(piece.name, views);
  switch (piece.kind) {
    case 'field':
      if (value === undefined) page.missing.add(piece.name);
      return writeValue(piece.name, value, page);
    case 'dollar':
      if (isObject(value) || value === undefined) return write(piece.written, page);
      return writeValue(piece.name, value, page);
    case 'section':
      return renderSection(piece.pieces, value, views, page);
    case 'inverted':
      return isEmpty(value) ? renderPieces(piece.pieces, views, page) : undefined;
  }
}

function renderSection(
  pieces: readonly Piece[],
  value: unknown,
  views: readonly unknown[],
  page: Page,
): void {
  if (isEmpty(value)) return;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const shown = Math.min(items.length, page.lists?.most ?? Infinity);
  for (let index = 0; index < shown && !page.cut; index += 1) {
    // A repetition takes room even if it writes nothing: lists in lists are repeated soon for ever.
    takeRoom(1, page);
    renderPieces(pieces, [...views, readProperty(items, index)], page);
  }
  if (page.lists && items.length > shown) writeMore(page.lists.more(items.length - shown), page);
}

/** On a line of its own where each item has one. */
function writeMore(text: string, page: Page): void {
  const before = page.text.findLast((part) => part !== '') ?? '';
  if (before.endsWith('\n')) return write(`${text}\n`, page);
  write(before === '' || before.endsWith(' ') ? text : ` ${text}`, page);
}

/** Cut before it is shown, so that a huge value costs no more than what is seen of it. */
function writeValue(name: string, given: unknown, page: Page): void {
  const [value, more] = shorten(given, page.lists);
  const text = print(value, { limit: page.room });
  takeWork(Math.min(text.length, page.room), page);
  const shown = page.show(clip(text, page.room), name);
  if (text.length > page.room) page.cut = true;
  write(shown, page);
  if (more !== '') write(`\n${more}`, page);
}

/** The first items of a list, and what stands for the others. */
function shorten(value: unknown, lists: ShortLists | undefined): [value: unknown, more: string] {
  if (!lists || !Array.isArray(value) || value.length <= lists.most) return [value, ''];
  const first = Array.from({ length: lists.most }, (_, index) => readProperty(value, index));
  return [first, lists.more(value.length - lists.most)];
}

function write(text: string, page: Page): void {
  page.text.push(clip(text, page.room));
  takeRoom(text.length, page);
}

function takeRoom(characters: number, page: Page): void {
  if (characters > page.room) page.cut = true;
  page.room = Math.max(0, page.room - characters);
}

function takeWork(work: number, page: Page): void {
  page.work -= work;
  if (page.work < 0) page.cut = true;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : !value;
}
