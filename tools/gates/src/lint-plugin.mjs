// Purity rules that need the shape of an expression, not just a name.

/** Names a pure package may not reach through `globalThis` either. */
const impureGlobals = new Set([
  'Buffer',
  'Deno',
  'Bun',
  'console',
  'fetch',
  'performance',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

/** `new Date()` and `Date()` read the clock; `new Date(ms)` and `Date.parse` do not. */
const noClock = {
  create(context) {
    const report = (node) =>
      context.report({
        node,
        message: 'This reads the clock, which is injected: pass the time in.',
      });
    return {
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments.length === 0) report(node);
      },
      CallExpression(node) {
        if (isDate(node.callee)) report(node);
      },
    };
  },
};

/** `globalThis.fetch` and its like, which a rule about bare names does not see. */
const noRestrictedGlobalThis = {
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'globalThis') return;
        const name = node.computed ? node.property.value : node.property.name;
        if (name !== undefined && !impureGlobals.has(name)) return;
        context.report({
          node,
          message: `A pure package does not use globalThis.${name ?? '[…]'}.`,
        });
      },
    };
  },
};

function isDate(node) {
  return node.type === 'Identifier' && node.name === 'Date';
}

export default {
  meta: { name: 'gateway' },
  rules: { 'no-clock': noClock, 'no-restricted-global-this': noRestrictedGlobalThis },
};
