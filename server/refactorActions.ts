import { type CodeAction, CodeActionKind, type CodeActionParams, type Range } from 'vscode-languageserver';
import { type Offer, offersAt, type Refactoring } from '../core/refactoring.ts';
import { type CodeActionClient, isWanted } from './codeActions.ts';
import { toSpan } from './convert.ts';
import type { Linted } from './workspace.ts';
import { toWorkspaceEdit } from './workspaceEdit.ts';

/** What is offered at the range, whether or not something was found there. A refactoring that throws takes nothing else down. */
export function refactorActions(
  { range, context }: CodeActionParams,
  linted: Linted,
  refactorings: readonly Refactoring[],
  client: CodeActionClient,
  onError: (error: unknown) => void,
): CodeAction[] {
  const wanted = refactorings.filter((refactoring) => isWanted(kindOf(refactoring), context.only));
  const document = wanted.length > 0 ? linted.document() : undefined;
  if (!document) return [];
  const at = toSpan(linted.snapshot, range);
  return wanted.flatMap((refactoring) => {
    try {
      return offersAt(refactoring, document, at).map((offer) => toAction(offer, refactoring, range, linted, client));
    } catch (error) {
      onError(error);
      return [];
    }
  });
}

/** What an action carries whose edit is made only when it is chosen. */
export interface RefactoringData {
  readonly uri: string;
  readonly refactoring: string;
  readonly title: string;
  readonly range: Range;
}

/** The action with its edit, if it is still offered in the document as it is now. */
export function resolveRefactorAction(
  action: CodeAction,
  { refactoring, title, range }: RefactoringData,
  linted: Linted,
  refactorings: readonly Refactoring[],
  client: CodeActionClient,
): CodeAction {
  const document = linted.document();
  const chosen = refactorings.find(({ id }) => id === refactoring);
  if (!document || !chosen) return action;
  const offers = offersAt(chosen, document, toSpan(linted.snapshot, range));
  const offer = offers.find((one) => one.title === title);
  return offer ? { ...action, edit: toEdit(offer, linted, client) } : action;
}

/** The kinds of code actions that refactorings are offered as. */
export const refactorKinds = (refactorings: readonly Refactoring[]): string[] => refactorings.map(kindOf);

const kindOf = ({ id, kind }: Refactoring): string => `${parentKinds[kind]}.fixity.${id}`;

const parentKinds = { rewrite: CodeActionKind.RefactorRewrite, extract: CodeActionKind.RefactorExtract } as const;

function toAction(
  offer: Offer,
  refactoring: Refactoring,
  range: Range,
  linted: Linted,
  client: CodeActionClient,
): CodeAction {
  const action: CodeAction = { title: `Fixity: ${offer.title}`, kind: kindOf(refactoring) };
  if (!client.resolvesEdits) return { ...action, edit: toEdit(offer, linted, client) };
  const { id } = refactoring;
  const data: RefactoringData = {
    uri: linted.snapshot.uri,
    refactoring: id,
    title: offer.title,
    range,
  };
  return { ...action, data };
}

const toEdit = ({ edits, placeholder }: Offer, { snapshot }: Linted, client: CodeActionClient) =>
  toWorkspaceEdit(edits, placeholder, snapshot, client);
