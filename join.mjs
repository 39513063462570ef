import { parse } from 'acorn';
import { analyze } from 'eslint-scope';
import MagicString from 'magic-string';

/** A node of the syntax tree; `parent` is ours. */
/** @typedef {any} Node */

const SYNTAX = { ecmaVersion: 2022, sourceType: 'module', ranges: true };
const FUNCTIONS = /^(ArrowFunction|Function)/;

/** Visits a node and all below it; functions below are left out where `isFlat`. */
const walk = (node, visit, isFlat = false) => {
  visit(node);
  for (const [name, value] of Object.entries(node))
    if (name !== 'parent')
      for (const child of [value].flat())
        if (typeof child?.type === 'string' && !(isFlat && FUNCTIONS.test(child.type)))
          walk(child, visit, isFlat);
};

/** The function `createClient`, with the scopes of its file; undefined where there is none. */
const readClient = (code) => {
  const tree = parse(code, SYNTAX);
  walk(tree, (node) => {
    for (const value of Object.values(node))
      for (const child of [value].flat())
        if (typeof child?.type === 'string' && child !== node.parent)
          Object.defineProperty(child, 'parent', { value: node, configurable: true });
  });
  const manager = analyze(tree, SYNTAX);
  const found = manager.scopes
    .flatMap(({ variables }) => variables)
    .filter(({ name, defs }) => name === 'createClient' && defs[0]?.node.init)
    .map(({ defs }) => defs[0].node.init);
  return found[0] && { client: found[0], scopeOf: (node) => manager.acquire(node) };
};

/** Every place where a variable is named, once. */
const placesOf = ({ identifiers, references }) => [
  ...new Set([...identifiers, ...references.map(({ identifier }) => identifier)]),
];

/** Gives a place another name, also where it is short for `name: name`. */
const rename = (text, place, name) => {
  const { parent } = place;
  const property = parent.type === 'AssignmentPattern' ? parent.parent : parent;
  const isShort = property.type === 'Property' && property.shorthand && parent.right !== place;
  text.update(place.start, place.end, isShort ? `${place.name}: ${name}` : name);
};

const namesBelow = (scope) =>
  scope.childScopes.flatMap((each) => [
    ...each.variables.map(({ name }) => name),
    ...namesBelow(each),
  ]);

/** What a call makes a part of, where it can stand in the place of the call: a function that nothing else calls. */
const readPart = (call, scope) => {
  if (call?.type !== 'CallExpression' || call.callee.type !== 'Identifier') return undefined;
  const variable = scope.through.find(({ identifier }) => identifier === call.callee)?.resolved;
  const definition = variable?.defs[0]?.node;
  const part = definition?.init;
  const last = part?.body?.body?.at(-1);
  if (part?.type !== 'ArrowFunctionExpression' || last?.type !== 'ReturnStatement')
    return undefined;
  let returns = 0;
  walk(part.body, ({ type }) => (returns += +(type === 'ReturnStatement')), true);
  const isSimple =
    returns === 1 &&
    placesOf(variable).length === 2 &&
    definition.parent.declarations.length === 1 &&
    part.params.length === call.arguments.length &&
    part.params.every(({ type }) => /^(Identifier|ObjectPattern)$/.test(type));
  return isSimple ? { part, last, declaration: definition.parent } : undefined;
};

/** The bodies of functions that `createClient` calls once, as `const … = createPart(…)`, in the place of the calls. */
const inline = (code) => {
  const { client, scopeOf } = readClient(code) ?? {};
  if (!client) return null;
  const text = new MagicString(code);
  const own = scopeOf(client);
  // What is declared in the file may have the name of one of these.
  for (const variable of own.variables)
    for (const place of placesOf(variable)) rename(text, place, `${variable.name}_0`);

  client.body.body.forEach((statement, number) => {
    const [declarator] = statement.declarations ?? [];
    const call = declarator?.init;
    const { part, last, declaration } = readPart(call, own) ?? {};
    if (!part) return;
    const scope = scopeOf(part);
    const below = new Set(namesBelow(scope));
    const nameOf = ({ name }) => `${name}_${number + 1}`;
    /** The name that a parameter has outside, where it can be called so. */
    const toAlias = (param) => {
      const given = call.arguments[part.params.indexOf(param)];
      const isAlias =
        param.type === 'Identifier' &&
        given?.type === 'Identifier' &&
        own.set.has(given.name) &&
        !below.has(given.name) &&
        !scope.set.get(param.name).references.some((each) => each.isWrite());
      return isAlias ? `${given.name}_0` : undefined;
    };
    const result = last.argument;
    const isNamed =
      result.type === 'Identifier' &&
      declarator.id.type === 'Identifier' &&
      scope.set.has(result.name);
    for (const variable of scope.variables) {
      const alias =
        isNamed && variable.name === result.name
          ? `${declarator.id.name}_0`
          : toAlias(variable.identifiers[0]);
      for (const place of placesOf(variable))
        if (place !== result || !isNamed) rename(text, place, alias ?? nameOf(variable));
    }

    // In the order in which they come to stand there.
    const moved = [];
    const move = (start, end, before, after) => {
      text.prependRight(start, before);
      text.appendLeft(end, after);
      text.move(start, end, statement.start);
      moved.push([start, end]);
    };
    part.params.forEach((param, at) => {
      if (toAlias(param)) return;
      const given = call.arguments[at];
      move(param.start, param.end, '\nconst ', ' = ');
      move(given.start, given.end, '', ';\n');
    });
    const body = part.body.body;
    if (body[0] !== last) move(body[0].start, body.at(-2).end, '', '');
    if (!isNamed) {
      move(declarator.id.start, declarator.id.end, '\nconst ', ' = ');
      move(result.start, result.end, '', ';\n');
    }
    for (const { start, end } of [statement, declaration]) {
      let gone = start;
      for (const [from, to] of moved
        .filter(([at]) => at >= start && at < end)
        .sort((a, b) => a[0] - b[0])) {
        if (gone < from) text.remove(gone, from);
        gone = to;
      }
      if (gone < end) text.remove(gone, end);
    }
  });
  return { code: text.toString(), map: text.generateMap({ hires: true }) };
};

/** Objects and arrays of `createClient` that never leave it, as a variable for each of their members. */
const flatten = (code) => {
  const { client, scopeOf } = readClient(code) ?? {};
  if (!client) return null;
  const text = new MagicString(code);
  const own = scopeOf(client);
  for (const statement of client.body.body) {
    if (statement.kind !== 'const' || statement.declarations.length !== 1) continue;
    const { id, init } = statement.declarations[0];
    if (id.type === 'ArrayPattern' && init.type === 'ArrayExpression') {
      text.remove(statement.start, init.elements[0].start);
      init.elements.forEach((element, at) => {
        const next = init.elements[at + 1];
        const target = id.elements[at];
        text.appendLeft(
          element.start,
          `const ${target ? target.name : `unused_${element.start}`} = `,
        );
        text.update(element.end, next?.start ?? statement.end, ';\n');
      });
    }
    if (id.type === 'Identifier' && init?.type === 'ObjectExpression')
      flattenObject(text, own, statement);
  }
  return { code: text.toString(), map: text.generateMap({ hires: true }) };
};

const flattenObject = (text, own, statement) => {
  const { id, init } = statement.declarations[0];
  const names = new Set(init.properties.map(({ key }) => key?.name));
  const uses = own.set
    .get(id.name)
    .references.map(({ identifier }) => identifier)
    .filter((each) => each !== id);
  const isMember = ({ parent }, node) =>
    parent.type === 'MemberExpression' &&
    parent.object === node &&
    !parent.computed &&
    names.has(parent.property.name);
  const isTaken = ({ parent }, node) =>
    parent.type === 'VariableDeclarator' &&
    parent.init === node &&
    parent.id.type === 'ObjectPattern' &&
    parent.parent.declarations.length === 1;
  const isSpread = ({ parent }) =>
    parent.type === 'SpreadElement' && parent.parent.type === 'ObjectExpression';
  const isFlat =
    init.properties.every(
      ({ type, computed, kind, value }) =>
        type === 'Property' &&
        !computed &&
        kind === 'init' &&
        !(value.type === 'FunctionExpression' && (value.async || value.generator)),
    ) && uses.every((use) => isMember(use, use) || isTaken(use, use) || isSpread(use));
  if (!isFlat) return;
  const toName = (member) => `${id.name}_${member}`;
  for (const use of uses) {
    const { parent } = use;
    if (isMember(use, use)) text.update(parent.start, parent.end, toName(parent.property.name));
    else if (isSpread(use))
      text.update(
        parent.start,
        parent.end,
        [...names].map((name) => `${name}: ${toName(name)}`).join(', '),
      );
    else
      text.update(
        parent.parent.start,
        parent.parent.end,
        parent.id.properties
          .map(({ key, value }) => `const ${value.name} = ${toName(key.name)};`)
          .join('\n'),
      );
  }
  text.remove(statement.start, init.properties[0].start);
  init.properties.forEach(({ start, end, key, value, method, shorthand }, at) => {
    const before = `const ${toName(key.name)} = `;
    if (shorthand) text.appendLeft(start, before);
    else {
      text.update(start, value.start, before);
      if (method) text.appendLeft(value.body.start, '=> ');
    }
    text.update(end, init.properties[at + 1]?.start ?? statement.end, ';\n');
  });
};

/** Variables of `createClient` that are another name for one that never changes. */
const unalias = (code) => {
  const { client, scopeOf } = readClient(code) ?? {};
  if (!client) return null;
  const text = new MagicString(code);
  const own = scopeOf(client);
  const isConstant = (name) => own.set.get(name)?.defs[0]?.parent?.kind === 'const';
  /** Name → the name that it stands for. */
  const known = new Map();
  for (const statement of client.body.body) {
    const { id, init } = statement.declarations?.[0] ?? {};
    if (statement.kind !== 'const' || id.type !== 'Identifier' || init?.type !== 'Identifier')
      continue;
    if (!isConstant(init.name)) continue;
    known.set(id.name, known.get(init.name) ?? init.name);
    text.remove(statement.start, statement.end);
  }
  for (const [name, other] of known)
    for (const { identifier } of own.set.get(name).references)
      if (identifier.parent.type !== 'VariableDeclarator') rename(text, identifier, other);
  return { code: text.toString(), map: text.generateMap({ hires: true }) };
};

/**
 * Joins the parts of the core. `createClient` calls a function for each of them once, which hands back an object or an array of
 * functions: minifiers keep those with the names of their members.
 */
export const join = [inline, flatten, unalias].map((pass) => ({
  name: `join-${pass.name}`,
  renderChunk: (code) => pass(code),
}));
