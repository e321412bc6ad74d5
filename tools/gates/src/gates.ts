import type { Gate } from './gate.ts';

const typescriptNode = ['node', '--disable-warning=ExperimentalWarning'] as const;

/** Every gate of the repository, by the name its verdict is printed under. */
export const gates = {
  types: {
    name: 'types',
    command: ['turbo', 'run', 'typecheck', '--continue', '--output-logs=errors-only'],
  },
  lint: {
    name: 'lint',
    command: ['oxlint', '--type-aware', '--deny-warnings'],
  },
  format: {
    name: 'format',
    command: ['biome', 'format', '--max-diagnostics=20'],
  },
  direction: {
    name: 'package direction',
    command: ['depcruise', '--config', '.dependency-cruiser.mjs', 'packages', 'apps'],
  },
  runtimeClosure: {
    name: 'run-time closure',
    command: ['depcruise', '--config', '.dependency-cruiser.runtime.mjs', 'packages'],
  },
  boundaries: {
    name: 'package boundaries',
    command: ['turbo', 'boundaries'],
  },
  build: {
    name: 'build',
    command: ['turbo', 'run', 'build', '--output-logs=errors-only'],
  },
  generated: {
    name: 'generated files',
    command: [...typescriptNode, 'tools/gates/src/generate.ts', '--check'],
  },
} as const satisfies Record<string, Gate>;
