import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { loadLanguage } from '../languages/load.ts';
import { rules } from '../rules/index.ts';
import { refactorings } from '../rules/refactorings/index.ts';
import { startServer } from './server.ts';

declare const FIXITY_VERSION: string;
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
);
startServer(connection, { version: FIXITY_VERSION, rules, refactorings, loadLanguage, localHost: undefined });
