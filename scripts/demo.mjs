// `npm run demo`: installs what is missing, builds, and shows what Fixity finds and fixes in examples/.
import { installDependencies, runScript } from './install.mjs';

try {
  await installDependencies();
  process.exitCode = await runScript('scripts/run-demo.ts', []);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
