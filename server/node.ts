import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from '../host/node.ts';
import { loadLanguage } from '../languages/load.ts';
import { rules } from '../rules/index.ts';
import { startServer } from './server.ts';

declare const FIXITY_VERSION: string;

/** Serves the client at the other end of what the command line's arguments name: `--stdio`, `--node-ipc`, `--socket=PORT`. */
export function startNodeServer(): void {
  startServer(createConnection(ProposedFeatures.all), {
    version: FIXITY_VERSION,
    rules,
    loadLanguage,
    localHost: nodeHost,
  });
}
