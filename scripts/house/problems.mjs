import path from 'node:path';
import { circlesIn } from './circles.mjs';
import { importsOf, isRelative } from './tree.mjs';

/** @typedef {import('./allowed-imports.mjs').House} House */
/** @typedef {import('./allowed-imports.mjs').Limit} Limit */
/** @typedef {import('./tree.mjs').Tree} Tree */
/** @typedef {{ readonly from: string, readonly to: string }} Arrow */

const PLAN = 'scripts/house/allowed-imports.mjs';

/**
 * Where the code does not keep to the plan, each as a sentence that says what to do about it.
 * @param {Tree} tree
 * @param {House} house
 * @param {{ readonly lines: Limit, readonly filesOfFolder: Limit }} limits
 * @returns {string[]}
 */
export function problemsOf(tree, house, limits) {
  const imports = importsOf(tree);
  const arrows = arrowsOf(imports);
  const isAwaited = createAllowance(house);
  const judged = arrows.filter((arrow) => !isAwaited(arrow));
  return [
    ...planProblems(tree, house),
    ...imports.flatMap((each) => outsideProblems(each)),
    ...judged.flatMap((arrow) => arrowProblems(arrow, house)),
    ...fileCircles(judged),
    ...roomCircles(judged, house),
    ...allowanceProblems(arrows, house),
    ...lengthProblems(tree, limits.lines),
    ...folderProblems(tree, limits.filesOfFolder),
  ];
}

/**
 * @param {readonly import('./tree.mjs').Import[]} imports
 * @returns {Arrow[]} those between files of the tree
 */
export function arrowsOf(imports) {
  return imports.flatMap(({ from, to }) => (to === undefined ? [] : [{ from, to }]));
}

/**
 * The room of a file of `src`; the folder of one of `nodes`; and `editor`.
 * @param {string} file
 * @param {House} house
 * @returns {string | undefined} nothing where the plan knows no room for it
 */
export function roomOf(file, { rooms }) {
  const [top = '', next = ''] = file.split('/');
  if (top === 'nodes') return `${top}/${next}`;
  if (top !== 'src') return top;
  const folder = path.posix.dirname(file);
  const around = rooms
    .map((room) => room.folder)
    // What lies at the top is a room of its own, and not the home of rooms that nobody planned.
    .filter((each) => folder === each || (each !== 'src' && folder.startsWith(`${each}/`)));
  return around.toSorted((one, other) => other.length - one.length)[0];
}

/**
 * @param {Tree} tree
 * @param {House} house
 */
function planProblems(tree, house) {
  const files = Object.keys(tree);
  const inhabited = new Set(files.map((file) => roomOf(file, house)));
  const homeless = files.filter((file) => roomOf(file, house) === undefined);
  const known = house.rooms.map(({ folder }) => folder);
  return [
    ...unique(homeless.map((file) => path.posix.dirname(file))).map(
      (folder) => `${folder} is in no plan: give it a line in ${PLAN}`,
    ),
    ...known
      .filter((folder) => !inhabited.has(folder))
      .map((folder) => `${folder} is empty: take its line out of ${PLAN}`),
    ...house.rooms.flatMap(({ folder, imports }, place) =>
      imports
        .filter((each) => !known.slice(0, place).includes(each))
        .map((each) => `${PLAN} lets ${folder} import ${each}, which does not stand before it`),
    ),
    ...Object.keys(house.offered)
      .filter((file) => !(file in tree))
      .map((file) => `${file} is offered to other nodes and is not there: mend ${PLAN}`),
  ];
}

/** @param {import('./tree.mjs').Import} each */
function outsideProblems({ from, specifier, to }) {
  if (isRelative(specifier)) {
    return to === undefined ? [`${from} imports ${specifier}, which is not there`] : [];
  }
  if (!from.startsWith('src/') || !/^(?:@node-red\/|node-red(?:\/|$))/.test(specifier)) return [];
  return [
    `${from} imports ${specifier}: src does not know Node-RED; ` +
      'have the node hand in what is needed',
  ];
}

/**
 * @param {Arrow} arrow
 * @param {House} house
 */
function arrowProblems({ from, to }, house) {
  const [here, there] = [roomOf(from, house), roomOf(to, house)];
  if (here === undefined || there === undefined || here === there) return [];
  const what = `${from} imports ${to}`;
  if (from.startsWith('src/')) {
    return to.startsWith('src/')
      ? orderProblems(what, here, there, house)
      : [`${what}: src knows no node; move what both need into src, or hand it in`];
  }
  if (to.startsWith('src/')) {
    return house.unshipped.includes(there)
      ? [`${what}: ${there} is not in the published package; no node may need it`]
      : [];
  }
  if (house.shared.includes(here)) {
    return [`${what}: ${here} knows no single node; have the node hand it in`];
  }
  if (house.shared.includes(there) || to in house.offered) return [];
  const offers = Object.keys(house.offered).filter((file) => roomOf(file, house) === there);
  const offer = offers.length > 0 ? `import ${offers.join(' or ')} instead, ` : '';
  return [
    `${what}, past the door of that node: ${offer}move it to ${house.shared.join(' or ')}, ` +
      `or offer it in ${PLAN}`,
  ];
}

/**
 * @param {string} what
 * @param {string} here
 * @param {string} there
 * @param {House} house
 */
function orderProblems(what, here, there, { rooms }) {
  const allowed = rooms.find(({ folder }) => folder === here)?.imports ?? [];
  if (allowed.includes(there)) return [];
  return [
    `${what}: ${here} may import ${allowed.join(', ') || 'nothing'}, not ${there}; ` +
      'move what both need to a room that both may import, or hand it in',
  ];
}

/** @param {readonly Arrow[]} arrows - between files */
function fileCircles(arrows) {
  return circlesIn(graphOf(arrows)).map(
    (circle) =>
      `Files import each other in a circle, ${circle.join(' → ')}: ` +
      'move what they share into a file of its own',
  );
}

/**
 * The circles of rooms that no arrow is to blame for alone.
 * @param {readonly Arrow[]} arrows
 * @param {House} house
 */
function roomCircles(arrows, house) {
  const blameless = arrows.filter((arrow) => arrowProblems(arrow, house).length === 0);
  return circlesIn(graphOf(betweenRooms(blameless, house))).map(
    (circle) =>
      `Rooms import each other in a circle, ${circle.join(' → ')}: ` +
      'move what they share into a room below',
  );
}

/**
 * Arrows between files as arrows between their rooms.
 * @param {readonly Arrow[]} arrows
 * @param {House} house
 * @returns {Arrow[]}
 */
export function betweenRooms(arrows, house) {
  return arrows.flatMap((arrow) => {
    const [from, to] = [roomOf(arrow.from, house), roomOf(arrow.to, house)];
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
  });
}

/**
 * @param {readonly Arrow[]} arrows
 * @returns {Map<string, Set<string>>}
 */
export function graphOf(arrows) {
  /** @type {Map<string, Set<string>>} */
  const graph = new Map();
  for (const { from, to } of arrows) {
    const ends = graph.get(from);
    if (ends) ends.add(to);
    else graph.set(from, new Set([to]));
  }
  return graph;
}

/**
 * @param {House} house
 * @returns {(arrow: Arrow) => boolean} whether it is known that an arrow has yet to go
 */
function createAllowance({ stillToCome }) {
  const awaited = stillToCome.map(readAwaited);
  return (arrow) => awaited.some((each) => isWithin(arrow, each));
}

/**
 * @param {readonly Arrow[]} arrows
 * @param {House} house
 */
function allowanceProblems(arrows, { stillToCome }) {
  return stillToCome
    .filter((each) => !arrows.some((arrow) => isWithin(arrow, readAwaited(each))))
    .map((each) => `${each} has gone: take it out of stillToCome in ${PLAN}`);
}

/**
 * @param {string} text
 * @returns {Arrow}
 */
function readAwaited(text) {
  const [from = '', to = ''] = text.split(' > ');
  return { from, to };
}

/**
 * @param {Arrow} arrow
 * @param {Arrow} awaited - of files or folders
 */
function isWithin(arrow, awaited) {
  return isIn(arrow.from, awaited.from) && isIn(arrow.to, awaited.to);
}

/**
 * @param {string} file
 * @param {string} place - a file or a folder
 */
function isIn(file, place) {
  return file === place || file.startsWith(`${place}/`);
}

/**
 * @param {Tree} tree
 * @param {Limit} limit
 */
function lengthProblems(tree, { most, files }) {
  return Object.entries(tree)
    .filter(([file]) => files.test(file))
    .map(([file, text]) => ({ file, lines: text.replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > most)
    .map(({ file, lines }) => `${file} has ${lines} lines, more than ${most}: divide it`);
}

/**
 * @param {Tree} tree
 * @param {Limit} limit
 */
function folderProblems(tree, { most, files }) {
  const folders = Object.keys(tree)
    .filter((file) => files.test(file))
    .map((file) => path.posix.dirname(file));
  return unique(folders)
    .map((folder) => ({ folder, held: folders.filter((each) => each === folder).length }))
    .filter(({ held }) => held > most)
    .map(({ folder, held }) => `${folder} has ${held} files, more than ${most}: make rooms in it`);
}

/** @param {readonly string[]} texts */
function unique(texts) {
  return [...new Set(texts)];
}
