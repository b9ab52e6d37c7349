import type { Port } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { DockerfileFile, Instruction, Transfer } from './document.ts';
import { type Environment, environmentReader } from './environment.ts';
import { portReader } from './ports.ts';
import { transferReader } from './transfers.ts';
import { stageBases, visitInstructions } from './variables.ts';

/** What the values of variables tell of a Dockerfile, in the order of its instructions. */
export interface Values {
  readonly ports: readonly Port[];
  readonly transfers: readonly Transfer[];
  /** Those of commands that name variables. */
  readonly environments: ReadonlyMap<Instruction, Environment>;
}

/** Told in one walk through all instructions: each costs about as much as what it finds. */
export const valuesOf = lazyFor((file: DockerfileFile): Values => {
  const ports: Port[] = [];
  const transfers: Transfer[] = [];
  const environments = new Map<Instruction, Environment>();
  const readPorts = portReader(file, ports);
  const readTransfers = transferReader(file, transfers);
  const readEnvironments = environmentReader(file, environments);
  visitInstructions(file, stageBases(file), (instruction, stage, lookup) => {
    readPorts(instruction, stage, lookup);
    readTransfers(instruction, stage, lookup);
    readEnvironments.visit(instruction, stage, lookup);
  });
  readEnvironments.atEnd();
  return { ports, transfers, environments };
});
