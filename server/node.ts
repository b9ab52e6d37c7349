import { setFlagsFromString } from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from '../host/node.ts';
import { loadLanguage } from '../languages/load.ts';
import { rules } from '../rules/index.ts';
import { refactorings } from '../rules/refactorings/index.ts';
import { startServer } from './server.ts';

declare const FIXITY_VERSION: string;

/** Serves the client at the other end of what the command line's arguments name: `--stdio`, `--node-ipc`, `--socket=PORT`. */
export function startNodeServer(): void {
  // What survives the small heap of the first seconds makes V8 place its like with the long-lived objects from then on,
  // where what each key press leaves behind stays until a full collection.
  setFlagsFromString('--no-allocation-site-pretenuring');
  startServer(createConnection(ProposedFeatures.all), {
    version: FIXITY_VERSION,
    rules,
    refactorings,
    loadLanguage,
    localHost: nodeHost,
  });
}
