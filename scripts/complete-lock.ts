// npm run lock: after a change of dependencies. npm leaves the optional packages of other platforms out of the lock file
// where it cannot get them (https://github.com/npm/cli/issues/4828), and `npm ci` then refuses the file everywhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const path = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockedPackage> };

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32', 'aix'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32', 'arm'];

let added = 0;
for (const [owner, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (isLocked(name, owner)) continue;
    lock.packages[`node_modules/${name}`] = toEntry(name, range);
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${added} packages of other platforms added to package-lock.json`);

/** Whether a package is there for its owner: beneath it, or in any folder above, as Node looks it up. */
function isLocked(name: string, owner: string): boolean {
  for (let folder = owner; ; ) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1));
  }
}

/** What npm writes, but for the checksum, which only the package itself could tell. Such names say their platform. */
function toEntry(name: string, range: string): LockedPackage {
  const words = name.split(/[-/@.]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor)).slice(0, 1);
  const libc = os.includes('linux') ? (name.includes('musl') ? ['musl'] : name.includes('gnu') ? ['glibc'] : []) : [];
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(cpu.length > 0 && { cpu }),
    dev: true,
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}
