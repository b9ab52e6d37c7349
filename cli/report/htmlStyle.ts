/** The report's style sheet: the reader's fonts, light or dark as the reader has it, and plain on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2330; --soft: #56607a; --line: #d5dae4; --wash: #f4f6fa; --accent: #0b57c2;
  --error: #b3201b; --warning: #8a5300; --info: #2b5f8f; --good: #1a6b35; --removed: #a01d18; --added: #17612f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161e; --ink: #e6eaf2; --soft: #a6b0c5; --line: #333c4e; --wash: #1a202c; --accent: #8ab8ff;
    --error: #ff938a; --warning: #f3bd6a; --info: #93c5f5; --good: #7fd79b; --removed: #ffa39b; --added: #86dba0;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
header, nav, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 2rem 0 .5rem; }
h2 { font-size: 1.4rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; font-weight: 600; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
pre { background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; overflow-x: auto; line-height: 1.4; margin: .5rem 0; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: .75rem 0; }
.soft { color: var(--soft); }
.total { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; margin: 1rem 0; }
.total strong { font-size: 3.25rem; line-height: 1; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .875rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.fixes { padding-left: 1.4rem; }
.fixes li { margin: .75rem 0; }
.command { display: block; margin: .25rem 0; }
.files { font-size: .875rem; font-weight: 400; color: var(--soft); }
.bar { display: block; width: 8rem; height: .55rem; margin-top: .5rem; border: 1px solid var(--soft); border-radius: 99px; overflow: hidden; }
.bar span { display: block; height: 100%; background: var(--accent); }
.steps { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; }
.steps > li, .card { border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.1rem; }
.steps h3, .card h4 { margin-top: 0; }
.steps ul, .card ul { padding-left: 1.1rem; margin: .5rem 0; }
.good { color: var(--good); }
.card, article { margin: .9rem 0; break-inside: avoid; }
.level { font-size: .8rem; font-weight: 700; border: 1px solid currentColor; border-radius: 4px; padding: 0 .35rem; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
article { border-left: 3px solid var(--line); padding-left: .9rem; }
article:target { border-left-color: var(--accent); }
article p { margin: .25rem 0; max-width: none; }
del, ins { text-decoration: none; display: block; }
del { color: var(--removed); } ins { color: var(--added); }
summary { cursor: pointer; }
footer { padding-top: 1.5rem; padding-bottom: 2rem; color: var(--soft); }
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --wash: #fff; --accent: #000; color-scheme: light; }
  body { font-size: 10pt; }
  nav, .skip { display: none; }
  header, main, footer { max-width: none; padding: 0; }
  h2, h3, h4 { break-after: avoid; }
  tr { break-inside: avoid; }
  pre { white-space: pre-wrap; }
  .scroll { overflow: visible; }
}
`;
