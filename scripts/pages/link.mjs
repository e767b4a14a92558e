import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'acorn';

/**
 * Makes one classic script of modules, as the editor runs scripts: each module becomes a function
 * that is called once, and gives what it exports. Nothing is renamed, so that what a browser runs
 * reads like its source.
 */

/**
 * @typedef {object} Import
 * @property {string} from - the file of the module that is imported
 * @property {string} names - as they stand between the braces of a destructuring
 */

/**
 * @typedef {object} Module
 * @property {string} code - without its imports and its word `export`
 * @property {readonly Import[]} imports
 * @property {readonly string[]} exports
 */

/**
 * @typedef {(file: string) => string | undefined} GlobalOf - the name of the global in which a
 * module already is, or nothing when it has to come along
 */

/**
 * The script of an entry that exports nothing, and the files of the modules that it takes from
 * globals.
 * @param {string} entry - a file that the compiler emitted
 * @param {GlobalOf} globalOf
 * @returns {{ script: string, shared: readonly string[] }}
 */
export function linkPage(entry, globalOf) {
  const { parts, modules } = collect(entry, globalOf);
  const main = moduleAt(modules, entry);
  const imported = [...modules.values()].flatMap(({ imports }) => imports.map(({ from }) => from));
  return {
    script: wrap('(() => {', [...parts, body(main, globalOf)], '})();'),
    shared: [...new Set(imported)].filter((file) => globalOf(file) !== undefined).toSorted(),
  };
}

/**
 * The script that gives what an entry exports to all other scripts.
 * @param {string} entry - a file that the compiler emitted
 * @param {string} name - of the global
 * @returns {string}
 */
export function linkShared(entry, name) {
  const { parts, modules } = collect(entry, () => undefined);
  const main = moduleAt(modules, entry);
  return wrap(
    `globalThis.${name} = (() => {`,
    [...parts, body(main, () => undefined), exportsOf(main)],
    '})();',
  );
}

/**
 * @param {string} entry
 * @param {GlobalOf} globalOf
 */
function collect(entry, globalOf) {
  /** @type {Map<string, Module>} */
  const modules = new Map();
  /** @type {string[]} */
  const parts = [];

  /** @param {string} file */
  function visit(file) {
    if (modules.has(file) || globalOf(file) !== undefined) return;
    const module = readModule(file);
    for (const { from } of module.imports) visit(from);
    modules.set(file, module);
    if (file === entry) return;
    parts.push(
      wrap(
        `const ${localName(file)} = (() => {`,
        [body(module, globalOf), exportsOf(module)],
        '})();',
      ),
    );
  }

  visit(entry);
  const names = [...modules.keys()].map(localName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two modules of ${entry} are called ${twice}`);
  return { modules, parts };
}

/**
 * @param {ReadonlyMap<string, Module>} modules
 * @param {string} file
 */
function moduleAt(modules, file) {
  const module = modules.get(file);
  if (!module) throw new Error(`${file} is no module`);
  return module;
}

/**
 * @param {Module} module
 * @param {GlobalOf} globalOf
 */
function body({ code, imports }, globalOf) {
  const lines = imports.map(
    ({ from, names }) => `const { ${names} } = ${globalOf(from) ?? localName(from)};`,
  );
  return [...lines, code].join('\n');
}

/** @param {Module} module */
function exportsOf({ exports }) {
  return `return { ${exports.join(', ')} };`;
}

/** @param {string} file */
function localName(file) {
  return `${camelCase(path.basename(file, '.js'))}Module`;
}

/** @param {string} name - in kebab case */
export function camelCase(name) {
  return name.replaceAll(/-(\w)/g, (_match, letter) => String(letter).toUpperCase());
}

/**
 * @param {string} head
 * @param {readonly string[]} parts
 * @param {string} tail
 */
function wrap(head, parts, tail) {
  const inner = parts.join('\n').replaceAll(/^(?=.)/gm, '  ');
  return `${head}\n${inner}\n${tail}`;
}

/**
 * @param {string} file
 * @returns {Module}
 */
function readModule(file) {
  const source = readFileSync(file, 'utf8');
  const { body: statements } = parse(source, {
    ecmaVersion: 2018,
    sourceType: 'module',
    onToken({ type, start, end }) {
      // It would be indented like all other lines, and be another text.
      const isText = type.label === 'template';
      if (isText && source.slice(start, end).includes('\n')) refuse('a template has several lines');
    },
  });
  /** @type {Import[]} */
  const imports = [];
  /** @type {string[]} */
  const exports = [];
  let code = '';
  let copied = 0;

  /** @param {string} problem */
  function refuse(problem) {
    throw new Error(`${file}: ${problem}`);
  }

  /**
   * @param {import('acorn').Literal} from
   * @param {readonly { imported: string, local: string }[]} names
   */
  function addImport({ value }, names) {
    const address = String(value);
    if (!address.startsWith('.')) refuse(`a browser has no "${address}"`);
    imports.push({
      from: `${path.resolve(path.dirname(file), address)}.js`,
      names: names.map(({ imported, local }) => renamed(imported, local)).join(', '),
    });
  }

  for (const statement of statements) {
    if (statement.type === 'ImportDeclaration') {
      const names = statement.specifiers.map((each) => {
        if (each.type !== 'ImportSpecifier') return refuse('an import has to name what it takes');
        return { imported: nameOf(each.imported), local: each.local.name };
      });
      addImport(
        statement.source,
        names.filter((each) => each !== undefined),
      );
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      exports.push(...declaredBy(statement.declaration));
      code += source.slice(copied, statement.start);
      copied = statement.declaration.start;
      continue;
    } else if (statement.type === 'ExportNamedDeclaration') {
      const names = statement.specifiers.map(({ local, exported }) => ({
        imported: nameOf(local),
        local: nameOf(exported),
      }));
      if (statement.source) addImport(statement.source, names);
      exports.push(
        ...names.map(({ imported, local }) => renamed(local, statement.source ? local : imported)),
      );
    } else if (statement.type.startsWith('Export')) refuse('an export has to have a name');
    else continue;
    code += source.slice(copied, statement.start);
    copied = statement.end;
  }
  code += source.slice(copied);
  return { code: halveIndentation(code).trim(), imports, exports };
}

/**
 * A name in braces, and what it is called outside of them.
 * @param {string} name
 * @param {string} other
 */
function renamed(name, other) {
  return name === other ? name : `${name}: ${other}`;
}

/** @param {import('acorn').Identifier | import('acorn').Literal} name */
function nameOf(name) {
  return name.type === 'Identifier' ? name.name : String(name.value);
}

/**
 * @param {import('acorn').Declaration} declaration
 * @returns {string[]}
 */
function declaredBy(declaration) {
  if (declaration.type !== 'VariableDeclaration') return [declaration.id.name];
  return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}

/** The compiler indents by four; everything else here by two. @param {string} code */
function halveIndentation(code) {
  return code.replaceAll(/^(?: {4})+/gm, (spaces) => ' '.repeat(spaces.length / 2));
}
