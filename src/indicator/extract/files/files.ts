import type { Pieces } from '../../../in-pieces';
import { readHashName, type HashName } from '../../hash-names';
import { createFileHashes, listOfHashes } from './file-hashes';
import { labelBefore, type HashLabel } from './label';
import { readObjects, type OpenObject } from './objects';
import { createSecretHashes } from './secret-hashes';
import type { Sighting } from '../sighting';

/** What was found out about the hash before. */
interface Before {
  readonly end: number;
  readonly label: HashLabel | undefined;
  readonly isLeftOut: boolean;
}

/** So many are looked at before others have their turn. */
const MOST_AT_ONCE = 256;

/** So many names are remembered: the same ones come again and again. */
const MOST_NAMES = 1000;

/** The length of an MD5 hash, and of a number that is made up so that there is no other one. */
const ID_LENGTH = 32;

/** What is between two values of a list. */
const NEXT_OF_LIST = /^["'\\\s]{0,40},["'\\\s]{0,40}$/;

/** Of an image of a container (OCI image specification): `nginx@sha256:…`, `"Image": "sha256:…"`. */
const PINNED = /@sha-?256$/i;

/**
 * Leaves out what is no hash of a file: what stands behind the name of a secret or is in a URL with a
 * secret in it, and what goes by the name of something else (`imphash`, `ja3`, `trace_id`). Of several
 * hashes of one file the strongest is left: of those that differ in length, go by names with their
 * algorithms and stand side by side, or in one object.
 */
export function* keepFiles(text: string, sightings: readonly Sighting[]): Pieces<Sighting[]> {
  const files = createFiles(text);
  let count = 0;
  for (const sighting of sightings) {
    if (sighting.type === 'file' && sighting.wrapper === undefined) files.add(sighting);
    else files.kept.push(sighting);
    count += 1;
    if (count % MOST_AT_ONCE === 0) yield;
  }
  return files.kept.filter((sighting) => sighting !== undefined);
}

interface Files {
  readonly kept: (Sighting | undefined)[];
  add(sighting: Sighting): void;
}

function createFiles(text: string): Files {
  const hashes = createFileHashes(text);
  const objects = readObjects(text);
  const isSecret = createSecretHashes(text);
  const names = new Map<string, HashName>();
  let before: Before = { end: 0, label: undefined, isLeftOut: false };

  function nameOf(written: string): HashName {
    const known = names.get(written) ?? readHashName(written);
    if (names.size < MOST_NAMES) names.set(written, known);
    return known;
  }

  function isOther(
    name: HashName | undefined,
    length: number,
    open: readonly OpenObject[],
  ): boolean {
    if (name?.kind === 'other' || (name?.kind === 'id' && length === ID_LENGTH)) return true;
    const holders = name?.hasAlgorithm ? open : open.slice(0, -1);
    const isOfOther = holders.some(
      ({ key }) => key !== '' && nameOf(`${key}.md5`).kind === 'other',
    );
    const parent = name?.hasAlgorithm ? '' : (open.at(-1)?.key ?? '');
    return isOfOther || (parent !== '' && nameOf(parent).kind === 'other');
  }

  function isImage(label: HashLabel | undefined): boolean {
    if (!label || label.isField || !/sha-?256$/i.test(label.name)) return false;
    if (PINNED.test(label.name)) return true;
    const holder = labelBefore(text, label.start);
    return holder !== undefined && nameOf(holder.name).kind === 'other';
  }

  function addFile(sighting: Sighting, label: HashLabel | undefined, isNext: boolean): boolean {
    const { start, value } = sighting;
    objects.readTo(label ? Math.max(before.end, label.start) : start);
    const { open } = objects;
    const name = label && nameOf(label.name);
    if (isOther(name, value.length, open) || isImage(label)) return false;
    if (isSecret({ start, label, hasAlgorithm: name?.hasAlgorithm ?? false, open })) return false;
    if (isNext) hashes.listFollows();
    const isNamed = name !== undefined && (name.hasAlgorithm || isItem(name, open));
    if (!label || isNext || !isNamed) hashes.addAlone(sighting);
    else
      hashes.addNamed({
        sighting,
        label,
        stem: name.hasAlgorithm ? name.stem : '',
        open,
        from: before.end,
      });
    return true;
  }

  return {
    kept: hashes.kept,
    add(sighting) {
      const { start, end } = sighting;
      const isNext =
        NEXT_OF_LIST.test(text.slice(before.end, Math.min(start, before.end + 90))) &&
        before.end > 0;
      const label = isNext ? before.label : labelBehind(text, start, before.end);
      const isLeftOut = isNext && before.isLeftOut ? true : !addFile(sighting, label, isNext);
      before = { end, label, isLeftOut };
    },
  };
}

/** Whether it is one in a list of hashes, whose algorithm is told beside it. */
function isItem({ stem }: HashName, open: readonly OpenObject[]): boolean {
  return (stem === '' || stem === 'content') && listOfHashes(open) !== undefined;
}

/** What is before a hash, as far as it is not the hash before. */
function labelBehind(text: string, at: number, from: number): HashLabel | undefined {
  const label = labelBefore(text, at);
  if (!label || label.start >= from) return label;
  const name = label.name.slice(from - label.start).trimStart();
  return name === '' ? undefined : { ...label, name, start: from };
}
