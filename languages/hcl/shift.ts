import type { Span } from '../../core/text.ts';
import { toBody } from './body.ts';
import type { HclBody, HclExpression, HclItem, HclLabel, HclStep, HclTemplatePart } from './syntax.ts';

/** What gives items in another place of a text, `by` characters further on: what reading their unchanged text again would give. */
export function shiftBy(by: number): (item: HclItem) => HclItem {
  const shift = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const shiftOffset = (offset: number | undefined): number | undefined => (offset === undefined ? offset : offset + by);

  function shiftItem(item: HclItem): HclItem {
    if (item.kind === 'attribute') {
      return {
        ...item,
        span: shift(item.span),
        nameSpan: shift(item.nameSpan),
        value: shiftExpression(item.value),
      };
    }
    return {
      ...item,
      span: shift(item.span),
      typeSpan: shift(item.typeSpan),
      labels: item.labels.map(({ text, span }): HclLabel => ({ text, span: shift(span) })),
      headerSpan: shift(item.headerSpan),
      body: shiftBody(item.body),
      openBrace: shiftOffset(item.openBrace),
      closeBrace: shiftOffset(item.closeBrace),
    };
  }

  const shiftBody = ({ span, items }: HclBody): HclBody => toBody(shift(span), items.map(shiftItem));

  function shiftExpression(expression: HclExpression): HclExpression {
    const span = shift(expression.span);
    switch (expression.kind) {
      case 'template':
        return { ...expression, span, parts: expression.parts.map(shiftPart) };
      case 'heredoc':
        return { ...expression, span, parts: expression.parts.map(shiftPart), bodySpan: shift(expression.bodySpan) };
      case 'traversal':
        return {
          ...expression,
          span,
          source: shiftExpression(expression.source),
          steps: expression.steps.map(shiftStep),
        };
      case 'call': {
        const nameSpan = shift(expression.nameSpan);
        return { ...expression, span, nameSpan, arguments: expression.arguments.map(shiftExpression) };
      }
      case 'tuple':
        return { ...expression, span, items: expression.items.map(shiftExpression) };
      case 'object': {
        const items = expression.items.map((item) => ({
          span: shift(item.span),
          key: shiftExpression(item.key),
          value: shiftExpression(item.value),
        }));
        return { ...expression, span, items };
      }
      case 'for':
        return {
          ...expression,
          span,
          collection: shiftExpression(expression.collection),
          key: expression.key && shiftExpression(expression.key),
          value: shiftExpression(expression.value),
          condition: expression.condition && shiftExpression(expression.condition),
        };
      case 'conditional':
        return {
          ...expression,
          span,
          condition: shiftExpression(expression.condition),
          whenTrue: shiftExpression(expression.whenTrue),
          whenFalse: shiftExpression(expression.whenFalse),
        };
      case 'binary':
        return {
          ...expression,
          span,
          left: shiftExpression(expression.left),
          right: shiftExpression(expression.right),
        };
      case 'unary':
        return { ...expression, span, operand: shiftExpression(expression.operand) };
      case 'parenthesis':
        return { ...expression, span, expression: shiftExpression(expression.expression) };
      default:
        return { ...expression, span };
    }
  }

  function shiftPart(part: HclTemplatePart): HclTemplatePart {
    const span = shift(part.span);
    switch (part.kind) {
      case 'literal':
        return { ...part, span };
      case 'interpolation':
        return { ...part, span, expression: shiftExpression(part.expression) };
      case 'directive':
        return {
          ...part,
          span,
          expression: shiftExpression(part.expression),
          parts: part.parts.map(shiftPart),
          elseParts: part.elseParts.map(shiftPart),
        };
    }
  }

  function shiftStep(step: HclStep): HclStep {
    const span = shift(step.span);
    return step.kind === 'index' ? { ...step, span, key: shiftExpression(step.key) } : { ...step, span };
  }

  return by === 0 ? (item) => item : shiftItem;
}
