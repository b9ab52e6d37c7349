import type { Expression } from './expression.ts';
import { parseExpression } from './expression.ts';
import type { HelmFile } from './file.ts';

/**
 * The templates of a file that write a text on one line, as expressions (`{{ .Values.repository }}:{{ .Values.tag }}`), by
 * name. What has conditions, loops or more lines is none of them, and neither is what is defined twice.
 */
export function simpleTemplates(file: HelmFile | undefined): ReadonlyMap<string, Expression> {
  const simple = new Map<string, Expression>();
  if (!file) return simple;
  const seen = new Set<string>();
  const { actions, templates } = file.actions;
  let index = 0;
  for (const { name, body } of templates) {
    let position = body.start;
    let pattern = '';
    const values: Expression[] = [];
    let isSimple = true;
    const write = (end: number): void => {
      pattern += file.text.slice(position, end).replaceAll('%', '%%');
    };
    while (index < actions.length && actions[index]!.span.start < body.start) index++;
    for (; index < actions.length && actions[index]!.span.end <= body.end; index++) {
      const action = actions[index]!;
      write(action.span.start);
      position = action.span.end;
      if (action.body.startsWith('/*')) continue;
      if (action.kind !== 'value') isSimple = false;
      values.push(parseExpression(action.body));
      pattern += '%s';
    }
    write(body.end);
    const text = pattern.trim();
    simple.delete(name);
    if (isSimple && !seen.has(name) && !text.includes('\n')) {
      const [only] = values;
      simple.set(
        name,
        text === '%s' && only
          ? only
          : { kind: 'call', name: 'printf', arguments: [{ kind: 'literal', text }, ...values] },
      );
    }
    seen.add(name);
  }
  return simple;
}
