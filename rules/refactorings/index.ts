import type { Refactoring } from '../../core/refactoring.ts';
import deploymentToStatefulSet from './deployment-to-stateful-set.ts';
import emptyDirToClaim from './empty-dir-to-claim.ts';
import inlineBlockDeviceToVolume from './inline-block-device-to-volume.ts';
import podToDeployment from './pod-to-deployment.ts';
import readinessProbeFromPort from './readiness-probe-from-port.ts';
import rollingUpdateBlock from './rolling-update-block.ts';
import shellFormToExecForm from './shell-form-to-exec-form.ts';

/** All refactorings, in the order in which an editor shows them. */
export const refactorings: readonly Refactoring[] = [
  podToDeployment,
  deploymentToStatefulSet,
  emptyDirToClaim,
  readinessProbeFromPort,
  shellFormToExecForm,
  rollingUpdateBlock,
  inlineBlockDeviceToVolume,
];
