import { runtimeRules } from './tools/gates/src/direction-rules.ts';

// What is really loaded: type-only imports are erased before the graph is drawn.
export default {
  forbidden: runtimeRules(),
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|fixtures|coverage|test|testing)/|\\.test(-d)?\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
