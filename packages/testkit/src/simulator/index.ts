export type {
  AnswerScript,
  Behaviour,
  ErrorScript,
  Fault,
  Script,
  ScriptedToolCall,
  ScriptedUsage,
  ScriptRequest,
  SimulatedErrorKind,
  SimulatedFinish,
  Timing,
  WireScript,
} from './behaviour.ts';
export { sequence } from './behaviour.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './create-simulator.ts';
export { createSimulatorTransport } from './create-simulator-transport.ts';
export {
  type ListeningSimulator,
  type ListenOptions,
  listenSimulator,
  type ReceivedRequest,
} from './listen-simulator.ts';
export type { SimulatorChunk, SimulatorRequest, SimulatorResponse } from './wire.ts';
