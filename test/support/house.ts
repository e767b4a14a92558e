import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './pair';

/** Source files by their path. */
export type Tree = Readonly<Record<string, string>>;

/** The plan that a tree is held to, as `scripts/house/allowed-imports.mjs` describes it. */
export interface House {
  readonly rooms: readonly {
    readonly folder: string;
    readonly holds: string;
    readonly imports: readonly string[];
  }[];
  readonly shared: readonly string[];
  readonly offered: Readonly<Record<string, string>>;
  readonly unshipped: readonly string[];
  readonly stillToCome: readonly string[];
}

interface Limit {
  readonly most: number;
  readonly files: RegExp;
}

/** What the check of the house is made of. */
export interface HouseCheck {
  readonly problemsOf: (
    tree: Tree,
    house: House,
    limits: { readonly lines: Limit; readonly filesOfFolder: Limit },
  ) => string[];
  readonly drawHouse: (tree: Tree, house: House) => string;
  readonly redraw: (page: string, drawn: string) => string;
  readonly importsOf: (
    tree: Tree,
  ) => { readonly from: string; readonly specifier: string; readonly to: string | undefined }[];
}

/** Loads the check, which is no part of what the tests are compiled from. */
export async function loadHouseCheck(): Promise<HouseCheck> {
  const parts = await Promise.all(
    ['tree', 'problems', 'picture'].map(
      (name) =>
        import(pathToFileURL(path.join(projectRoot, 'scripts', 'house', `${name}.mjs`)).href),
    ),
  );
  return Object.assign({}, ...parts);
}
