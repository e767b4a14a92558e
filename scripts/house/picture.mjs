import { arrowsOf, betweenRooms, graphOf, roomOf } from './problems.mjs';
import { importsOf } from './tree.mjs';

/** @typedef {import('./allowed-imports.mjs').House} House */
/** @typedef {import('./tree.mjs').Tree} Tree */

/** What the generated part of a page stands between. */
const BEGINNING = '<!-- drawn by `npm run draw` -->';
const END = '<!-- end of what is drawn -->';

/** Rooms that nearly every other imports: arrows to them would hide the others. */
const COMMON = ['src', 'src/text'];

/**
 * The rooms with what is in them, and which imports which, as Markdown: drawn from the imports.
 * @param {Tree} tree
 * @param {House} house
 * @returns {string}
 */
export function drawHouse(tree, house) {
  const graph = graphOf(betweenRooms(arrowsOf(importsOf(tree)), house));
  /** @param {string} room */
  const importsOfRoom = (room) => [...(graph.get(room) ?? [])].toSorted();
  const folders = [...new Set(Object.keys(tree).map((file) => roomOf(file, house) ?? file))];
  const nodes = folders.filter((folder) => !folder.startsWith('src'));
  const engine = house.rooms.map(({ folder }) => folder);
  return [
    'An arrow points at what is imported.',
    diagram(
      engine.filter((each) => !COMMON.includes(each)),
      importsOfRoom,
    ),
    `Beside these, each may import ${COMMON.map(code).join(' and ')}. The nodes import what they ` +
      'need of the engine, and of each other only what is offered:',
    diagram(nodes, (room) => importsOfRoom(room).filter((each) => nodes.includes(each))),
    table(
      ['offered', 'what it is'],
      Object.entries(house.offered).map(([file, what]) => [code(file), what]),
    ),
    table(
      ['room', 'what is in it', 'imports'],
      house.rooms.map(({ folder, holds }) => [
        code(folder),
        holds,
        importsOfRoom(folder).map(code).join(', ') || 'nothing',
      ]),
    ),
    table(
      ['node', 'imports of the engine'],
      nodes.map((folder) => [
        code(folder),
        importsOfRoom(folder)
          .filter((each) => !nodes.includes(each))
          .map(code)
          .join(', ') || 'nothing',
      ]),
    ),
  ].join('\n\n');
}

/**
 * A page with its generated part made anew.
 * @param {string} page
 * @param {string} drawn
 * @returns {string}
 */
export function redraw(page, drawn) {
  const [before, , after] = parts(page);
  return `${before}${BEGINNING}\n\n${drawn}\n\n${END}${after}`;
}

/**
 * @param {string} page
 * @returns {[string, string, string]} what stands before the generated part, that, and what follows
 */
function parts(page) {
  const [start, end] = [page.indexOf(BEGINNING), page.indexOf(END)];
  if (start === -1 || end < start) {
    throw new Error(`The page lacks its marks: ${BEGINNING} and, below it, ${END}`);
  }
  return [page.slice(0, start), page.slice(start, end + END.length), page.slice(end + END.length)];
}

/**
 * @param {readonly string[]} rooms
 * @param {(room: string) => readonly string[]} importsOfRoom
 */
function diagram(rooms, importsOfRoom) {
  const lines = rooms.flatMap((room) => [
    `  ${nameOf(room)}["${room.replace(/^(?:src|nodes)\//, '')}"]`,
    ...importsOfRoom(room)
      .filter((each) => rooms.includes(each))
      .map((each) => `  ${nameOf(room)} --> ${nameOf(each)}`),
  ]);
  return ['```mermaid', 'graph TD', ...lines, '```'].join('\n');
}

/**
 * Mermaid takes letters, digits and underscores for a name.
 * @param {string} room
 */
function nameOf(room) {
  return room.replaceAll(/\W/g, '_');
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  /** @param {readonly string[]} cells */
  const line = (cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}
