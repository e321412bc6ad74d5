import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClientToolName, createToolNameMap } from './tool-name-map.ts';

const rules = { namePattern: '[a-zA-Z0-9_-]+', maxNameLength: 64, namespaces: false };

function mapAll(names: readonly ClientToolName[], own = rules): readonly string[] {
  return names.map(createToolNameMap(names, own));
}

const toolName = fc.record(
  {
    name: fc.oneof(
      fc.constantFrom('a.b', 'a_b', 'a b', 'look', 'ns__look', `${'x'.repeat(70)}1`),
      fc.string({ maxLength: 80 }),
    ),
    namespace: fc.constantFrom('ns', 'a', 'mcp__s'),
  },
  { requiredKeys: ['name'] },
);

describe('tool names', () => {
  test('stay as they are when legal', () => {
    expect(mapAll([{ name: 'Read' }, { name: 'mcp__git__log' }])).toEqual([
      'Read',
      'mcp__git__log',
    ]);
  });

  test('get illegal characters replaced', () => {
    expect(mapAll([{ name: 'get.weather now' }])).toEqual(['get_weather_now']);
  });

  test('A20: of more than 64 characters are cut and get a hash', () => {
    const [short] = mapAll([{ name: `mcp__server__${'long'.repeat(20)}` }]);
    expect(short).toMatch(/^mcp__server__long\w+_[0-9a-f]{12}$/);
    expect(short).toHaveLength(64);
  });

  test('A21: that would be equal when cut stay apart', () => {
    const long = 'x'.repeat(70);
    const [one, two] = mapAll([{ name: `${long}1` }, { name: `${long}2` }]);
    expect(one).not.toBe(two);
  });

  test('that would be equal when cleaned both get a hash, whatever the order', () => {
    const names = [{ name: 'a.b' }, { name: 'a b' }, { name: 'a_b' }];
    const [dot, space, line] = mapAll(names);
    expect(line).toBe('a_b');
    expect(dot).toMatch(/^a_b_[0-9a-f]{12}$/);
    expect(space).toMatch(/^a_b_[0-9a-f]{12}$/);
    expect(mapAll(names.toReversed()).toReversed()).toEqual([dot, space, line]);
  });

  test('of namespaces are joined, but for tools of MCP servers', () => {
    const names = [
      { name: 'spawn', namespace: 'agents' },
      { name: 'mcp__git__log', namespace: 'git' },
    ];
    expect(mapAll(names)).toEqual(['agents__spawn', 'mcp__git__log']);
  });

  test('E11: a direct tool keeps its name beside one of a namespace', () => {
    const names = [{ name: 'spawn', namespace: 'agents' }, { name: 'agents__spawn' }];
    const [spaced, direct] = mapAll(names);
    expect(direct).toBe('agents__spawn');
    expect(spaced).toMatch(/^agents__spawn_[0-9a-f]{12}$/);
  });

  test('may be equal in different namespaces where those exist', () => {
    const names = [
      { name: 'run', namespace: 'a' },
      { name: 'run', namespace: 'b' },
    ];
    expect(mapAll(names, { ...rules, namespaces: true })).toEqual(['run', 'run']);
  });

  test('fit targets that allow letters and digits only', () => {
    const [name] = mapAll([{ name: '1-get_it' }], {
      namePattern: '[A-Za-z][A-Za-z0-9]*',
      maxNameLength: 20,
      namespaces: false,
    });
    expect(name).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
  });

  test('are legal, all different, and the same whatever the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(toolName, { selector: (n) => JSON.stringify(n) }), (names) => {
        const mapped = mapAll(names);
        expect(new Set(mapped).size).toBe(new Set(names.map(identity)).size);
        for (const name of mapped) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
        expect(mapAll(names.toReversed()).toReversed()).toEqual(mapped);
      }),
    );
  });
});

function identity({ name, namespace }: ClientToolName): string {
  return JSON.stringify([namespace ?? null, name]);
}
