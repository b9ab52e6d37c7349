/// <reference types="mocha" />
import * as vscode from 'vscode';
import { workspaceFiles } from './files.ts';
import {
  applyAction,
  assertEqual,
  open,
  revert,
  type Shown,
  shownIn,
  waitFor,
  waitForAction,
  waitForFindings,
} from './workbench.ts';

const inDockerfile: readonly Shown[] = [
  { rule: 'pinned/system-upgrade', text: 'apt-get upgrade -y' },
  { rule: 'sealed/ssh-server', text: '22' },
];
const inManifest: readonly Shown[] = [{ rule: 'pinned/image-latest', text: 'registry.example.com/web:latest' }];
const inTerraform: readonly Shown[] = [
  { rule: 'pinned/registry-tag-mutability', text: 'resource "aws_ecr_repository" "web"' },
  { rule: 'pinned/registry-tag-mutability', text: 'resource "aws_ecr_repository" "api"' },
];

suite('findings', () => {
  test('of a Dockerfile', async () => {
    await waitForFindings(await open('Dockerfile'), inDockerfile);
  });

  test('of a Kubernetes manifest', async () => {
    await waitForFindings(await open('deployment.yaml'), inManifest);
  });

  test('of a Terraform file', async () => {
    await waitForFindings(await open('main.tf'), inTerraform);
  });

  test('link to the documentation of their rule', async () => {
    const document = await open('Dockerfile');
    await waitForFindings(document, inDockerfile);
    const [first] = vscode.languages.getDiagnostics(document.uri);
    if (typeof first!.code !== 'object') throw new Error('no link');
    assertEqual(first!.code.target.path.endsWith('pinned/system-upgrade.md'), true);
  });

  test('follow what is typed', async () => {
    const document = await open('clean/Dockerfile');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(0).range, 'FROM node:latest');
    await vscode.workspace.applyEdit(edit);
    await waitForFindings(document, [{ rule: 'pinned/image-latest', text: 'node:latest' }]);
    await revert(document);
    await waitForFindings(document, []);
  });

  test('are none in YAML that is no manifest', async () => {
    const notes = await open('notes.yaml');
    // What is asked for later has been answered only after what was asked for earlier.
    await waitForFindings(await open('deployment.yaml'), inManifest);
    assertEqual(shownIn(notes), []);
  });
});

suite('code actions', () => {
  test('fix one finding', async () => {
    const document = await open('Dockerfile');
    await waitForFindings(document, inDockerfile);
    const title = 'Fixity: Remove `apt-get upgrade -y`';
    await applyAction(await waitForAction(document, 'apt-get upgrade', vscode.CodeActionKind.QuickFix, title));
    await waitForFindings(document, inDockerfile.slice(1));
    assertEqual(document.getText(), workspaceFiles.Dockerfile.replace(' && apt-get upgrade -y', ''));
    await revert(document);
  });

  test('fix all findings of a rule', async () => {
    const document = await open('main.tf');
    await waitForFindings(document, inTerraform);
    const title = 'Fixity: Fix all `pinned/registry-tag-mutability` in this file';
    await applyAction(await waitForAction(document, 'resource', vscode.CodeActionKind.QuickFix, title));
    await waitForFindings(document, []);
    assertEqual(document.getText().match(/image_tag_mutability = "IMMUTABLE"/g)?.length, 2);
    await revert(document);
  });

  test('fix everything in a file', async () => {
    const document = await open('Dockerfile');
    await waitForFindings(document, inDockerfile);
    const kind = vscode.CodeActionKind.Source.append('fixAllSuggested.fixity');
    await applyAction(await waitForAction(document, 'FROM', kind, 'Fixity: Apply all safe and suggested fixes'));
    await waitForFindings(document, []);
    await revert(document);
  });

  test('refactor where nothing is found', async () => {
    const document = await open('healthy/Dockerfile');
    const kind = vscode.CodeActionKind.RefactorRewrite;
    const title = 'Fixity: Convert `HEALTHCHECK` to the exec form';
    await applyAction(await waitForAction(document, 'curl', kind, title));
    assertEqual(document.lineAt(1).text, 'HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]');
    await revert(document);
  });

  test('disable a rule for a line', async () => {
    const document = await open('deployment.yaml');
    await waitForFindings(document, inManifest);
    const title = 'Fixity: Disable `pinned/image-latest` for this line';
    await applyAction(await waitForAction(document, 'registry', vscode.CodeActionKind.QuickFix, title));
    await waitForFindings(document, []);
    assertEqual(document.getText().includes('fixity: ignore[pinned/image-latest]'), true);
    await revert(document);
  });
});

suite('commands', () => {
  test('are all there', async () => {
    const own = (await vscode.commands.getCommands(true)).filter((command) => command.startsWith('fixity.'));
    const manifest = vscode.extensions.getExtension('fixity.fixity')!.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    const missing = manifest.contributes.commands.filter(({ command }) => !own.includes(command));
    assertEqual(missing, []);
  });

  test('restart the server', async () => {
    const document = await open('Dockerfile');
    await waitForFindings(document, inDockerfile);
    await vscode.commands.executeCommand('fixity.restart');
    await waitForFindings(document, inDockerfile);
  });

  test('show the documentation of a rule', async () => {
    await vscode.commands.executeCommand('fixity.showDocumentation', 'pinned/image-latest');
    await waitFor(
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label.includes('image-latest')),
      () => 'a tab with the documentation',
    );
  });
});
