/**
 * Whether a file name is one that Compose files have: `compose.yaml`, `docker-compose.yml`, either with something between,
 * such as `compose.override.yaml` and `docker-compose-dev.yml`, `*.compose.yaml`, `podman-compose.yml`, and `docker-stack.yml`,
 * as Docker's documentation calls the files of Swarm. What VS Code takes for a Compose file is among them.
 */
export const isComposeName = (name: string): boolean =>
  /^(?:.+[._-])?compose(?:[._-].+)?\.ya?ml$|docker.*compose.*\.ya?ml$|^docker-stack(?:[._-].+)?\.ya?ml$/i.test(name);

/** Whether the text of a file that is named so is Compose's: it has services. Templates are not YAML yet. Only looks, never parses. */
export const isCompose = (text: string): boolean =>
  /^\uFEFF?(?:"services"|'services'|services)[ \t]*:/m.test(text) && !isTemplate(text);

/** Whether a value, an entry or a line starts with an action of Jinja (`{{ x }}`, `{% if %}`). */
const isTemplate = (text: string): boolean =>
  (text.includes('{{') || text.includes('{%')) && /^[ \t]*(?:- +)*(?:["']?[\w.-]+["']?: +)?\{[{%]/m.test(text);
