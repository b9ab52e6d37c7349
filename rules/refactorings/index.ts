import type { Refactoring } from '../../core/refactoring.ts';
import podToDeployment from './pod-to-deployment.ts';
import shellFormToExecForm from './shell-form-to-exec-form.ts';
import rollingUpdateBlock from './rolling-update-block.ts';

/** All refactorings, in the order in which an editor shows them. */
export const refactorings: readonly Refactoring[] = [podToDeployment, shellFormToExecForm, rollingUpdateBlock];
