export type ManagerName =
  | 'apt'
  | 'apk'
  | 'yum'
  | 'dnf'
  | 'microdnf'
  | 'zypper'
  | 'pacman'
  | 'pip'
  | 'pipx'
  | 'uv'
  | 'poetry'
  | 'npm'
  | 'yarn'
  | 'pnpm'
  | 'gem'
  | 'bundle'
  | 'go'
  | 'cargo'
  | 'composer'
  | 'dotnet'
  | 'bun'
  | 'conda';

type Action = 'install' | 'upgrade' | 'update' | 'remove';

/** How the command line of a package manager is read. */
export interface PackageManager {
  readonly name: ManagerName;
  readonly actions: Readonly<Record<Action, readonly string[]>>;
  /** What it does when no action is named. */
  readonly bareAction: Action | undefined;
  /** Words that may stand before the action: `global` of `yarn global add`. */
  readonly prefixes: readonly string[];
  /** Options that take the next word as their value. */
  readonly values: readonly string[];
  /** Of these, those whose value is a thing to install, and those whose value is the version of what is. */
  readonly fileOptions: readonly string[];
  readonly versionOptions: readonly string[];
  /** Of the options that name a thing to install, those that name a list of them. */
  readonly listOptions: readonly string[];
  readonly constraintOptions: readonly string[];
  /** Options with which nothing is installed. */
  readonly inert: readonly string[];
  /** Group 1 is the name of a package, group 2 its exact version. */
  readonly pattern: RegExp;
}

interface Description {
  readonly install?: string;
  readonly upgrade?: string;
  readonly update?: string;
  readonly remove?: string;
  readonly bareAction?: Action;
  readonly prefixes?: string;
  readonly values?: string;
  readonly fileOptions?: string;
  readonly versionOptions?: string;
  readonly listOptions?: string;
  readonly constraintOptions?: string;
  readonly inert?: string;
  readonly pattern: RegExp;
}

function describe(name: ManagerName, description: Description): PackageManager {
  const { install, upgrade, update, remove, bareAction, prefixes, values, inert, pattern } = description;
  const listOptions = list(description.listOptions);
  const fileOptions = [...listOptions, ...list(description.fileOptions)];
  const constraintOptions = list(description.constraintOptions);
  const versionOptions = list(description.versionOptions);
  return {
    name,
    actions: { install: list(install), upgrade: list(upgrade), update: list(update), remove: list(remove) },
    bareAction,
    prefixes: list(prefixes),
    values: [...list(values), ...fileOptions, ...versionOptions, ...constraintOptions],
    fileOptions,
    versionOptions,
    listOptions,
    constraintOptions,
    inert: list(inert),
    pattern,
  };
}

const list = (words: string | undefined): readonly string[] => words?.split(' ') ?? [];

const apt = describe('apt', {
  install: 'install reinstall build-dep satisfy',
  upgrade: 'upgrade dist-upgrade full-upgrade safe-upgrade dselect-upgrade',
  update: 'update',
  remove: 'remove purge autoremove autopurge',
  values:
    '-o -c -t -a -P --option --config-file --target-release --default-release --host-architecture --build-profiles ' +
    '-F -O -w --display-format --sort --width',
  inert: '-s --simulate --just-print --dry-run --recon --no-act --print-uris -d --download-only',
  pattern: /^([^=/:]+)(?::[^=/]*)?(?:\/[^=]*)?(?:=(.*))?$/,
});

// In `java-1.8.0-openjdk` the number is part of the name; in `nginx-1.24.0-1.el9` it is the version.
const rpmPattern = /^(.+?)(?:-(\d+\.[^-]*(?:-\d[^-]*)?))?$/;
const rpm = {
  install: 'install reinstall downgrade localinstall groupinstall builddep swap',
  upgrade: 'upgrade update upgrade-minimal update-minimal distro-sync distrosync localupdate groupupdate up upgrade-to',
  update: 'makecache',
  remove: 'remove erase autoremove groupremove rm',
  prefixes: 'group module',
  values:
    '-c -d -e -x -R --config --debuglevel --errorlevel --exclude --excludepkgs --enablerepo --disablerepo --repo --repoid ' +
    '--installroot --releasever --setopt --forcearch --randomwait --advisory --bz --cve --comment --enableplugin ' +
    '--disableplugin --downloaddir --destdir --nogpgcheck-repo --rpmverbosity',
  inert: '--assumeno --downloadonly',
  pattern: rpmPattern,
} as const;
const dnf = describe('dnf', rpm);

const pipPattern = /^([\w.-]+)(?:\[[^\]]*\])?\s*(?:===?\s*([^,;\s]+)\s*(?:;.*)?$)?/;
const pip = describe('pip', {
  install: 'install sync',
  remove: 'uninstall',
  values:
    '-i -t -f --index-url --extra-index-url --target --find-links --prefix --root --src --python ' +
    '--platform --python-version --implementation --abi --upgrade-strategy --cache-dir --timeout --retries --proxy ' +
    '--trusted-host --cert --client-cert --log --no-binary --only-binary --progress-bar --config-settings ' +
    '--global-option --report --build',
  listOptions: '-r --requirement --requirements',
  fileOptions: '-e --editable',
  constraintOptions: '-c --constraint --constraints --overrides --override --build-constraint',
  inert: '--dry-run --version -V -h --help',
  pattern: pipPattern,
});

const npmPattern = /^(@?[^@]+)(?:@(.+))?$/;
const npmOptions = {
  values:
    '-C -w --prefix --registry --cache --loglevel --tag --userconfig --workspace --omit --include --only --dir --filter ' +
    '--cwd --cache-folder --modules-folder --network-timeout --network-concurrency --mutex --otp --before --scope',
  inert: '--dry-run --package-lock-only --lockfile-only --version -v --help -h',
  pattern: npmPattern,
} as const;

// In `numpy=1.2=py3_0` the last part is the build.
const conda = describe('conda', {
  install: 'install create',
  upgrade: 'update upgrade',
  remove: 'remove uninstall',
  prefixes: 'env',
  values: '-n -p -c -r --name --prefix --channel --solver --root-prefix --platform --subdir --repodata-fn --clone',
  listOptions: '-f --file',
  inert: '-d --dry-run --download-only --help -h --version',
  pattern: /^(?:[^:]+::)?([^=<>!~\s[]+)(?:==?([^=<>!~,|\s]+)(?:=.*)?$)?/,
});

/** By the command's name. From the manuals of apt 2.9, apk 2.14, dnf 4 and 5, zypper 1.14, pacman 7, and of each language's tool. */
export const managers: ReadonlyMap<string, PackageManager> = new Map<string, PackageManager>([
  ['apt', apt],
  ['apt-get', apt],
  ['aptitude', apt],
  [
    'apk',
    describe('apk', {
      install: 'add',
      upgrade: 'upgrade',
      update: 'update',
      remove: 'del',
      values:
        '-t -X -p --virtual --repository --root --repositories-file --keys-dir --arch --cache-dir --cache-max-age --wait',
      inert: '-s --simulate',
      pattern: /^([^=<>~@]+)(?:@[^=<>~]*)?(?:=(.*))?/,
    }),
  ],
  ['yum', describe('yum', rpm)],
  ['dnf', dnf],
  ['tdnf', dnf],
  ['microdnf', describe('microdnf', rpm)],
  [
    'zypper',
    describe('zypper', {
      install: 'install in source-install si install-new-recommends inr',
      upgrade: 'update up dist-upgrade dup patch',
      update: 'refresh ref',
      remove: 'remove rm',
      values:
        '-r -t -p -c -C -R --repo --type --from --root --installroot --plus-repo --plus-content --config --cache-dir ' +
        '--raw-cache-dir --solv-cache-dir --pkg-cache-dir --reposd-dir --name --download --category --cve --bugzilla',
      inert: '-D --dry-run -d --download-only',
      pattern: /^([^=<>]+)(?:=(.*))?/,
    }),
  ],
  [
    'pacman',
    describe('pacman', {
      values:
        '-b -r --dbpath --root --arch --cachedir --config --gpgdir --hookdir --logfile --ignore --overwrite --assume-installed',
      inert: '--search --info --groups --print --downloadonly --list --clean',
      pattern: /^([^=<>]+)(?:=(.*))?/,
    }),
  ],
  ['pip', pip],
  [
    'pipx',
    describe('pipx', {
      install: 'install install-all inject',
      upgrade: 'upgrade upgrade-all reinstall reinstall-all',
      remove: 'uninstall uninstall-all',
      values: '-i --index-url --python --pip-args --suffix --preinstall',
      fileOptions: '--spec',
      inert: '--version --help -h',
      pattern: pipPattern,
    }),
  ],
  [
    'uv',
    describe('uv', {
      install: 'install sync add',
      upgrade: 'upgrade',
      remove: 'uninstall remove',
      prefixes: 'tool',
      values:
        '-p -i -f --python --index --index-url --default-index --extra-index-url --find-links --project --directory --group --extra --with --no-group --package --cache-dir --config-file',
      listOptions: '-r --requirements --with-requirements',
      fileOptions: '--with-editable',
      constraintOptions: '-c --constraints --overrides',
      inert: '--dry-run --version --help -h',
      pattern: pipPattern,
    }),
  ],
  [
    'poetry',
    describe('poetry', {
      install: 'install add sync',
      upgrade: 'update',
      remove: 'remove',
      values: '-C -P -G -E --directory --project --group --with --without --only --extras --source --python --platform',
      inert: '--dry-run --version -V --help -h',
      pattern: /^([\w.-]+)(?:\[[^\]]*\])?(?:(?:==|@)([^^~<>=*]+)$)?/,
    }),
  ],
  [
    'npm',
    describe('npm', {
      install:
        'install i in ins inst insta instal isntall add ci clean-install ic install-clean install-test it install-ci-test cit',
      upgrade: 'update up upgrade udpate',
      remove: 'uninstall un unlink remove rm r',
      ...npmOptions,
    }),
  ],
  [
    'yarn',
    describe('yarn', {
      install: 'install add',
      upgrade: 'upgrade up',
      remove: 'remove',
      bareAction: 'install',
      prefixes: 'global',
      ...npmOptions,
    }),
  ],
  [
    'pnpm',
    describe('pnpm', {
      install: 'install i add ci clean-install fetch',
      upgrade: 'update up upgrade',
      remove: 'remove rm uninstall un',
      ...npmOptions,
    }),
  ],
  [
    'gem',
    describe('gem', {
      install: 'install i',
      upgrade: 'update',
      remove: 'uninstall',
      values:
        '-i -n -s -P -g -p --install-dir --bindir --source --trust-policy --platform --file --http-proxy --document',
      versionOptions: '-v --version',
      inert: '--explain --help -h',
      pattern: /^([^:]+)(?::(.+))?$/,
    }),
  ],
  [
    'bundle',
    describe('bundle', {
      install: 'install add',
      upgrade: 'update',
      remove: 'remove',
      bareAction: 'install',
      values:
        '-j -P --jobs --path --without --with --gemfile --retry --binstubs --group --source --standalone --trust-policy',
      versionOptions: '-v --version',
      inert: '--help -h',
      pattern: /^(.+)$/,
    }),
  ],
  [
    'go',
    describe('go', {
      install: 'install get download',
      prefixes: 'mod',
      values: '-C -ldflags -tags -o -mod -modfile -gcflags -asmflags -buildmode -pkgdir -toolexec -covermode -overlay',
      pattern: /^([^@]+)(?:@(.+))?$/,
    }),
  ],
  [
    'cargo',
    describe('cargo', {
      install: 'install binstall',
      remove: 'uninstall',
      values:
        '-F -j -C -Z --features --root --target --target-dir --profile --registry --index --branch --tag --rev --bin --example --jobs --config --color --message-format',
      fileOptions: '--git --path',
      versionOptions: '--version --vers',
      inert: '--dry-run --list --help -h -V',
      pattern: /^([^@]+)(?:@(.+))?$/,
    }),
  ],
  [
    'composer',
    describe('composer', {
      install: 'install i require r',
      upgrade: 'update u upgrade',
      remove: 'remove rm',
      prefixes: 'global',
      values: '-d --working-dir --ignore-platform-req --prefer-install --apcu-autoloader-prefix --with',
      inert: '--dry-run --version -V --help -h',
      pattern: /^([^:=\s]+)(?:[:=\s]\s*([^^~<>*|,\s]+)$)?/,
    }),
  ],
  [
    'dotnet',
    describe('dotnet', {
      install: 'install restore package',
      upgrade: 'update',
      remove: 'uninstall',
      prefixes: 'tool workload add',
      values:
        '-a -c -f -o -r -s -v --add-source --source --configfile --framework --tool-path --tool-manifest --package-directory --packages --runtime --verbosity --arch --configuration --output',
      versionOptions: '--version',
      inert: '--help -h',
      pattern: /^([^@]+)(?:@(.+))?$/,
    }),
  ],
  ['bun', describe('bun', { install: 'install i add a ci', upgrade: 'update', remove: 'remove rm', ...npmOptions })],
  ['conda', conda],
  ['mamba', conda],
  ['micromamba', conda],
]);
