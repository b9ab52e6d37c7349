// `npm test`: installs what is missing and runs everything. The last line is `N passed, N failed, N skipped`.
// `--no-editor` leaves out the tests that need VS Code.
import { installDependencies, runScript } from './install.mjs';

try {
  await installDependencies();
  process.exitCode = await runScript('scripts/run-tests.ts', process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
