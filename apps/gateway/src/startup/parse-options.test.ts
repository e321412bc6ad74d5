import { expect, test } from 'vitest';
import { parseOptions } from './parse-options.ts';

test('nothing given leaves host, port and file to the configuration', () => {
  expect(parseOptions([], {})).toEqual({ dataFolder: '.gateway', help: false, version: false });
});

test('the command line wins over the environment', () => {
  const env = { PORT: '1', GATEWAY_CONFIG: 'a.yaml', GATEWAY_DATA: 'a' };
  const args = ['--port', '2', '--config', 'b.yaml', '--data', 'b', '--host', '::1'];
  expect(parseOptions(args, env)).toMatchObject({
    port: 2,
    configFile: 'b.yaml',
    dataFolder: 'b',
    host: '::1',
  });
  expect(parseOptions([], env)).toMatchObject({ port: 1, configFile: 'a.yaml', dataFolder: 'a' });
});

test.each(['-1', '65536', '80x', '1.5'])('port %s is refused with a sentence', (port) => {
  expect(() => parseOptions([`--port=${port}`], {})).toThrow(/whole number from 0 to 65535/);
});

test('an unknown option is refused by name', () => {
  expect(() => parseOptions(['--prot', '1'], {})).toThrow(/--prot/);
});
