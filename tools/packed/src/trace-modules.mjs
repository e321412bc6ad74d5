// Preloaded into a packed consumer: prints every module it really loads, one JSON line at the end.
import { registerHooks } from 'node:module';

const loaded = new Set();

registerHooks({
  load(url, context, nextLoad) {
    loaded.add(url);
    return nextLoad(url, context);
  },
});

process.on('exit', () => {
  const trace = { version: process.version, loaded: [...loaded] };
  process.stderr.write(`${JSON.stringify(trace)}\n`);
});
