import path from 'node:path';
import { projectRoot } from './compile.mjs';

/** @typedef {{ [key: string]: string | Texts }} Texts */

/**
 * What a node says, and what all say. No key may be in both: which of the two was meant?
 * @param {Texts} own
 * @param {Texts} shared
 * @param {string} file - of the node's own texts
 * @param {string} [above] - the key of the group
 * @returns {Texts}
 */
export function mergeTexts(own, shared, file, above = '') {
  const merged = { ...own };
  for (const [name, theirs] of Object.entries(shared)) {
    const key = above === '' ? name : `${above}.${name}`;
    const ours = own[name];
    if (ours === undefined) merged[name] = theirs;
    else if (typeof ours === 'string' || typeof theirs === 'string')
      throw new Error(`${path.relative(projectRoot, file)}: ${key} is in shared.json, too`);
    else merged[name] = mergeTexts(ours, theirs, file, key);
  }
  return merged;
}
