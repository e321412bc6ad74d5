import { checkNodeVersion } from './check-node-version.ts';

const problem = checkNodeVersion(process.versions.node);
if (problem === undefined) {
  await import('./server.ts');
} else {
  console.error(problem);
  process.exitCode = 1;
}
