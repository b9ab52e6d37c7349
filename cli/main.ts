#!/usr/bin/env node
import module from 'node:module';

// Node keeps what it has compiled in the system's folder for temporary files, and starts sooner the next time. From Node 22.1.
module.enableCompileCache?.();
await import('./start.ts');
