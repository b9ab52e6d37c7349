import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import { logError } from './diagnostics.ts';
import type { Settings } from './messages.ts';

const defaultSettings: Settings = { enable: true, run: 'onType' };

/** The editor's settings: asked for where the client can be asked, else as it sends them. `onChange` is called after a change. */
export function followSettings(
  connection: Connection,
  { workspace }: ClientCapabilities,
  onChange: () => void,
): () => Promise<Settings> {
  const canAsk = workspace?.configuration ?? false;
  const ask = (): Promise<Settings> =>
    connection.workspace.getConfiguration('fixity').then(toSettings, (error) => {
      logError(connection, error);
      return defaultSettings;
    });
  let settings: Promise<Settings> | undefined;

  connection.onDidChangeConfiguration(({ settings: sent }) => {
    settings = canAsk ? undefined : Promise.resolve(toSettings(sent?.fixity));
    onChange();
  });
  return () => (settings ??= canAsk ? ask() : Promise.resolve(defaultSettings));
}

function toSettings(value: Partial<Record<keyof Settings, unknown>> | null | undefined): Settings {
  return {
    enable: typeof value?.enable === 'boolean' ? value.enable : defaultSettings.enable,
    run: value?.run === 'onSave' ? 'onSave' : defaultSettings.run,
  };
}
