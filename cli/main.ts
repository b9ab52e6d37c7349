#!/usr/bin/env node
import module from 'node:module';

/** Put in by the bundler. */
declare const FIXITY_VERSION: string | undefined;

// Node keeps what it has compiled in the system's folder for temporary files, and starts sooner the next time. From Node 22.1.
module.enableCompileCache?.();
// All else is one CommonJS file, in which modules run when they are asked for: Node takes longer to find many files.
module.createRequire(import.meta.url)(typeof FIXITY_VERSION === 'undefined' ? './start.ts' : './start.cjs');
