import { activeFindings, createLocate, printable, type Report, type ReportStyle } from './report.ts';

/** One line for each finding, as compilers print them, for editors and `grep`. */
export function concise(report: Report, { isQuiet }: ReportStyle): string {
  const locate = createLocate(report);
  const findings = activeFindings(report).map(({ file, span, level, rule, message }) => {
    const { line, column } = locate(file, span);
    return `${file}:${line}:${column}: ${level} ${rule}: ${message}`;
  });
  const problems = isQuiet
    ? []
    : report.problems.map(({ file, span, kind, message }) => {
        const { line, column } = locate(file, span ?? { start: 0, end: 0 });
        return `${file}:${line}:${column}: notice ${kind}: ${message}`;
      });
  return [...findings, ...problems].map((line) => `${printable(line)}\n`).join('');
}
