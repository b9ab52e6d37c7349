// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are shell
import { describe, expect, test } from 'vitest';
import { embed, UNKNOWN } from '../../core/embedded.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { parseShell } from '../../languages/shell/shell.ts';

const packageCommandIn = (text: string) =>
  packageCommandOf(parseShell(embed(text, { start: 0, end: text.length }), text)[0]!);

/** `manager action packages`, with `@version` where there is one, and files in brackets. */
function summaryOf(text: string): string | undefined {
  const command = packageCommandIn(text);
  if (!command) return undefined;
  const packages = command.packages.map(({ name, version }) => (version === undefined ? name : `${name}@${version}`));
  const files = command.files.map(({ value }) => `[${value}]`);
  return [command.manager, command.action, ...packages, ...files].join(' ').replaceAll(UNKNOWN, '?');
}

describe('system packages', () => {
  test.each([
    ['apt-get -y -qq install a b', 'apt install a b'],
    ['apt install --no-install-recommends -t bookworm-backports a=1.2-3 b:i386 c/sid', 'apt install a@1.2-3 b c'],
    ['apt-get install -o Dpkg::Options::="--force-confold" -y a', 'apt install a'],
    ['apt-get install -oDpkg::Use-Pty=0 -tstable a', 'apt install a'],
    ['apt-get install -y ./a.deb /tmp/b.deb "$DIR/c.deb" d', 'apt install d [./a.deb] [/tmp/b.deb] [?/c.deb]'],
    ['apt-get install -y $PACKAGES', 'apt install ?'],
    ['apt-get install -y a=$VERSION', 'apt install a@?'],
    ['apt-get install -f -y', 'apt install'],
    ['sudo DEBIAN_FRONTEND=noninteractive apt-get install -y a', 'apt install a'],
    ['apt-get build-dep -y a', 'apt install a'],
    ['apt-get -y -o Dpkg::Options::="--force-confdef" upgrade', 'apt upgrade'],
    ['apt-get dist-upgrade', 'apt upgrade'],
    ['apt full-upgrade -y', 'apt upgrade'],
    ['aptitude safe-upgrade', 'apt upgrade'],
    ['apt-get -s upgrade', 'apt other'],
    ['apt-get -yqqs upgrade', 'apt other'],
    ['apt-get install -y --download-only a', 'apt other'],
    ['apt-get update', 'apt update'],
    ['apt-get purge -y a', 'apt remove a'],
    ['apt-get clean', 'apt other'],
    ['apt-get $ACTION a', 'apt other'],
    ['apt-get --version', 'apt other'],
    ['apt-cache search a', undefined],
    ['apk add --no-cache a b=1.2-r0 c~=3 d@edge', 'apk install a b@1.2-r0 c d'],
    ['apk add --no-cache --virtual .build-deps a', 'apk install a'],
    ['apk add -t .build-deps -X https://mirror/x a', 'apk install a'],
    ['apk add -u a', 'apk install a'],
    ['apk -U upgrade', 'apk upgrade'],
    ['apk upgrade --no-cache', 'apk upgrade'],
    ['apk upgrade a', 'apk upgrade a'],
    ['apk del .build-deps', 'apk remove .build-deps'],
    ['yum -y install a-1.2.3 b', 'yum install a@1.2.3 b'],
    [
      'dnf install -y java-1.8.0-openjdk nginx-1.24.0-1.el9.x86_64',
      'dnf install java-1.8.0-openjdk nginx@1.24.0-1.el9.x86_64',
    ],
    ['dnf install -y --enablerepo epel --setopt=tsflags=nodocs https://host/a.rpm', 'dnf install [https://host/a.rpm]'],
    ['dnf group install Tools', 'dnf install Tools'],
    ['dnf module enable a', 'dnf other'],
    ['yum update -y', 'yum upgrade'],
    ['yum -y update a', 'yum upgrade a'],
    ['dnf -y upgrade', 'dnf upgrade'],
    ['dnf check-update', 'dnf other'],
    ['dnf makecache', 'dnf update'],
    ['microdnf install a', 'microdnf install a'],
    ['tdnf install a', 'dnf install a'],
    ['zypper -n in -t pattern a', 'zypper install a'],
    ['zypper --non-interactive up', 'zypper upgrade'],
    ['zypper dup', 'zypper upgrade'],
    ['zypper patch', 'zypper upgrade'],
    ['zypper up a', 'zypper upgrade a'],
    ['zypper ref', 'zypper update'],
    ['pacman -Syu --noconfirm', 'pacman upgrade'],
    ['pacman -Syu --noconfirm a', 'pacman install a'],
    ['pacman -S --needed a', 'pacman install a'],
    ['pacman -Sy', 'pacman update'],
    ['pacman -Ss a', 'pacman other'],
    ['pacman -Scc --noconfirm', 'pacman other'],
    ['pacman -Rns a', 'pacman remove a'],
    ['pacman -U a.pkg.tar.zst', 'pacman install a.pkg.tar.zst'],
  ])('%s', (text, expected) => {
    expect(summaryOf(text)).toBe(expected);
  });
});

describe('packages of a language', () => {
  test.each([
    ['pip install a b==1.2 "c>=1,<2" "d[x]==3.0" e~=1.0', 'pip install a b@1.2 c d@3.0 e'],
    ['pip3 install --no-cache-dir -r requirements.txt', 'pip install [requirements.txt]'],
    ['pip install -qr requirements.txt -c constraints.txt', 'pip install [requirements.txt]'],
    ['pip install --requirement=a.txt -rb.txt', 'pip install [a.txt] [b.txt]'],
    ['pip install -e .', 'pip install [.]'],
    [
      'pip install . ".[test]" ./a dist/b.whl git+https://host/c',
      'pip install [.] [.[test]] [./a] [dist/b.whl] [git+https://host/c]',
    ],
    ['pip install --target /x -i https://mirror a', 'pip install a'],
    ['pip install "a==1.2; python_version < \'3.9\'"', 'pip install a@1.2'],
    ['python3 -m pip install -U pip', 'pip install pip'],
    ['python3.11 -u -m pip install a', 'pip install a'],
    ['python app.py -m pip install a', undefined],
    ['pip3.11 install a', 'pip install a'],
    ['uv pip sync requirements.txt', 'pip install [requirements.txt]'],
    ['bun install --frozen-lockfile', 'bun install'],
    ['bun add -g a@1.2', 'bun install a@1.2'],
    ['conda install -y -c conda-forge a=1.2 x::b==3.0=py3_0 "c>=1"', 'conda install a@1.2 b@3.0 c'],
    ['mamba env create -f environment.yml', 'conda install [environment.yml]'],
    ['micromamba install -y -n base --file a.txt', 'conda install [a.txt]'],
    ['conda update -n base --all', 'conda upgrade'],
    ['conda env list', 'conda other'],
    ['pip list', 'pip other'],
    ['pip download a', 'pip other'],
    ['uv pip install --system a', 'pip install a'],
    ['uv tool install a', 'uv install a'],
    ['uv sync --locked', 'uv install'],
    ['uv run a', 'uv other'],
    ['pipx install a==1.2', 'pipx install a@1.2'],
    ['pipx run a', 'pipx other'],
    ['poetry install --no-root', 'poetry install'],
    ['poetry add a@1.2 b@^1.0', 'poetry install a@1.2 b'],
    ['npm install', 'npm install'],
    ['npm ci', 'npm install'],
    ['npm i -g a @b/c@1.2.3 d@latest', 'npm install a @b/c@1.2.3 d@latest'],
    ['npm --prefix web install', 'npm install'],
    ['npm install ./a.tgz git+https://host/b.git', 'npm install [./a.tgz] [git+https://host/b.git]'],
    ['npm run install', 'npm other'],
    ['npm start', 'npm other'],
    ['yarn', 'yarn install'],
    ['yarn --frozen-lockfile', 'yarn install'],
    ['yarn global add a@1.2', 'yarn install a@1.2'],
    ['yarn build', 'yarn other'],
    ['yarn --version', 'yarn other'],
    ['pnpm add -g a', 'pnpm install a'],
    ['pnpm i --frozen-lockfile', 'pnpm install'],
    ['gem install a b:1.2 --no-document', 'gem install a b@1.2'],
    ['gem install a -v 1.2', 'gem install a@1.2'],
    ['gem install --version=1.2 a', 'gem install a@1.2'],
    ['bundle install --jobs 4', 'bundle install'],
    ['bundle', 'bundle install'],
    ['bundle --version', 'bundle other'],
    ['bundle exec a', 'bundle other'],
    ['go install host/a@v1.2 ./cmd/b', 'go install host/a@v1.2 [./cmd/b]'],
    ['go mod download', 'go install'],
    ['go build -o a ./...', 'go other'],
    ['cargo install a --version 1.2 --locked', 'cargo install a@1.2'],
    ['cargo +nightly install a@1.2', 'cargo install a@1.2'],
    ['cargo install --path .', 'cargo install [.]'],
    ['cargo build', 'cargo other'],
    ['composer install --no-dev', 'composer install'],
    ['composer global require a/b:1.2 c/d:^2.0', 'composer install a/b@1.2 c/d'],
    ['composer update', 'composer upgrade'],
    ['dotnet tool install -g a --version 1.2', 'dotnet install a@1.2'],
    ['dotnet restore', 'dotnet install'],
    ['dotnet restore a.csproj -a $ARCH', 'dotnet install [a.csproj]'],
    ['dotnet add package a', 'dotnet install a'],
    ['dotnet list package', 'dotnet other'],
    ['echo apt-get install a', undefined],
    ['$X install a', undefined],
  ])('%s', (text, expected) => {
    expect(summaryOf(text)).toBe(expected);
  });
});

describe('versions', () => {
  test.each([
    ['apt-get install a b=1.2 c=1.2* d:i386 e/sid', ['a', 'b 1.2', 'c 1.2* range =1.2*', 'd', 'e']],
    [
      'apk add a b=3-r0 c~=3 "d>1.2" e=~3 f@edge',
      ['a', 'b 3-r0', 'c range ~=3', 'd range >1.2', 'e ~3 range =~3', 'f'],
    ],
    ['yum install -y a-1.2.3 b-1.2.* c', ['a 1.2.3', 'b 1.2.* range -1.2.*', 'c']],
    ["zypper in 'a>=1' b=2", ['a range >=1', 'b 2']],
    [
      'pip install a "b>=1,<2" "c~=1.0; x" "d[y]!=3" e==1.* f',
      ['a', 'b range >=1,<2', 'c range ~=1.0', 'd range !=3', 'e 1.* range ==1.*', 'f'],
    ],
    ['npm i -g a@^1.0 b@1.x @c/d@1.2.3 e@latest', ['a ^1.0 range @^1.0', 'b 1.x range @1.x', '@c/d 1.2.3', 'e latest']],
    ['poetry add a@^1.0 "b>=2"', ['a range @^1.0', 'b range >=2']],
    ["gem install a -v '~> 1.2'", ['a ~> 1.2 range ~> 1.2']],
    ['composer require a/b:^2.0 c/d:1.2', ['a/b range :^2.0', 'c/d 1.2']],
    ['cargo install a --version ^1', ['a ^1 range ^1']],
    ['conda install "a>=1" b=1.2', ['a range >=1', 'b 1.2']],
  ])('%s', (text, expected) => {
    const packages = packageCommandIn(text)!.packages.map(({ name, version, range }) =>
      [name, ...(version === undefined ? [] : [version]), ...(range === undefined ? [] : ['range', range])].join(' '),
    );
    expect(packages).toEqual(expected);
  });
});

test.each([
  ['npm ci', 'ci'],
  ['npm --prefix a install', 'install'],
  ['yarn', undefined],
  ['uv tool install a', 'install'],
  ['uv sync', 'sync'],
  ['yarn build', 'build'],
])('the verb of `%s`', (text, verb) => {
  expect(packageCommandIn(text)!.verb?.value).toBe(verb);
});

test('lists and constraints are told from other files', () => {
  const { files, lists, constraints } = packageCommandIn('pip install -r a.txt -cb.txt -e ./c --constraint=d.txt ./e')!;
  const values = (words: typeof files): string[] => words.map(({ value }) => value);
  expect([values(files), values(lists), values(constraints)]).toEqual([
    ['a.txt', './c', './e'],
    ['a.txt'],
    ['b.txt', 'd.txt'],
  ]);
});

test('a package says where it is', () => {
  const text = 'sudo apt-get install -y "a"=1 b';
  const { packages, flags } = packageCommandIn(text)!;
  expect(packages.map(({ word }) => text.slice(word.span.start, word.span.end))).toEqual(['"a"=1', 'b']);
  expect(flags).toEqual(['-y']);
});
