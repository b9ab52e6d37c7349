import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
} from 'vscode-languageserver';
import type { Finding, FixSafety } from '../core/finding.ts';
import { type ChosenFix, chooseFixes } from '../core/fix.ts';
import { suppressionEdit } from '../core/suppress.ts';
import { applyEdits } from '../core/text.ts';
import { toRange, toSpan } from './convert.ts';
import type { Linted } from './workspace.ts';
import { type EditClient, replacementEdit, toEditClient, toFixEdit, toWorkspaceEdit } from './workspaceEdit.ts';

/** What the client can take, as far as it matters here. */
export interface CodeActionClient extends EditClient {
  readonly resolvesEdits: boolean;
  readonly showsDocuments: boolean;
  readonly showsDisabled: boolean;
}

export const toCodeActionClient = (capabilities: ClientCapabilities): CodeActionClient => ({
  ...toEditClient(capabilities),
  resolvesEdits: capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false,
  showsDisabled: capabilities.textDocument?.codeAction?.disabledSupport ?? false,
  showsDocuments: capabilities.window?.showDocument?.support ?? false,
});

/** What can be done about the findings that touch the range, then about the whole document. */
export function codeActions(
  { range, context }: CodeActionParams,
  linted: Linted,
  client: CodeActionClient,
): CodeAction[] {
  const { start, end } = toSpan(linted.snapshot, range);
  const active = linted.findings.filter(({ state }) => state === 'active');
  const here = active.filter(({ span }) => span.start <= end && start <= span.end);
  const actions = [
    ...here.flatMap((finding) => fixActions(finding, context, linted, client)),
    ...here.flatMap((finding) => (client.showsDisabled ? onlineActions(finding, context, linted) : [])),
    ...[...new Set(here.map(({ rule }) => rule))].flatMap((rule) => fixRuleActions(rule, linted, client)),
    ...here.flatMap((finding) => suppressActions(finding, context, linted, client)),
    ...here.flatMap((finding) => (client.showsDocuments ? documentationActions(finding) : [])),
    // An editor that asks by itself, at each move of the cursor, wants to know what can be done here.
    ...(context.triggerKind === CodeActionTriggerKind.Automatic && !context.only ? [] : fixAllActions(linted, client)),
  ];
  return distinct(actions.filter(({ kind }) => isWanted(kind!, context.only)));
}

/** What an action carries whose edit is made only when it is chosen. */
export interface FixAllData {
  readonly uri: string;
  readonly wanted: readonly FixSafety[];
  readonly rule?: string;
}

/** The action with its edit, made from the document as it is now. */
export function resolveCodeAction(
  action: CodeAction,
  data: FixAllData,
  linted: Linted,
  client: CodeActionClient,
): CodeAction {
  return { ...action, edit: fixAllEdit(data, linted, client) };
}

export const showDocumentationCommand = 'fixity.showDocumentation';

const kinds = {
  fix: CodeActionKind.QuickFix,
  fixRule: 'quickfix.fixity.rule',
  suppress: 'quickfix.fixity.suppress',
  documentation: 'quickfix.fixity.documentation',
  fixAll: 'source.fixAll.fixity',
  /** Not below `source.fixAll`, which runs on save: these fixes change behaviour, so a person asks for them. */
  fixAllSuggested: 'source.fixAllSuggested.fixity',
} as const;

export const codeActionKinds: string[] = [kinds.fix, kinds.fixAll, kinds.fixAllSuggested];

/** Every kind below a wanted one is wanted too. */
export const isWanted = (kind: string, only: readonly string[] | undefined): boolean =>
  only?.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`)) ?? true;

function fixActions(finding: Finding, context: CodeActionContext, linted: Linted, client: CodeActionClient) {
  const possible = finding.fixes.flatMap((fix) => {
    const edit = toFixEdit(fix, linted, client);
    return edit ? [{ fix, edit }] : [];
  });
  const preferred =
    possible.find(({ fix }) => fix.safety === 'safe') ?? possible.find(({ fix }) => fix.safety === 'suggested');
  return possible.map((one): CodeAction => {
    return {
      title: `Fixity: ${one.fix.title}`,
      kind: kinds.fix,
      ...diagnosticsOf(finding, context, linted),
      ...(one === preferred && { isPreferred: true }),
      edit: one.edit,
    };
  });
}

/** Fixes that need a look-up are shown, so that people know of them, and cannot be chosen. */
const onlineActions = (finding: Finding, context: CodeActionContext, linted: Linted): readonly CodeAction[] =>
  finding.onlineFixes.map(({ title }) => ({
    title: `Fixity: ${title}`,
    kind: kinds.fix,
    ...diagnosticsOf(finding, context, linted),
    disabled: { reason: 'It needs a look-up outside, which this version of Fixity does not make.' },
  }));

function fixRuleActions(rule: string, linted: Linted, client: CodeActionClient): readonly CodeAction[] {
  const wanted: readonly FixSafety[] = ['safe', 'suggested'];
  const ofRule = linted.findings.filter((finding) => finding.rule === rule);
  if (chosenWithin(linted, ofRule, wanted).length < 2) return [];
  const title = `Fixity: Fix all \`${rule}\` in this file`;
  return [withFixAllEdit({ title, kind: kinds.fixRule }, { uri: linted.snapshot.uri, wanted, rule }, linted, client)];
}

function suppressActions(finding: Finding, context: CodeActionContext, linted: Linted, client: CodeActionClient) {
  const document = linted.document();
  const edit = document && suppressionEdit(document, finding.rule, finding.span.start);
  if (!edit) return [];
  const action: CodeAction = {
    title: `Fixity: Disable \`${finding.rule}\` for this line`,
    kind: kinds.suppress,
    ...diagnosticsOf(finding, context, linted),
    edit: toWorkspaceEdit([edit], undefined, linted.snapshot, client),
  };
  return [action];
}

function documentationActions({ rule }: Finding): readonly CodeAction[] {
  const title = `Fixity: Show documentation of \`${rule}\``;
  const command = { title, command: showDocumentationCommand, arguments: [rule] };
  return [{ title, kind: kinds.documentation, command }];
}

function fixAllActions(linted: Linted, client: CodeActionClient): readonly CodeAction[] {
  const offers = [
    { title: 'Fixity: Apply all safe fixes', kind: kinds.fixAll, wanted: ['safe'], needed: 'safe' },
    {
      title: 'Fixity: Apply all safe and suggested fixes',
      kind: kinds.fixAllSuggested,
      wanted: ['safe', 'suggested'],
      needed: 'suggested',
    },
  ] as const;
  return offers
    .filter(({ wanted, needed }) =>
      chosenWithin(linted, linted.findings, wanted).some(({ fix }) => fix.safety === needed),
    )
    .map(({ title, kind, wanted }) =>
      withFixAllEdit({ title, kind }, { uri: linted.snapshot.uri, wanted }, linted, client),
    );
}

/** Fixing everything lints again after each round, so it waits until the action is chosen where the client can wait. */
const withFixAllEdit = (action: CodeAction, data: FixAllData, linted: Linted, client: CodeActionClient): CodeAction =>
  client.resolvesEdits ? { ...action, data } : { ...action, edit: fixAllEdit(data, linted, client) };

function fixAllEdit({ wanted, rule }: FixAllData, linted: Linted, client: CodeActionClient) {
  const { snapshot } = linted;
  const findings = rule === undefined ? linted.findings : linted.findings.filter((finding) => finding.rule === rule);
  const text = snapshot.getText();
  const fixed = linted.fixed(wanted, rule);
  const firstRound = chosenWithin(linted, findings, wanted).flatMap(({ fix }) => fix.edits);
  // Small edits leave cursors and folds where they are; one big edit is for what took more rounds.
  const edits = applyEdits(text, firstRound) === fixed ? firstRound : [replacementEdit(text, fixed)];
  return toWorkspaceEdit(edits, undefined, snapshot, client);
}

/** What fixes everything leaves other files alone: those fixes are chosen one by one. */
const chosenWithin = (
  { path }: Linted,
  findings: readonly Finding[],
  wanted: readonly FixSafety[],
): readonly ChosenFix[] => chooseFixes(findings, wanted, ({ file }) => file === path);

/** The client's own diagnostics that the finding stands behind. */
function diagnosticsOf({ rule, span }: Finding, { diagnostics }: CodeActionContext, { snapshot }: Linted) {
  const range = JSON.stringify(toRange(snapshot, span));
  const own = diagnostics.filter((diagnostic) => {
    const { start, end } = diagnostic.range;
    return diagnostic.code === rule && JSON.stringify({ start, end }) === range;
  });
  return own.length > 0 && { diagnostics: own };
}

/** Findings of one rule in one line share what is done about the line. */
function distinct(actions: readonly CodeAction[]): CodeAction[] {
  const byEffect = new Map<string, CodeAction>();
  for (const action of actions) {
    const effect = JSON.stringify([action.title, action.edit, action.command]);
    if (!byEffect.has(effect)) byEffect.set(effect, action);
  }
  return [...byEffect.values()];
}
