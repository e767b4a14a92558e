import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nodeTypes, type NodeType } from '../support/editor-page';
import { projectRoot } from '../support/pair';

/** Lines in a row that may not stand in two pages: what pages share stands once, in `editor/shared/`. */
const RUN = 6;

/** The runs of lines in a text, without indentation and empty lines. */
function runsIn(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.slice(RUN - 1).map((_line, index) => lines.slice(index, index + RUN).join('\n'));
}

/** The runs that stand in more than one of several pages, each of which is made of some texts. */
function repeated(pages: ReadonlyMap<string, readonly string[]>): string[] {
  const homes = new Map<string, Set<string>>();
  for (const [page, texts] of pages) {
    for (const run of texts.flatMap(runsIn)) {
      homes.set(run, (homes.get(run) ?? new Set()).add(page));
    }
  }
  return [...homes].flatMap(([run, { size }]) => (size > 1 ? [run] : []));
}

function sourcesOf(type: NodeType): string[] {
  const folder = path.join(projectRoot, 'nodes', type.replace('virustotal-', ''), 'editor');
  return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
}

describe('a run of six lines', () => {
  it('is found where it stands in two pages', () => {
    const run = ['a', 'b', 'c', 'd', 'e', 'f'].join('\n');
    const pages = new Map([
      ['one', [`before\n${run}`]],
      ['other', [`${run.replaceAll('\n', '\n\n  ')}\nafter`]],
    ]);
    assert.deepEqual(repeated(pages), [run]);
  });

  it('stands in the sources of no two pages', () => {
    assert.deepEqual(repeated(new Map(nodeTypes.map((type) => [type, sourcesOf(type)]))), []);
  });
});
