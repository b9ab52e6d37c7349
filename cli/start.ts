import { nodeHost, withSlashes } from '../host/node.ts';
import { runCli } from './run.ts';

/** Put in by the bundler. */
declare const FIXITY_VERSION: string | undefined;

// `fixity check | head` closes the pipe early; that is no error, and what is left to write has no reader.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void runCli(process.argv.slice(2), {
  host: nodeHost,
  cwd: withSlashes(process.cwd()),
  env: process.env,
  isTerminal: process.stdout.isTTY === true,
  version: typeof FIXITY_VERSION === 'undefined' ? '0.0.0' : FIXITY_VERSION,
  stdin: readStdin,
  stdout: (content) => void process.stdout.write(content),
  stderr: (text) => void process.stderr.write(text),
}).then((exitCode) => {
  process.exitCode = exitCode;
});

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
