import { ConfigError, type ConfigIssue } from './config/config-issue.ts';

// Hand checks for callers without a compiler: what would otherwise fail far from its cause, at the
// first request or with the words of the engine. The strict schema of a configuration read from a
// file is elsewhere; here unknown members are nobody's business.

type Path = readonly (string | number)[];
type Check = (value: unknown, path: Path) => ConfigIssue[];

const minKeyLength = 16;

/**
 * Checks the options of `createGateway`, but for what is in `config`.
 *
 * @throws `TypeError` with one sentence that names the option
 */
export function checkOptions(options: unknown): void {
  if (!isRecord(options)) {
    throw new TypeError('createGateway takes an object with "config" and "transport".');
  }
  if (!isTransport(options['transport'])) {
    throw new TypeError(
      'The option "transport" must be a transport, e.g. createFetchTransport() of @gateway/providers/fetch.',
    );
  }
  const { transports = {}, vendors = [] } = options;
  if (!isRecord(transports)) throw new TypeError('The option "transports" must be an object.');
  for (const [name, transport] of Object.entries(transports)) {
    if (!isTransport(transport)) {
      throw new TypeError(`The option "transports.${name}" must be a transport.`);
    }
  }
  if (!Array.isArray(vendors)) {
    throw new TypeError('The option "vendors" must be a list of provider definitions.');
  }
}

/**
 * Checks that a configuration has the form that compiling it relies on.
 *
 * @throws `ConfigError` naming everything whose form is wrong
 */
export function checkConfigForm(config: unknown): void {
  const issues = isRecord(config)
    ? checkMembers(config, [], configForm)
    : [{ path: ['config'], message: 'Must be an object with "providers".' }];
  if (issues.length > 0) throw new ConfigError(issues);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTransport(value: unknown): boolean {
  return (
    isRecord(value) && typeof value['send'] === 'function' && typeof value['close'] === 'function'
  );
}

function checkMembers(
  value: Readonly<Record<string, unknown>>,
  path: Path,
  form: Readonly<Record<string, Check>>,
): ConfigIssue[] {
  return Object.entries(form).flatMap(([name, check]) => check(value[name], [...path, name]));
}

const must =
  (isRight: (value: unknown) => boolean, message: string): Check =>
  (value, path) =>
    isRight(value) ? [] : [{ path, message }];

const optional =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? [] : check(value, path);

const text = must((value) => typeof value === 'string' && value !== '', 'Must be a text.');
const flag = must((value) => typeof value === 'boolean', 'Must be true or false.');
const amount = must(
  (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  'Must be a number, 0 or more.',
);

const listOf =
  (check: Check, what: string): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, at) => check(item, [...path, at]))
      : [{ path, message: `Must be a list of ${what}.` }];

const tableOf =
  (check: Check, what: string): Check =>
  (value, path) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([name, item]) => check(item, [...path, name]))
      : [{ path, message: `Must be an object: ${what}.` }];

const objectOf =
  (form: Readonly<Record<string, Check>>): Check =>
  (value, path) =>
    isRecord(value) ? checkMembers(value, path, form) : [{ path, message: 'Must be an object.' }];

const amounts = optional(tableOf(optional(amount), 'name → number'));

const model: Check = (value, path) =>
  isRecord(value)
    ? listOf(text, 'targets "provider/model"')(value['targets'], [...path, 'targets'])
    : must(
        (target) => typeof target === 'string',
        'Must be a text "provider/model" or an object with targets.',
      )(value, path);

const key = must(
  (value) => typeof value === 'string' && value.length >= minKeyLength && !/\s/.test(value),
  `Must be a text of at least ${minKeyLength} characters without white space.`,
);

const configForm: Readonly<Record<string, Check>> = {
  providers: tableOf(
    objectOf({
      vendor: optional(text),
      apiKey: optional(text),
      baseUrl: optional(text),
      models: optional(listOf(text, 'models')),
      headers: optional(
        tableOf(
          must((value) => typeof value === 'string', 'Must be a text.'),
          'name → text',
        ),
      ),
      allowPrivate: optional(flag),
      timeouts: amounts,
    }),
    'name → provider',
  ),
  models: optional(tableOf(model, 'name → target or targets')),
  aliases: optional(tableOf(text, 'name → name')),
  keys: optional(
    listOf(objectOf({ name: text, key, allowedModels: optional(listOf(text, 'models')) }), 'keys'),
  ),
  auth: optional(objectOf({ required: optional(flag) })),
  limits: amounts,
  timeouts: amounts,
  stream: amounts,
};
