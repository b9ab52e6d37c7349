import fc from 'fast-check';

// The same random texts in every run, so that a change is judged by what it changes. `npm run test:fuzz` looks for new ones.
if (process.env['FUZZ'] === undefined) fc.configureGlobal({ seed: 20260101 });
